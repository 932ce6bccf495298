import type { Redis } from 'ioredis';
import { followersKey } from './event-followers.js';
import type { EventLog } from './event-log.js';
import { Lease } from './lease.js';
import { trimLog } from './log-scripts.js';

/** What a client that was away resumes by. */
const DEFAULT_KEPT: ResumableEntries = { newest: 100_000, youngerThanMs: 30_000 };

/** Entries dropped by one script, so that nothing waits for long. */
const STEP = 10_000;

/** How long another process waits for one that trims, in milliseconds. */
const LEASE_MS = 10_000;

/** Entries kept in any case, whoever has read them. */
export interface ResumableEntries {
  readonly newest: number;
  readonly youngerThanMs: number;
}

/**
 * Drops what every follower has read, but for what clients may resume by. What nobody has read yet is kept as long as the log is
 * not longer than `lua/append.lua` lets it become.
 */
export class LogTrimming {
  readonly #lease: Lease;
  readonly #keys: readonly [string, string];

  /** @param redis - waits for Redis to come back */
  constructor(
    private readonly redis: Redis,
    log: EventLog,
    prefix: string,
    private readonly kept = DEFAULT_KEPT,
  ) {
    this.#keys = [log.key, followersKey(prefix)];
    this.#lease = new Lease(redis, `${prefix}:log-trimming`, LEASE_MS);
  }

  /** Drops what need not be kept any longer, unless another process is at it. @returns how many entries */
  async trim(): Promise<number> {
    if (!(await this.#lease.hold())) {
      return 0;
    }
    const [seconds] = await this.redis.time(); // of the clock that makes cursors
    const from = `${Math.max(0, Number(seconds) * 1_000 - this.kept.youngerThanMs)}-0`;
    let dropped = 0;
    for (;;) {
      const inStep = await trimLog(this.redis, this.#keys, { from, newest: this.kept.newest }, STEP);
      dropped += inStep;
      if (inStep === 0) {
        return dropped;
      }
    }
  }
}
