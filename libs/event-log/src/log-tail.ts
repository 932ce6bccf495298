import type { Redis } from 'ioredis';
import { decodeEntry, type LogEntry } from './envelope.js';

/** How long a read waits for the next entry, in milliseconds: below the time after which a silent Redis is given up. */
export const TAIL_WAIT_MS = 4_000;

/** Waits at the end of the log, on a connection that nobody else uses meanwhile. */
export class LogTail {
  constructor(
    private readonly blocking: Redis,
    private readonly key: string,
  ) {}

  /** The next entries after a cursor, at most so many, as soon as there are any; `null` where none came for a while. */
  async next(after: string, count: number): Promise<LogEntry[] | null> {
    const answer = await this.blocking.xread('COUNT', count, 'BLOCK', TAIL_WAIT_MS, 'STREAMS', this.key, after);
    return answer === null ? null : answer[0]![1].map(decodeEntry);
  }
}
