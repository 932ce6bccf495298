import type { Redis } from 'ioredis';
import { followersKey } from './event-followers.js';
import type { EventLog } from './event-log.js';
import { trimLog } from './log-scripts.js';

/** What a client that was away resumes by. */
const DEFAULT_KEPT: ResumableEntries = { newest: 100_000, youngerThanMs: 30_000 };

/** Entries dropped by one script, so that nothing waits for long. */
const STEP = 10_000;

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
  readonly #keys: readonly [string, string];

  /** @param redis - waits for Redis to come back */
  constructor(
    private readonly redis: Redis,
    log: EventLog,
    prefix: string,
    private readonly kept = DEFAULT_KEPT,
  ) {
    this.#keys = [log.key, followersKey(prefix)];
  }

  /** Drops what need not be kept any longer; best done by one process alone. @returns how many entries */
  async trim(): Promise<number> {
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
