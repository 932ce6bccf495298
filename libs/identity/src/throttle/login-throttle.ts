import { randomBytes } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { ConcurrencyLimit, networkOf } from '@task-queue/access';
import { TooManyRequestsError } from '@task-queue/problems';
import { nameKey } from '../accounts/name-key.js';
import { digest } from '../digest.js';
import { IDENTITY_OPTIONS, type IdentityModuleOptions } from '../identity-options.js';
import { IdentityRedis, type IdentityScript } from '../redis/identity-redis.js';
import { Seal } from '../seal.js';

const WINDOW_S = 300;
const MOST_FAILURES = { account: 10, address: 100 } as const;
const KNOWN_FOR_S = 30 * 24 * 60 * 60;

/** Passwords looked at at once in this process (each takes 19 MiB and a thread), and how many may wait for it. */
const [AT_ONCE, MOST_WAITING] = [4, 1_000];

/** Where somebody tries to sign in from. */
export interface LoginPlace {
  readonly address: string;
  /** What {@link LoginThrottle.deviceToken} gave this browser earlier. */
  readonly device?: string | undefined;
}

/**
 * Slows down guessing: so many failures in five minutes, then a wait. A place from which the person signed in lately (a
 * browser with our device cookie, or an address) has a count of its own, so that nobody can lock an owner out of it.
 */
@Injectable()
export class LoginThrottle {
  readonly #limit = new ConcurrencyLimit(AT_ONCE);
  readonly #seal: Seal;
  readonly #begin: IdentityScript;
  readonly #end: IdentityScript;

  constructor(redis: IdentityRedis, @Inject(IDENTITY_OPTIONS) { secret }: IdentityModuleOptions) {
    this.#seal = new Seal(secret, 'login device');
    this.#begin = redis.script('beginAttempt');
    this.#end = redis.script('endAttempt');
  }

  /**
   * Looks at a password, having counted the attempt before.
   *
   * @param look - looks at it; `null` where it is wrong
   * @throws TooManyRequestsError with the seconds to wait
   */
  async attempt<Result>(
    username: string,
    place: LoginPlace,
    look: () => Promise<Result | null>,
  ): Promise<Result | null> {
    const account = nameKey(username);
    const device = place.device === undefined ? null : this.#seal.open(place.device, account);
    return this.#count(
      {
        account: `account:${digest(account)}`,
        address: `address:${networkOf(place.address)}`,
        here: `here:${digest(account, networkOf(place.address))}`,
        device: device === null ? '' : `device:${digest(account, device)}`,
      },
      look,
    );
  }

  /** The same for somebody who is signed in: their session has a count of its own. */
  async attemptInSession<Result>(sessionId: string, look: () => Promise<Result | null>): Promise<Result | null> {
    return this.#count({ account: '', address: '', here: '', device: `session:${sessionId}` }, look);
  }

  /** Lets a browser be known by: a cookie for somebody who has just signed in. */
  deviceToken(username: string): string {
    return this.#seal.seal(randomBytes(16).toString('base64url'), nameKey(username));
  }

  async #count<Result>(
    { account, address, here, device }: Readonly<Record<'account' | 'address' | 'here' | 'device', string>>,
    look: () => Promise<Result | null>,
  ): Promise<Result | null> {
    if (this.#limit.waiting >= MOST_WAITING) {
      throw new TooManyRequestsError(1);
    }
    return this.#limit.run(async () => {
      const [waitS, ...counters] = (await this.#begin(
        ...[account, address, here, device],
        ...[WINDOW_S, MOST_FAILURES.account, MOST_FAILURES.address],
      )) as [number, ...string[]]; // its header says so
      if (waitS > 0) {
        throw new TooManyRequestsError(waitS);
      }
      const end = (how: 'failed' | 'ok' | 'broken off'): Promise<unknown> =>
        this.#end(how, here, KNOWN_FOR_S, ...counters);
      let result: Result | null;
      try {
        result = await look();
      } catch (error) {
        await end('broken off').catch(() => undefined); // without Redis the window's end forgets it
        throw error;
      }
      await end(result === null ? 'failed' : 'ok');
      return result;
    });
  }
}
