import { Injectable } from '@nestjs/common';
import type { ErrorCode } from '@task-queue/contracts';
import { ProblemError } from '@task-queue/problems';
import { IdentityRedis, type IdentityScript } from '../redis/identity-redis.js';
import { recoveryDigest } from './recovery-codes.js';

/** How long a secret waits for its first code, in seconds. */
export const BEGUN_LIFETIME_S = 600;

/**
 * What shows that somebody has their second factor, good once: the time step of a code with the secret that it is of, as it is kept
 * and as it is to be kept from now on; or a recovery code's digest.
 */
export type FactorProof =
  { readonly step: number; readonly secret: string; readonly sealedAnew: string } | { readonly recovery: string };

/** A second factor as it is kept. */
export interface KeptFactor {
  /** Sealed. */
  readonly secret: string;
  readonly recovery: Readonly<Record<string, unknown>>;
}

/** Second factors, in Redis. Each change is one script, which looks at the account too. */
@Injectable()
export class SecondFactorStore {
  readonly #begin: IdentityScript;
  readonly #turnOn: IdentityScript;
  readonly #turnOff: IdentityScript;
  readonly #replaceCodes: IdentityScript;

  constructor(private readonly redis: IdentityRedis) {
    this.#begin = redis.script('beginSecondFactor');
    this.#turnOn = redis.script('turnOnSecondFactor');
    this.#turnOff = redis.script('turnOffSecondFactor');
    this.#replaceCodes = redis.script('replaceRecoveryCodes');
  }

  /** Keeps a secret that waits for its first code. @throws ProblemError SECOND_FACTOR_ON, USER_NOT_FOUND */
  async begin(userId: string, sealed: string): Promise<void> {
    accept(await this.#begin(userId, sealed, BEGUN_LIFETIME_S));
  }

  /** The sealed secret that waits; `null` for none. */
  async begun(userId: string): Promise<string | null> {
    const { keys } = this.redis;
    return this.redis.ask((client) => client.get(keys.secondFactorBegun(userId)));
  }

  /** @throws ProblemError SECOND_FACTOR_NOT_BEGUN where another secret waits by now, SECOND_FACTOR_ON, USER_NOT_FOUND */
  async turnOn(
    userId: string,
    keepSession: string,
    { secret, step }: { readonly secret: string; readonly step: number },
    recoveryCodes: readonly string[],
  ): Promise<void> {
    accept(await this.#turnOn(userId, keepSession, secret, step, digestsOf(recoveryCodes)));
  }

  /**
   * @param proof - left out for an administrator
   * @returns whether the proof was good
   * @throws ProblemError SECOND_FACTOR_OFF, USER_NOT_FOUND
   */
  async turnOff(userId: string, keepSession: string, proof?: FactorProof): Promise<boolean> {
    return isProven(await this.#turnOff(userId, keepSession, proof === undefined ? '' : JSON.stringify(proof)));
  }

  /** @returns whether the proof was good @throws ProblemError SECOND_FACTOR_OFF, USER_NOT_FOUND */
  async replaceCodes(userId: string, proof: FactorProof, recoveryCodes: readonly string[]): Promise<boolean> {
    return isProven(await this.#replaceCodes(userId, JSON.stringify(proof), digestsOf(recoveryCodes)));
  }

  /** What is kept of somebody's; `null` for none. */
  async find(userId: string): Promise<KeptFactor | null> {
    const json = await this.redis.ask((client) => client.hget(this.redis.keys.secondFactors, userId));
    try {
      return JSON.parse(json ?? 'null') as KeptFactor | null; // its shape: factorOf in factors.lua
    } catch {
      return null; // somebody else wrote it
    }
  }
}

const digestsOf = (recoveryCodes: readonly string[]): string =>
  JSON.stringify(Object.fromEntries(recoveryCodes.map((code) => [recoveryDigest(code), 1])));

function isProven(answer: unknown): boolean {
  if (answer === 'UNPROVEN') {
    return false;
  }
  accept(answer);
  return true;
}

/** @throws ProblemError with a script's refusal, which is in the words of ErrorCode */
function accept(answer: unknown): void {
  if (answer !== 'ok') {
    throw new ProblemError(answer as ErrorCode);
  }
}
