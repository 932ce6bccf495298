import type { Redis } from 'ioredis';

/** What is kept in a Redis, as far as its watch has to know it and operators have to be told of it. */
export interface RedisUse {
  /** A key that is never there: it is deleted to see whether Redis takes writes. */
  readonly probeKey: string;
  /** What gets lost with it, in the plural, as a sentence to an operator names it. */
  readonly kept: string;
  /** What is refused once Redis is all but full, and what helps: the end of a sentence to an operator. */
  readonly whenFull: string;
  /**
   * Gives up what need not be kept while Redis is filling; called several times a second until it is not.
   *
   * @param limitBytes - what Redis may use at most
   */
  readonly makeRoom: (redis: Redis, limitBytes: number) => Promise<void>;
}
