import { randomBytes } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { ConcurrencyLimit, networkOf } from '@task-queue/access';
import { TooManyRequestsError } from '@task-queue/problems';
import { nameKey } from '../accounts/name-key.js';
import { digest } from '../digest.js';
import { IDENTITY_OPTIONS, type IdentityModuleOptions } from '../identity-options.js';
import { IdentityRedis, type IdentityScript } from '../redis/identity-redis.js';
import { Seal } from '../seal.js';

/** How an attempt went. */
type End = 'failed' | 'ok' | 'broken off';

/** For how long failures count, and how many may. */
interface Bounds {
  readonly windowS: number;
  readonly account: number;
  readonly address: number;
  /** What a right one counts as: `ok` has failures before it forgotten. */
  readonly right: End;
}

const PASSWORDS: Bounds = { windowS: 300, account: 10, address: 100, right: 'ok' };

/** Codes beside a right password: there are a million, of which three are right at a time. */
const CODES: Bounds = { windowS: 86_400, account: 20, address: 20, right: 'broken off' };

const KNOWN_FOR_S = 30 * 24 * 60 * 60;

/** Passwords looked at at once in this process (each takes 19 MiB and a thread), and how many may wait for it. */
const [AT_ONCE, MOST_WAITING] = [4, 1_000];

/** Where somebody tries to sign in from. */
export interface LoginPlace {
  readonly address: string;
  /** What {@link LoginThrottle.deviceToken} gave this browser earlier. */
  readonly device?: string | undefined;
}

/** Where a code comes from: a sign-in, or a session. */
export type CodePlace = LoginPlace | { readonly sessionId: string };

/** What an attempt is counted by; `device` alone where it is given. */
type Counters = Readonly<Record<'account' | 'address' | 'here' | 'device', string>>;

const byDeviceAlone = (device: string): Counters => ({ account: '', address: '', here: '', device });

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
    const device = this.#deviceOf(account, place);
    return this.#inLine(
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
    return this.#inLine(byDeviceAlone(`session:${sessionId}`), look);
  }

  /**
   * Looks at a code within an attempt whose password was right: few a day may be wrong, whatever is right between them. A browser that
   * is known, and a session, have a count of their own.
   *
   * @throws TooManyRequestsError with the seconds to wait
   */
  async attemptCode<Result>(
    username: string,
    place: CodePlace,
    look: () => Promise<Result | null>,
  ): Promise<Result | null> {
    const account = nameKey(username);
    const known = 'sessionId' in place ? place.sessionId : this.#deviceOf(account, place);
    return this.#count(byDeviceAlone(`code:${digest(account, known ?? '')}`), CODES, look);
  }

  /** Lets a browser be known by: a cookie for somebody who has just signed in. */
  deviceToken(username: string): string {
    return this.#seal.seal(randomBytes(16).toString('base64url'), nameKey(username));
  }

  #deviceOf(account: string, { device }: LoginPlace): string | null {
    return device === undefined ? null : this.#seal.open(device, account);
  }

  /** Counts an attempt that takes a place among those that are looked at at once. */
  async #inLine<Result>(counters: Counters, look: () => Promise<Result | null>): Promise<Result | null> {
    if (this.#limit.waiting >= MOST_WAITING) {
      throw new TooManyRequestsError(1);
    }
    return this.#limit.run(() => this.#count(counters, PASSWORDS, look));
  }

  async #count<Result>(
    { account, address, here, device }: Counters,
    bounds: Bounds,
    look: () => Promise<Result | null>,
  ): Promise<Result | null> {
    const [waitS, ...counters] = (await this.#begin(
      ...[account, address, here, device],
      ...[bounds.windowS, bounds.account, bounds.address],
    )) as [number, ...string[]]; // its header says so
    if (waitS > 0) {
      throw new TooManyRequestsError(waitS);
    }
    const end = (how: End): Promise<unknown> => this.#end(how, here, KNOWN_FOR_S, ...counters);
    let result: Result | null;
    try {
      result = await look();
    } catch (error) {
      await end('broken off').catch(() => undefined); // without Redis the window's end forgets it
      throw error;
    }
    await end(result === null ? 'failed' : bounds.right);
    return result;
  }
}
