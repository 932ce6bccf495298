import { Inject, Injectable, Logger } from '@nestjs/common';
import { ProblemError } from '@task-queue/problems';
import { FormerProviders } from '../accounts/former-providers.js';
import type { User } from '../accounts/user-store.js';
import { digest } from '../digest.js';
import { IdentityChanges } from '../identity-changes.js';
import { IDENTITY_OPTIONS, type IdentityModuleOptions } from '../identity-options.js';
import { IdentityRedis, type IdentityScript } from '../redis/identity-redis.js';
import { SecretBox } from '../secret-box.js';
import { SessionStore, type Session, type SessionOrigin } from '../sessions/session-store.js';
import type { SessionVoucher } from '../sessions/session-voucher.js';
import { LOGOUT_TOKEN_AGE_S, OpenIdProvider, type SignedOut, type Voucher } from './open-id-provider.js';
import { ProviderPeople } from './provider-people.js';
import { roleOfClaims } from './role-of-claims.js';
import { reasonOf, SsoError } from './sso-error.js';

/** How long a session goes on after the provider last said that it may, in milliseconds: while it is away, or never says it again. */
export const VOUCHED_FOR_MS = 60 * 60_000;

/** How long one call of us asks the provider while others of the same session go on, in milliseconds: longer than it may take, twice. */
const ASKING_MS = 60_000;

/** For how long a logout token is remembered, in seconds: longer than it is good, by the clocks' difference. */
const TOKEN_REMEMBERED_S = LOGOUT_TOKEN_AGE_S + 120;

/** A voucher as it is kept with a session, and when the provider gave it. */
interface KeptVoucher extends Voucher {
  readonly atMs: number;
}

/** Who a session is of by what the provider said, `null` for nobody; and whether that came late. */
interface Answered {
  readonly person: User | null;
  readonly isOvertaken: boolean;
}

/** Sessions that come from the provider: with each refresh of one the provider is asked whether it may go on. */
@Injectable()
export class ProviderSessions implements SessionVoucher {
  readonly #logger = new Logger('Audit');
  readonly #box: SecretBox;
  readonly #signOutThere: IdentityScript;

  constructor(
    private readonly redis: IdentityRedis,
    private readonly provider: OpenIdProvider,
    private readonly people: ProviderPeople,
    private readonly sessions: SessionStore,
    private readonly changes: IdentityChanges,
    private readonly formerProviders: FormerProviders,
    @Inject(IDENTITY_OPTIONS) { secret }: IdentityModuleOptions,
  ) {
    this.#box = new SecretBox(secret, 'voucher of a session');
    this.#signOutThere = redis.script('signOutThere');
  }

  /** What a session is opened with that comes from the provider. */
  originOf(voucher: Voucher): SessionOrigin {
    return { voucher: this.#closed(voucher), there: voucher.sid === null ? '' : digest(voucher.issuer, voucher.sid) };
  }

  async vouchFor(session: Session & { readonly voucher: string }): Promise<User | null> {
    const voucher = this.#opened(session.voucher);
    if (voucher === null || voucher.issuer !== session.user.issuer) {
      return null; // of another secret
    }
    const isRecent = Date.now() - voucher.atMs < VOUCHED_FOR_MS;
    if (voucher.refreshToken === null) {
      return isRecent ? session.user : null;
    }
    try {
      return await this.#asked(session, isRecent);
    } catch (error) {
      if (!(error instanceof SsoError)) {
        throw error;
      }
      const { failure } = error;
      this.#logger.warn({ event: 'renewal refused', userId: session.user.id, failure, reason: reasonOf(error) });
      if (failure !== 'unreachable') {
        return null;
      }
      if (!isRecent) {
        throw new ProblemError('PROVIDER_UNAVAILABLE', { cause: error });
      }
      return session.user;
    }
  }

  async endSessionUrl(closed: string): Promise<string | null> {
    const voucher = this.#opened(closed);
    return voucher === null || this.formerProviders.have(voucher) ? null : this.provider.endSessionUrl(voucher);
  }

  /** The provider says that somebody has signed out there. @throws ProblemError BAD_REQUEST, UNAVAILABLE */
  async signOut(logoutToken: string, address: string): Promise<void> {
    const word = await this.#wordOf(logoutToken, address);
    const { issuer, tokenId, subject, sid } = word;
    const [outcome, ...userIds] = (await this.#signOutThere(
      digest(issuer, tokenId),
      TOKEN_REMEMBERED_S,
      issuer,
      subject ?? '',
      sid === null ? '' : digest(issuer, sid),
    )) as ['ok' | 'replayed', ...string[]]; // its header says so
    if (outcome === 'replayed') {
      this.#logger.warn({ event: 'logout by provider refused', reason: 'a logout token came again', address });
      throw new ProblemError('BAD_REQUEST');
    }
    for (const userId of userIds) {
      this.#logger.log({ event: 'logout by provider', userId });
      await this.changes.tell(userId);
    }
  }

  async #wordOf(logoutToken: string, address: string): Promise<SignedOut> {
    try {
      return await this.provider.signedOut(logoutToken);
    } catch (error) {
      if (error instanceof SsoError) {
        this.#logger.warn({ event: 'logout by provider refused', reason: reasonOf(error), address });
        throw new ProblemError(error.failure === 'unreachable' ? 'UNAVAILABLE' : 'BAD_REQUEST', { cause: error });
      }
      throw error;
    }
  }

  /**
   * Asks the provider, one call at a time for each session: what it asks by is good once, and others go on meanwhile.
   *
   * @throws SsoError refused, unreachable
   * @throws ProblemError PROVIDER_UNAVAILABLE where another call asks, and the provider has not spoken for too long
   */
  async #asked({ id, user }: Session, isRecent: boolean): Promise<User | null> {
    const asking = `${this.redis.keys.session(id)}:asking`;
    if ((await this.redis.ask((client) => client.set(asking, 1, 'PX', ASKING_MS, 'NX'))) === null) {
      if (!isRecent) {
        throw new ProblemError('PROVIDER_UNAVAILABLE');
      }
      return user;
    }
    try {
      const first = await this.#answered(id);
      return (first.isOvertaken ? await this.#answered(id) : first).person;
    } finally {
      await this.redis.ask((client) => client.del(asking));
    }
  }

  /** Asks once, and writes down what the provider says unless something newer has been written down meanwhile. */
  async #answered(sessionId: string): Promise<Answered> {
    const closed = await this.sessions.voucherOf(sessionId); // as it is now that nobody else asks
    const voucher = closed === null ? null : this.#opened(closed);
    if (voucher === null || voucher.refreshToken === null) {
      return { person: null, isOvertaken: false };
    }
    const question = await this.people.question();
    const renewal = await this.provider.renew({ ...voucher, refreshToken: voucher.refreshToken });
    const spared = this.#closed(renewal.voucher, voucher.atMs); // first of all: the token before it is spent
    await this.sessions.keepVoucher(sessionId, spared).catch(() => this.sessions.keepVoucher(sessionId, spared));
    const claims = await renewal.claims();
    await this.sessions.keepVoucher(sessionId, this.#closed(renewal.voucher));
    const role = claims === null ? null : roleOfClaims(claims, this.provider.requireOptions());
    if (claims !== null && role === null) {
      return { person: null, isOvertaken: !(await this.people.giveUp(voucher, question)) };
    }
    const known = await this.people.vouchFor(voucher, role, null, question);
    return { person: 'user' in known ? known.user : null, isOvertaken: known.outcome === 'overtaken' };
  }

  #closed(voucher: Voucher, atMs = Date.now()): string {
    return this.#box.close(JSON.stringify({ ...voucher, atMs } satisfies KeptVoucher));
  }

  #opened(closed: string): KeptVoucher | null {
    const text = this.#box.open(closed);
    return text === null ? null : (JSON.parse(text) as KeptVoucher); // closed by us
  }
}
