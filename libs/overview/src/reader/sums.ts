import { ADVANCE_LUA, type Batch } from '@task-queue/event-log';
import type { Redis } from 'ioredis';
import apply from './apply.lua';

/** Counts to be added up, by the hash they are in. */
export class Sums {
  readonly #sums = new Map<string, { readonly expiresAtMs: number; readonly fields: Map<string, number> }>();

  add(key: string, expiresAtMs: number, field: string, by = 1): void {
    let sum = this.#sums.get(key);
    if (sum === undefined) {
      this.#sums.set(key, (sum = { expiresAtMs, fields: new Map() }));
    }
    sum.fields.set(field, (sum.fields.get(field) ?? 0) + by);
  }

  /** As the script takes them. */
  toJSON(): readonly (readonly (string | number)[])[] {
    return [...this.#sums].map(([key, { expiresAtMs, fields }]) => [
      key,
      Math.ceil(expiresAtMs / 1_000),
      ...[...fields].flat(),
    ]);
  }
}

/** A command of Redis. */
export type Command = readonly string[];

/** Followers go on while Redis is full: what they add is little, and the log behind them grows otherwise. */
const APPLY = `#!lua flags=allow-oom\n${ADVANCE_LUA}${apply}`;

/** Makes the effect of a batch exactly once, also where it is asked for again. */
export async function applyOnce(redis: Redis, batch: Batch, sums: Sums, commands: readonly Command[]): Promise<void> {
  const [cursorsKey, ...place] = batch.advance;
  await redis.eval(APPLY, 1, cursorsKey, ...place, JSON.stringify(sums), JSON.stringify(commands));
}
