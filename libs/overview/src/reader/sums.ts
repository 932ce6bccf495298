import { ADVANCE_LUA, type Batch } from '@task-queue/event-log';
import type { Redis } from 'ioredis';
import apply from './apply.lua';

/** A hash that something is added to. */
export interface SummedHash {
  readonly key: string;
  readonly expiresAtMs: number;
}

/** Counts by the field of a hash they are added to. */
export type Counts = ReadonlyMap<string, number>;

/** Counts that are added to the same fields of some hashes. */
export interface Sum {
  readonly hashes: readonly SummedHash[];
  readonly counts: Counts;
}

/** Counts to be added up. */
export class Sums {
  readonly #sums: Sum[] = [];

  get all(): readonly Sum[] {
    return this.#sums;
  }

  add(hashes: readonly SummedHash[], counts: Counts): void {
    this.#sums.push({ hashes, counts });
  }

  /** As the script takes them: hashes, each with when it goes (epoch s), then fields with what is added to them. */
  toJSON(): readonly (readonly [hashes: readonly string[], counts: readonly string[]])[] {
    return this.#sums.map(({ hashes, counts }) => [
      hashes.flatMap(({ key, expiresAtMs }) => [key, String(Math.ceil(expiresAtMs / 1_000))]),
      [...counts].flatMap(([field, by]) => [field, String(by)]),
    ]);
  }
}

/** A command of Redis. */
export type Command = readonly string[];

/** Followers go on while Redis is full: what they add is little, and the log behind them grows otherwise. */
const APPLY = `#!lua flags=allow-oom\n${ADVANCE_LUA}${apply}`;

/** Makes the effect of a batch exactly once, also where it is asked for again. */
export async function applyOnce(
  redis: Redis,
  advance: Batch<unknown>['advance'],
  sums: Sums,
  commands: readonly Command[],
): Promise<void> {
  const [cursorsKey, ...place] = advance;
  await redis.eval(APPLY, 1, cursorsKey, ...place, JSON.stringify(sums), JSON.stringify(commands));
}
