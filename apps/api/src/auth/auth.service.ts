import { Inject, Injectable, Logger } from '@nestjs/common';
import { JwtService } from '@nestjs/jwt';
import type { ChangePasswordRequest, LoginResponse, SessionUser } from '@task-queue/contracts';
import { TaskError, ValidationError, type IdentitySource, type ResolvedIdentity } from '@task-queue/tasks';
import { UserStore, type User } from '../users/user-store.js';
import { LoginThrottle } from './login-throttle.js';
import { hashPassword, verifyPassword } from './passwords.js';
import { SessionStore, type RefreshedSession } from './session-store.js';

/** How long an access token is good, in seconds. */
const ACCESS_LIFETIME_S = 15 * 60;

/** How our tokens are made and the only way they are accepted. */
export const TOKEN_RULES = { algorithm: 'HS256', issuer: 'task-queue', audience: 'task-queue-api' } as const;

interface AccessClaims {
  readonly sub: string;
  readonly sid: string;
  readonly username: string;
  readonly role: SessionUser['role'];
  readonly exp: number;
}

/** A person and the session they are in. */
export interface SessionIdentity extends ResolvedIdentity {
  readonly sessionId: string;
}

/** A login with the cookie's token beside it. */
export interface Login {
  readonly response: LoginResponse;
  readonly refreshToken: string | null;
}

/** Signing in, staying signed in, and out; and who a token belongs to. */
@Injectable()
export class AuthService {
  readonly #logger = new Logger('Audit');

  constructor(
    private readonly users: UserStore,
    private readonly sessions: SessionStore,
    private readonly throttle: LoginThrottle,
    @Inject(JwtService) private readonly jwt: JwtService,
  ) {}

  /** @throws TaskError INVALID_CREDENTIALS; TooManyRequestsError */
  async login(username: string, password: string, address: string): Promise<Login> {
    await this.throttle.check(username, address);
    const user = await this.users.findByName(username);
    if (!(await verifyPassword(user?.passwordHash ?? null, password)) || user === null || user.disabled) {
      await this.throttle.recordFailure(username, address);
      this.#logger.warn({ event: 'login refused', username, address });
      throw new TaskError('INVALID_CREDENTIALS');
    }
    this.#logger.log({ event: 'login', userId: user.id, address });
    return this.#loginWith(user, await this.sessions.open(user.id));
  }

  /** @throws TaskError UNAUTHORIZED */
  async refresh(refreshToken: string | undefined): Promise<Login> {
    const session = refreshToken === undefined ? null : await this.sessions.refresh(refreshToken);
    const user = session && (await this.users.find(session.userId));
    if (!session || !user || user.disabled) {
      throw new TaskError('UNAUTHORIZED');
    }
    return this.#loginWith(user, session);
  }

  /** Ends the session a refresh token belongs to, and with it the use of its access tokens. */
  async logout(refreshToken: string | undefined): Promise<void> {
    const session = refreshToken === undefined ? null : await this.sessions.sessionOf(refreshToken);
    if (session) {
      await this.sessions.end(session.id);
      this.#logger.log({ event: 'logout', userId: session.userId });
    }
  }

  /**
   * Changes a person's own password and ends their other sessions.
   *
   * @throws ValidationError where the current password is wrong; TooManyRequestsError
   */
  async changePassword(
    identity: SessionIdentity,
    { currentPassword, newPassword }: ChangePasswordRequest,
  ): Promise<void> {
    await this.throttle.check(identity.username, identity.sessionId);
    const user = await this.users.find(identity.id);
    if (!(await verifyPassword(user?.passwordHash ?? null, currentPassword))) {
      await this.throttle.recordFailure(identity.username, identity.sessionId);
      const message = { zh: '当前密码不正确', en: 'is not your current password' };
      throw new ValidationError([{ field: 'currentPassword', message }]);
    }
    await this.users.change(identity.id, { passwordHash: await hashPassword(newPassword) });
    await this.sessions.endAll(identity.id, identity.sessionId);
    this.#logger.log({ event: 'password changed', userId: identity.id });
  }

  /** Who a request or a handshake comes from: a token that is whole, not expired, and whose session has not ended. */
  async identify(source: IdentitySource): Promise<SessionIdentity | null> {
    const token = source.kind === 'handshake' ? source.auth['token'] : bearerToken(source.headers['authorization']);
    if (typeof token !== 'string' || token === '') {
      return null;
    }
    const claims = await this.jwt
      .verifyAsync<AccessClaims>(token, {
        algorithms: [TOKEN_RULES.algorithm],
        issuer: TOKEN_RULES.issuer,
        audience: TOKEN_RULES.audience,
      })
      .catch(() => null);
    if (claims === null || !(await this.sessions.isOpen(claims.sid))) {
      return null;
    }
    return {
      id: claims.sub,
      username: claims.username,
      roles: [claims.role],
      expiresAtMs: claims.exp * 1000,
      sessionId: claims.sid,
    };
  }

  async #loginWith(user: User, session: RefreshedSession): Promise<Login> {
    const { id, username, role } = user;
    const accessToken = await this.jwt.signAsync(
      { sid: session.id, username, role },
      { subject: id, expiresIn: ACCESS_LIFETIME_S, ...TOKEN_RULES },
    );
    return {
      response: { accessToken, expiresIn: ACCESS_LIFETIME_S, user: { id, username, role } },
      refreshToken: session.refreshToken,
    };
  }
}

function bearerToken(header: string | string[] | undefined): string | undefined {
  return typeof header === 'string' ? /^Bearer ([\w.-]+)$/i.exec(header)?.[1] : undefined;
}
