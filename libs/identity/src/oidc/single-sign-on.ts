import { Injectable, Logger } from '@nestjs/common';
import { SSO_DONE, type ErrorCode, type SsoFailure } from '@task-queue/contracts';
import { noteForAudit, refuseForAudit } from '@task-queue/audit-trail';
import { ProblemError } from '@task-queue/problems';
import { AuthService, type Login } from '../sessions/auth.service.js';
import { SessionStore, type SessionPlace } from '../sessions/session-store.js';
import { OpenIdProvider } from './open-id-provider.js';
import { ownPath } from './own-path.js';
import { ProviderPeople } from './provider-people.js';
import { ProviderSessions } from './provider-sessions.js';
import { roleOfClaims } from './role-of-claims.js';
import { reasonOf, SsoError } from './sso-error.js';
import { Transactions, type Transaction } from './transactions.js';

/** Where a browser is. */
type Place = SessionPlace & { readonly address: string };

/** Where a browser goes next, and what it keeps. */
export interface Departure {
  readonly url: string;
  readonly transaction: Transaction;
  readonly kept: string;
}

/** Where a browser goes that has come back, and the session that it has now. */
export interface Arrival {
  readonly url: string;
  readonly login?: Login;
}

/** How the logs call this way to sign in. */
const METHOD = 'single sign-on';

/** What each failure would have been answered with, were it not a browser that is led on. */
const REFUSALS: Readonly<Record<SsoFailure, { readonly status: number; readonly code: ErrorCode }>> = {
  cancelled: { status: 401, code: 'UNAUTHORIZED' },
  expired: { status: 401, code: 'UNAUTHORIZED' },
  refused: { status: 403, code: 'FORBIDDEN' },
  unreachable: { status: 503, code: 'PROVIDER_UNAVAILABLE' },
  'no-role': { status: 403, code: 'FORBIDDEN' },
  disabled: { status: 403, code: 'FORBIDDEN' },
};

/**
 * Signing in at an OpenID provider: authorization code with PKCE, state and nonce. A browser is led from address to address, so that
 * whatever fails ends on the login page, which says why.
 */
@Injectable()
export class SingleSignOn {
  readonly #logger = new Logger('Audit');

  constructor(
    private readonly provider: OpenIdProvider,
    private readonly transactions: Transactions,
    private readonly people: ProviderPeople,
    private readonly providerSessions: ProviderSessions,
    private readonly sessions: SessionStore,
    private readonly auth: AuthService,
  ) {}

  /** @throws ProblemError NOT_FOUND where there is no provider, PROVIDER_UNAVAILABLE */
  async begin(returnTo: unknown, address: string): Promise<Departure> {
    this.provider.requireOptions();
    const begun = this.transactions.begin(ownPath(returnTo));
    try {
      return { ...begun, url: await this.provider.authorizationUrl(begun.transaction) };
    } catch (error) {
      if (!(error instanceof SsoError)) {
        throw error;
      }
      this.#warn(error, address);
      throw new ProblemError('PROVIDER_UNAVAILABLE', { cause: error });
    }
  }

  /** The page that {@link begin} is called by. @throws ProblemError NOT_FOUND where there is no provider */
  loginPage(returnTo: unknown): string {
    return this.#loginPage({ returnTo: ownPath(returnTo) });
  }

  /**
   * @param query - of the address that the browser came back to
   * @param kept - what it has kept from {@link begin}
   * @param place - what its owner is told of the session
   * @throws ProblemError NOT_FOUND where there is no provider
   */
  async complete(query: URLSearchParams, kept: string | undefined, place: Place): Promise<Arrival> {
    this.provider.requireOptions();
    const transaction = this.transactions.find(kept, query.get('state') ?? '');
    const returnTo = transaction?.returnTo ?? '/';
    try {
      if (transaction === null || !(await this.transactions.spend(transaction))) {
        throw new SsoError('expired', 'the way back is unknown, too late, or gone before');
      }
      const login = await this.#signIn(query, transaction, place);
      return { url: this.#loginPage({ sso: SSO_DONE, returnTo }), login };
    } catch (error) {
      return { url: this.#refused(error, returnTo, place.address) };
    }
  }

  async #signIn(query: URLSearchParams, transaction: Transaction, place: Place): Promise<Login> {
    const question = await this.people.question();
    const { voucher, claims } = await this.provider.exchange(query, transaction);
    const role = claims === null ? null : roleOfClaims(claims, this.provider.requireOptions());
    if (role === null) {
      await this.people.giveUp(voucher, question);
      throw new SsoError('no-role', 'the provider gives the person no role here');
    }
    const known = await this.people.vouchFor(voucher, role, claims, question);
    if (!('user' in known)) {
      const userId = 'userId' in known ? known.userId : '';
      noteForAudit({ target: { type: 'user', id: userId } });
      throw new SsoError('disabled', `the account ${userId} is disabled`);
    }
    const { user, outcome } = known;
    if (outcome === 'overtaken') {
      throw new SsoError('expired', 'the provider has said something newer of the person meanwhile');
    }
    if (outcome === 'created') {
      this.#logger.log({ event: 'user created', userId: user.id, role, by: METHOD });
    }
    noteForAudit({ after: { method: METHOD, account: outcome, role } });
    const session = await this.sessions.open(user, place, this.providerSessions.originOf(voucher));
    if (session === null) {
      throw new SsoError('expired', 'the person has signed out, or the account was disabled, meanwhile');
    }
    this.#logger.log({ event: 'login', method: METHOD, userId: user.id, address: place.address });
    return this.auth.loginWith(session);
  }

  /** Where somebody goes who is not signed in. @throws whatever is a fault of ours */
  #refused(error: unknown, returnTo: string, address: string): string {
    const isKnown = error instanceof SsoError || (error instanceof ProblemError && error.code === 'UNAVAILABLE');
    if (!isKnown) {
      throw error;
    }
    const failure = this.#warn(error, address);
    noteForAudit({ after: { method: METHOD, failure } });
    refuseForAudit(REFUSALS[failure]);
    return this.#loginPage({ sso: failure, returnTo });
  }

  #warn(error: SsoError | ProblemError, address: string): SsoFailure {
    const failure = error instanceof SsoError ? error.failure : 'unreachable';
    this.#logger.warn({ event: 'login refused', method: METHOD, failure, reason: reasonOf(error), address });
    return failure;
  }

  #loginPage(query: { readonly sso?: SsoFailure | typeof SSO_DONE; readonly returnTo: string }): string {
    const url = new URL(this.provider.requireOptions().loginUrl);
    url.search = new URLSearchParams(query).toString();
    return url.href;
  }
}
