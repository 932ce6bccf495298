import type { Redis } from 'ioredis';
import { compareCursors, FIRST_CURSOR } from './cursors.js';
import type { StreamEntry } from './envelope.js';

/** What the log is at a moment. */
export interface LogState {
  /** The cursor of the newest entry ever. */
  readonly last: string;
  /** That of the oldest entry that is still there, or `null` where there is none. */
  readonly first: string | null;
  /** How many were ever added. */
  readonly added: number;
  readonly length: number;
}

const EMPTY: LogState = { last: FIRST_CURSOR, first: null, added: 0, length: 0 };

/** @throws what Redis says, unless it says that there is no log yet */
export async function readState(redis: Redis, key: string): Promise<LogState> {
  try {
    return parseState((await redis.xinfo('STREAM', key)) as unknown[]);
  } catch (error) {
    return emptyOrThrow(error);
  }
}

/** Reads the answer of XINFO STREAM, a flat list of names and values. */
export function parseState(info: unknown[]): LogState {
  const field = (name: string): unknown => info[info.indexOf(name) + 1];
  return {
    last: field('last-generated-id') as string,
    first: (field('first-entry') as StreamEntry | null)?.[0] ?? null,
    added: field('entries-added') as number,
    length: field('length') as number,
  };
}

/** No log is an empty one. @throws what else went wrong */
export function emptyOrThrow(error: unknown): LogState {
  if (error instanceof Error && error.message.includes('no such key')) {
    return EMPTY;
  }
  throw error;
}

/**
 * Whether the log knows this cursor and nothing after it has been dropped. A cursor is `0-0` or that of an entry: one older
 * than all entries is of a log that is gone, or was dropped.
 */
export function reaches({ last, first, added, length }: LogState, cursor: string): boolean {
  if (cursor === last) {
    return true;
  }
  if (compareCursors(cursor, last) > 0 || first === null) {
    return false;
  }
  return compareCursors(cursor, first) >= 0 || (cursor === FIRST_CURSOR && added === length);
}
