import { Inject, Injectable } from '@nestjs/common';
import { randomNonce, randomPKCECodeVerifier, randomState } from 'openid-client';
import { digest } from '../digest.js';
import { IDENTITY_OPTIONS, type IdentityModuleOptions } from '../identity-options.js';
import { IdentityRedis } from '../redis/identity-redis.js';
import { SecretBox } from '../secret-box.js';

/** How long the way to the provider and back may take, in seconds: with a second factor, and a forgotten password. */
export const TRANSACTION_LIFETIME_S = 15 * 60;

/** One way to the provider and back. */
export interface Transaction {
  readonly state: string;
  readonly nonce: string;
  readonly codeVerifier: string;
  /** Where the person was going: an address of our own page, from its root on. */
  readonly returnTo: string;
  readonly expiresMs: number;
}

/**
 * Ways to the provider that have been begun. The browser itself keeps each, closed, so that nobody fills Redis by beginning many;
 * Redis keeps which ones came back, so that none does twice.
 */
@Injectable()
export class Transactions {
  readonly #box: SecretBox;

  constructor(
    private readonly redis: IdentityRedis,
    @Inject(IDENTITY_OPTIONS) { secret }: IdentityModuleOptions,
  ) {
    this.#box = new SecretBox(secret, 'single sign-on');
  }

  /** Begins one. @returns it, and what the browser keeps of it */
  begin(returnTo: string): { transaction: Transaction; kept: string } {
    const transaction: Transaction = {
      state: randomState(),
      nonce: randomNonce(),
      codeVerifier: randomPKCECodeVerifier(),
      returnTo,
      expiresMs: Date.now() + TRANSACTION_LIFETIME_S * 1000,
    };
    return { transaction, kept: this.#box.close(JSON.stringify(transaction)) };
  }

  /** What a browser has kept; `null` where it is not of ours, of another way or too old. */
  find(kept: string | undefined, state: string): Transaction | null {
    const text = kept === undefined ? null : this.#box.open(kept);
    const transaction = text === null ? null : (JSON.parse(text) as Transaction); // closed by us
    return transaction?.state === state && transaction.expiresMs > Date.now() ? transaction : null;
  }

  /** Ends one. @returns whether it is the first time */
  async spend({ state }: Transaction): Promise<boolean> {
    const key = this.redis.keys.spent(digest(state));
    const answer = await this.redis.ask((client) => client.set(key, 1, 'EX', TRANSACTION_LIFETIME_S, 'NX'));
    return answer === 'OK';
  }
}
