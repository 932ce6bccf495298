import type { User } from '../accounts/user-store.js';
import type { Session } from './session-store.js';

/** An OpenID provider that sessions come from, as sessions know it. */
export interface SessionVoucher {
  /**
   * Whether a session that comes from the provider may go on.
   *
   * @returns who is in it, as they are now; `null` where it is over
   * @throws ProblemError PROVIDER_UNAVAILABLE where the provider has not said so for too long
   */
  vouchFor(session: Session & { readonly voucher: string }): Promise<User | null>;

  /** Where a browser goes on to, to end the session there too; `null` for nowhere. */
  endSessionUrl(voucher: string): Promise<string | null>;
}

/** Injection token of the {@link SessionVoucher}. */
export const SESSION_VOUCHER = Symbol('SessionVoucher');
