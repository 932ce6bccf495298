import { Inject, Injectable, Logger } from '@nestjs/common';
import { JwtService } from '@nestjs/jwt';
import { noteForAudit } from '@task-queue/audit-trail';
import type { IdentitySource, ResolvedIdentity } from '@task-queue/access';
import type {
  ChangePasswordRequest,
  LoginRequest,
  LoginResponse,
  PeopleCode,
  Restriction,
  UserRole,
} from '@task-queue/contracts';
import { ProblemError, TooManyRequestsError, ValidationError } from '@task-queue/problems';
import { LRUCache } from 'lru-cache';
import { FormerProviders } from '../accounts/former-providers.js';
import { requireHardToGuess } from '../accounts/guessable-passwords.js';
import { hashPassword, verifyPassword } from '../accounts/passwords.js';
import { providerOf, UserStore, type User } from '../accounts/user-store.js';
import { IdentityChanges } from '../identity-changes.js';
import { IDENTITY_OPTIONS, type IdentityModuleOptions } from '../identity-options.js';
import { SecondFactors } from '../second-factor/second-factors.js';
import { LoginThrottle, type LoginPlace } from '../throttle/login-throttle.js';
import { TokensService, type TokenIdentity } from '../tokens/tokens.service.js';
import { SessionStore, type Session, type SessionPlace } from './session-store.js';
import { SESSION_VOUCHER, type SessionVoucher } from './session-voucher.js';

/** How long an access token is good, in seconds. */
const ACCESS_LIFETIME_S = 15 * 60;

/** How our tokens are made and the only way they are accepted. */
export const TOKEN_RULES = { algorithm: 'HS256', issuer: 'task-queue', audience: 'task-queue-api' } as const;

/** A token names its session alone: who is in it and what they may is asked anew with every call. */
interface AccessClaims {
  readonly sid: string;
  /** The refresh token that came with it, as {@link Session.generation}. */
  readonly gen: number;
  readonly exp: number;
}

/** A person and the session they are in. */
export interface SessionIdentity extends ResolvedIdentity {
  readonly sessionId: string;
  /** Where they sign in, if that is not here. */
  readonly provider?: string;
}

/** An answer, with what goes into cookies beside it. */
export interface Login {
  readonly response: LoginResponse;
  readonly refreshToken: string;
  /** Where the person has just given their password. */
  readonly deviceToken?: string;
}

/** Tokens that are known to be ours, at a quarter of a kilobyte each. */
const VERIFIED_TOKENS_KEPT = 10_000;

/** Signing in, staying signed in, and out; and who a token belongs to. */
@Injectable()
export class AuthService {
  readonly #logger = new Logger('Audit');
  /** Tokens whose signature was found right, which does not change. Whether they still count is asked each time. */
  readonly #verified = new LRUCache<string, AccessClaims>({ max: VERIFIED_TOKENS_KEPT });

  constructor(
    private readonly users: UserStore,
    private readonly sessions: SessionStore,
    private readonly throttle: LoginThrottle,
    private readonly changes: IdentityChanges,
    private readonly tokens: TokensService,
    private readonly formerProviders: FormerProviders,
    private readonly factors: SecondFactors,
    @Inject(JwtService) private readonly jwt: JwtService,
    @Inject(SESSION_VOUCHER) private readonly voucher: SessionVoucher,
    @Inject(IDENTITY_OPTIONS) private readonly options: IdentityModuleOptions,
  ) {}

  /** @throws ProblemError INVALID_CREDENTIALS, LOCAL_LOGIN_OFF, SECOND_FACTOR_REQUIRED, INVALID_SECOND_FACTOR; TooManyRequestsError */
  async login({ username, password, code }: LoginRequest, place: LoginPlace & SessionPlace): Promise<Login> {
    const { address } = place;
    let refusal: PeopleCode = 'INVALID_CREDENTIALS';
    const user = await this.users.findByName(username);
    if (user !== null) {
      noteForAudit({ target: { type: 'user', id: user.id }, name: user.username }); // a name of nobody may be a password
    }
    const session = await this.throttle
      .attempt(username, place, async () => {
        const isRight = await verifyPassword(user?.passwordHash ?? null, password);
        if (user === null || !isRight) {
          return null;
        }
        if (!this.#mayUsePassword(user)) {
          this.#logger.warn({ event: 'login refused', userId: user.id, reason: 'local login is off', address });
          throw new ProblemError('LOCAL_LOGIN_OFF'); // nobody learns it who does not know the password
        }
        if (user.secondFactor === undefined) {
          return this.sessions.open(user, place);
        }
        if (code === undefined) {
          this.#logger.log({ event: 'login asks for a code', userId: user.id, address });
          throw new ProblemError('SECOND_FACTOR_REQUIRED');
        }
        refusal = 'INVALID_SECOND_FACTOR';
        return this.factors.prove(user, code, place, (proof) => this.sessions.open(user, place, undefined, proof));
      })
      .catch((error: unknown) => {
        if (error instanceof TooManyRequestsError) {
          this.#logger.warn({ event: 'login throttled', address });
        }
        throw error;
      });
    if (session === null) {
      // The name of no account may be a password in the wrong field: it is not logged.
      this.#logger.warn({ event: 'login refused', userId: user?.id ?? null, reason: refusal, address });
      throw new ProblemError(refusal);
    }
    this.#logger.log({ event: 'login', userId: session.user.id, address });
    return { ...(await this.loginWith(session)), deviceToken: this.throttle.deviceToken(username) };
  }

  /** @throws ProblemError UNAUTHORIZED, PROVIDER_UNAVAILABLE */
  async refresh(refreshToken: string | undefined, address?: string): Promise<Login> {
    const refreshed = refreshToken === undefined ? null : await this.sessions.refresh(refreshToken, address);
    if (refreshed?.outcome === 'ok') {
      const { session } = refreshed;
      const user = await this.#whoGoesOn(session);
      if (user !== null) {
        return this.loginWith({ ...session, user });
      }
      noteForAudit({ after: { ended: true, because: 'signIn' }, ofOthers: true });
      await this.sessions.end(session.id);
      this.#logger.warn({ event: 'session ended', userId: session.user.id, reason: 'may no longer sign in that way' });
      await this.changes.tell(session.user.id);
    }
    if (refreshed?.outcome === 'reused' || refreshed?.outcome === 'tooOld') {
      const { outcome, userId, sessionId } = refreshed;
      noteForAudit({ target: { type: 'user', id: userId }, after: { ended: true, because: outcome } });
      const event = outcome === 'reused' ? 'refresh token reused, session ended' : 'session ended, it was too old';
      this.#logger.warn({ event, userId, sessionId });
      await this.changes.tell(userId);
    }
    throw new ProblemError('UNAUTHORIZED');
  }

  /**
   * Ends the sessions of a refresh token and of an access token, mostly the same one, and with it the use of all its
   * tokens. Where there is none, or it has ended before, there is nothing to do.
   *
   * @returns where a browser goes on to, to sign out at the OpenID provider too; `null` for nowhere
   */
  async logout(refreshToken: string | undefined, source: IdentitySource): Promise<string | null> {
    const caller = await this.identify(source);
    const ofCaller = caller !== null && 'sessionId' in caller ? caller.sessionId : undefined;
    const sessionIds = new Set([refreshToken && this.sessions.idOf(refreshToken), ofCaller].filter(Boolean));
    let endSessionUrl: string | null = null;
    for (const sessionId of sessionIds as Set<string>) {
      // filtered above
      const ended = await this.sessions.end(sessionId);
      if (ended !== null) {
        this.#logger.log({ event: 'logout', userId: ended.userId });
        await this.changes.tell(ended.userId);
        endSessionUrl ??= ended.voucher === null ? null : await this.voucher.endSessionUrl(ended.voucher);
      }
    }
    return endSessionUrl;
  }

  /**
   * Changes a person's own password and ends their other sessions.
   *
   * @throws ValidationError where the current password is wrong, or the new one easy to guess; TooManyRequestsError
   */
  async changePassword(
    { id, username, sessionId, restrictedBy }: SessionIdentity,
    { currentPassword, newPassword }: ChangePasswordRequest,
  ): Promise<void> {
    await requireHardToGuess(newPassword, username, 'newPassword');
    if (restrictedBy === 'PASSWORD_CHANGE_REQUIRED' && newPassword === currentPassword) {
      const message = { zh: '不能与当前密码相同', en: 'is the password that is to be changed' };
      throw new ValidationError([{ field: 'newPassword', message }]);
    }
    const isChanged = await this.throttle.attemptInSession(sessionId, async () => {
      const user = await this.users.find(id);
      const isRight = await verifyPassword(user?.passwordHash ?? null, currentPassword);
      if (user === null || !isRight) {
        return null;
      }
      return (await this.users.changePassword(user, await hashPassword(newPassword), sessionId)) || null;
    });
    if (isChanged === null) {
      this.#logger.warn({ event: 'password change refused', userId: id });
      const message = { zh: '当前密码不正确', en: 'is not your current password' };
      throw new ValidationError([{ field: 'currentPassword', message }]);
    }
    await this.changes.tell(id);
    this.#logger.log({ event: 'password changed', userId: id });
  }

  /** What somebody may do now: nothing once their account is disabled or deleted. */
  async rolesOf(userId: string): Promise<readonly UserRole[]> {
    const user = await this.users.find(userId);
    return user === null || user.disabled ? [] : [user.role];
  }

  /** What somebody is called; `null` where there is no such account. */
  async usernameOf(userId: string): Promise<string | null> {
    return (await this.users.find(userId))?.username ?? null;
  }

  /**
   * Who a request or a handshake comes from: with a token that is whole, not expired, and whose session goes on; or with an
   * access token.
   *
   * @throws TooManyRequestsError where access tokens are guessed
   */
  async identify(source: IdentitySource): Promise<SessionIdentity | TokenIdentity | null> {
    const token = source.kind === 'handshake' ? source.auth['token'] : bearerToken(source.headers['authorization']);
    if (typeof token !== 'string' || token === '') {
      return null;
    }
    if (token.startsWith('tq_')) {
      return this.tokens.identify(token, source);
    }
    const claims = await this.#claimsOf(token);
    const use = { generation: claims?.gen ?? 0, address: source.address };
    const user = claims && (await this.sessions.personOf(claims.sid, use));
    if (claims === null || user === null) {
      return null;
    }
    const { id, username, role } = user;
    const expiresAtMs = claims.exp * 1000;
    return {
      id,
      username,
      roles: [role],
      expiresAtMs,
      sessionId: claims.sid,
      ...providerOf(user),
      ...this.#restrictionOf(user),
    };
  }

  /** What a token says, if it is one of ours and not expired. */
  async #claimsOf(token: string): Promise<AccessClaims | null> {
    const known = this.#verified.get(token);
    if (known !== undefined) {
      return known.exp * 1000 > Date.now() ? known : null;
    }
    const { algorithm, issuer, audience } = TOKEN_RULES;
    const claims = await this.jwt
      .verifyAsync<AccessClaims>(token, { algorithms: [algorithm], issuer, audience })
      .catch(() => null);
    if (claims !== null) {
      this.#verified.set(token, claims);
    }
    return claims;
  }

  /** Whether people that {@link identify} found are still in their sessions, or have their tokens, with the role they had. */
  areStillValid(identities: readonly ResolvedIdentity[]): Promise<readonly boolean[]> {
    const people = new Map<string, Promise<User | null>>(); // several sockets are often of one session or token
    const personOf = (identity: SessionIdentity | TokenIdentity): Promise<User | null> => {
      const isToken = 'tokenDigest' in identity;
      const key = isToken ? identity.tokenDigest : identity.sessionId;
      const person = people.get(key) ?? (isToken ? this.tokens : this.sessions).personOf(key);
      people.set(key, person);
      return person;
    };
    return Promise.all(
      identities.map(async (identity) => {
        const user = await personOf(identity as SessionIdentity | TokenIdentity); // what identify returned
        const isRestricted = 'sessionId' in identity && user !== null && 'restrictedBy' in this.#restrictionOf(user);
        return user !== null && identity.roles.includes(user.role) && !isRestricted;
      }),
    );
  }

  /** Who may go on with a session: `null` for nobody. */
  async #whoGoesOn(session: Session): Promise<User | null> {
    const { voucher, user } = session;
    if (this.formerProviders.have(user)) {
      return null;
    }
    if (voucher !== null) {
      return this.voucher.vouchFor({ ...session, voucher });
    }
    return this.#mayUsePassword(user) ? user : null;
  }

  /** What somebody has to do first in a session: of who has a password here alone. */
  #restrictionOf(user: User): { readonly restrictedBy?: Restriction } {
    if (user.issuer !== undefined) {
      return {};
    }
    if (user.mustChangePassword === true) {
      return { restrictedBy: 'PASSWORD_CHANGE_REQUIRED' };
    }
    const { secondFactor = 'optional' } = this.options;
    const isDue = secondFactor === 'everybody' || (secondFactor === 'administrators' && user.role === 'admin');
    return isDue && user.secondFactor !== true ? { restrictedBy: 'SECOND_FACTOR_SETUP_REQUIRED' } : {};
  }

  #mayUsePassword({ role }: User): boolean {
    return this.options.localLogin !== 'administrator' || role === 'admin';
  }

  /** What somebody gets who is in a session. */
  async loginWith({ id: sid, generation: gen, user, refreshToken }: Session): Promise<Login> {
    const { id, username, role } = user;
    const accessToken = await this.jwt.signAsync(
      { sid, gen },
      { subject: id, expiresIn: ACCESS_LIFETIME_S, ...TOKEN_RULES },
    );
    return {
      response: {
        accessToken,
        expiresIn: ACCESS_LIFETIME_S,
        user: { id, username, role, ...providerOf(user), ...this.#restrictionOf(user) },
      },
      refreshToken,
    };
  }
}

function bearerToken(header: string | string[] | undefined): string | undefined {
  return typeof header === 'string' ? /^Bearer ([\w.-]+)$/i.exec(header)?.[1] : undefined;
}
