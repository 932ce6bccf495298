import type { ChainableCommander, Redis } from 'ioredis';
import { compareCursors, FIRST_CURSOR } from './cursors.js';
import { EntryView, type RawEntry } from './entry-view.js';
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
export interface LogPart<Entry = LogEntry> {
  /** Oldest first. */
  readonly entries: readonly Entry[];
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
    const range = this.redis.multi().xrange(this.key, `(${after}`, upTo, 'COUNT', count);
    const [found, state] = await this.#with<StreamEntry>(range);
    return partOf({ after, upTo, count, found, state }, decodeEntry);
  }

  /** The same, of which nothing is decoded yet. */
  async view(after: string, upTo: string, count: number): Promise<LogPart<EntryView>> {
    const range = this.redis.multi().xrangeBuffer(this.key, `(${after}`, upTo, 'COUNT', count);
    const [found, state] = await this.#with<RawEntry>(range);
    return partOf({ after, upTo, count, found, state }, (entry) => new EntryView(entry));
  }

  /** Reads a range, and what the log is at that moment. */
  async #with<Found>(range: ChainableCommander): Promise<readonly [readonly Found[], LogState]> {
    const answers = await range.xinfo('STREAM', this.key).exec();
    const [[, found], [error, info]] = answers as [[null, Found[]], [Error | null, unknown[]]];
    return [found, error === null ? parseState(info) : emptyOrThrow(error)];
  }
}

/** What was asked for, and what was found. */
interface Reading<Found> {
  readonly after: string;
  readonly upTo: string;
  readonly count: number;
  readonly found: readonly Found[];
  readonly state: LogState;
}

function partOf<Found extends readonly [{ toString(): string }, unknown], Entry>(
  { after, upTo, count, found, state }: Reading<Found>,
  decode: (entry: Found) => Entry,
): LogPart<Entry> {
  const entries = found.map(decode);
  const last = found.at(-1)?.[0].toString();
  const whole = upTo === '+' ? (last ?? after) : upTo;
  const end = found.length < count ? whole : last!;
  if (reaches(state, after)) {
    return { entries, end, gap: null };
  }
  if (compareCursors(after, state.last) > 0) {
    return { entries: [], end: FIRST_CURSOR, gap: { reason: 'lost', from: FIRST_CURSOR, to: after } };
  }
  const nothingLeft = upTo === '+' ? state.last : upTo;
  const to = found[0]?.[0].toString() ?? nothingLeft;
  return { entries, end: last ?? nothingLeft, gap: { reason: 'trimmed', from: after, to } };
}
