import type { Redis } from 'ioredis';
import advance from './lua/advance.lua';
import append from './lua/append.lua';
import trim from './lua/trim.lua';

/** For scripts that append to the log: `appendEntry` and `forOwner`. It wants a local `prefix`. */
export const APPEND_LUA = append;

/** For scripts that make an effect of a batch exactly once: `advanceFollower`; see {@link Batch.advance}. */
export const ADVANCE_LUA = advance;

/** Followers go on and the log is trimmed while Redis is full. */
const ALLOW_WHEN_FULL = '#!lua flags=allow-oom\n';

const APPEND = `local prefix = ARGV[1]\n${append}appendEntry(unpack(ARGV, 2))`;
const ADVANCE = `${ALLOW_WHEN_FULL}${advance}return advanceFollower(KEYS[1], unpack(ARGV)) and 1 or 0`;
const BEGIN = `${ALLOW_WHEN_FULL}redis.call('HSETNX', KEYS[1], ARGV[1], ARGV[2])\nreturn redis.call('HGET', KEYS[1], ARGV[1])`;
const TRIM = ALLOW_WHEN_FULL + trim;

/** @param key - the log's. @param entry - what the script's `appendEntry` takes */
export async function appendEntry(redis: Redis, prefix: string, key: string, entry: readonly string[]): Promise<void> {
  await redis.eval(APPEND, 1, key, prefix, ...entry);
}

/** Puts a follower's cursor somewhere, unless it has one. @returns where it is */
export async function beginFollower(redis: Redis, key: string, name: string, cursor: string): Promise<string> {
  return (await redis.eval(BEGIN, 1, key, name, cursor)) as string;
}

/** @returns whether it was where it was believed to be */
export async function advanceFollower(redis: Redis, ...advance: Advance): Promise<boolean> {
  const [key, ...cursors] = advance;
  return (await redis.eval(ADVANCE, 1, key, ...cursors)) === 1;
}

/** What `advanceFollower` of {@link ADVANCE_LUA} takes, in its order. */
export type Advance = readonly [cursorsKey: string, follower: string, from: string, to: string];

/** What `trim.lua` leaves alone. */
export interface KeptEntries {
  /** A cursor: nothing from there on is dropped. */
  readonly from: string;
  /** So many of the newest. */
  readonly newest: number;
}

/** @param keys - of the log and of the followers' cursors. @param most - dropped at once. @returns how many were dropped */
export async function trimLog(
  redis: Redis,
  keys: readonly [string, string],
  { from, newest }: KeptEntries,
  most: number,
): Promise<number> {
  return (await redis.eval(TRIM, 2, ...keys, from, newest, most)) as number;
}
