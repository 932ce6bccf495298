import type { Redis } from 'ioredis';
import { compareCursors, FIRST_CURSOR } from './cursors.js';
import { decodeEntry, encodeEnvelope, type Envelope, type LogEntry, type StreamEntry } from './envelope.js';
import { appendEntry } from './log-scripts.js';
import { emptyOrThrow, parseState, reaches, readState, type LogState } from './log-state.js';

/** What a reader will not get any more. */
export interface Gap {
  /**
   * `trimmed`: what came after `from` and before `to` was dropped; where nothing is left of the log, `to` is the last of what
   * was dropped. `lost`: Redis was emptied, or came back without its last second; what came after `from` and up to `to` is
   * gone, and what comes next may have cursors that were given before.
   */
  readonly reason: 'trimmed' | 'lost';
  readonly from: string;
  readonly to: string;
}

/** A part of the log. */
export interface LogPart {
  /** Oldest first. */
  readonly entries: readonly LogEntry[];
  /** Where the part ends: everything up to here is in it, or in its gap. */
  readonly end: string;
  /** What is missing before the first of them, or `null`. */
  readonly gap: Gap | null;
}

/** The key of the log. */
export function logKey(prefix: string): string {
  return `${prefix}:events`;
}

/**
 * The event log: a Redis Stream to which scripts append what they change, and others what they tell. What is read from it
 * comes in order; its errors are those of the connection.
 */
export class EventLog {
  /** The stream's key. */
  readonly key: string;

  constructor(
    private readonly redis: Redis,
    private readonly prefix: string,
  ) {
    this.key = logKey(prefix);
  }

  /** Appends what is no part of another change. Scripts append by `appendEntry` of {@link APPEND_LUA}. */
  async append(envelope: Envelope): Promise<void> {
    await appendEntry(this.redis, this.prefix, this.key, encodeEnvelope(envelope));
  }

  /** What the log is at this moment. */
  state(): Promise<LogState> {
    return readState(this.redis, this.key);
  }

  /** Whether the log knows this cursor and nothing after it has been dropped. */
  async reaches(cursor: string): Promise<boolean> {
    return reaches(await this.state(), cursor);
  }

  /**
   * The entries after one cursor and up to another, both looked at at one moment: what is missing is known for sure.
   *
   * @param upTo - `+` for whatever there is
   * @param count - how many at most
   */
  async read(after: string, upTo: string, count: number): Promise<LogPart> {
    const answers = await this.redis
      .multi()
      .xrange(this.key, `(${after}`, upTo, 'COUNT', count)
      .xinfo('STREAM', this.key)
      .exec();
    const [[, found], [error, info]] = answers as [[null, StreamEntry[]], [Error | null, unknown[]]];
    const state = error === null ? parseState(info) : emptyOrThrow(error);
    const entries = found.map(decodeEntry);
    const last = entries.at(-1)?.cursor;
    const whole = upTo === '+' ? (last ?? after) : upTo;
    const end = entries.length < count ? whole : last!;
    if (reaches(state, after)) {
      return { entries, end, gap: null };
    }
    return compareCursors(after, state.last) < 0
      ? {
          entries,
          end: last ?? state.last,
          gap: { reason: 'trimmed', from: after, to: entries[0]?.cursor ?? state.last },
        }
      : { entries: [], end: FIRST_CURSOR, gap: { reason: 'lost', from: FIRST_CURSOR, to: after } };
  }
}
