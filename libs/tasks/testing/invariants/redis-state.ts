import type { Redis } from 'ioredis';
import { decodeCore, type TaskHead, type TaskState } from '../../src/record/codec.js';

/** How many keys, records or events are asked for at once. */
const BATCH = 1_000;

/** A task's record: each field as it is kept, and the two that every task has. */
export interface StoredRecord {
  readonly id: string;
  readonly fields: Readonly<Record<string, string>>;
  readonly head: TaskHead;
  readonly state: TaskState;
}

/** What is in Redis under a prefix while nothing is under way, read past every script. */
export interface RedisState {
  readonly redis: Redis;
  readonly prefix: string;
  /** Every key, without the prefix. */
  readonly keys: ReadonlySet<string>;
  readonly records: ReadonlyMap<string, StoredRecord>;
  /** Ids of records that cannot be read. */
  readonly unreadable: readonly string[];
  /** Ids of tasks whose records somebody else deleted: no event tells of it, and what they took is not known. */
  readonly damaged: ReadonlySet<string>;
  /** The ends of the keys of a kind, as ids for `t:`. */
  readonly endingsOf: (kind: string) => string[];
}

/** One capability's share of what must agree: a line for each disagreement. */
export type Invariant = (state: RedisState) => readonly string[] | Promise<readonly string[]>;

/** Reads keys and records. */
export async function readState(redis: Redis, prefix: string, damaged: readonly string[]): Promise<RedisState> {
  const keys = await keysUnder(redis, prefix);
  const endingsOf = (kind: string): string[] =>
    [...keys].filter((key) => key.startsWith(kind)).map((key) => key.slice(kind.length));
  const records = new Map<string, StoredRecord>();
  const unreadable: string[] = [];
  for (const [id, fields] of await readEach(redis, endingsOf('t:'), (pipeline, id) =>
    pipeline.hgetall(`${prefix}:t:${id}`),
  )) {
    try {
      const { h = '', s = '' } = fields as Record<string, string>;
      records.set(id, { id, fields: fields as Record<string, string>, ...decodeCore(h, s) });
    } catch {
      unreadable.push(id);
    }
  }
  return { redis, prefix, keys, records, unreadable, damaged: new Set(damaged), endingsOf };
}

/** Asks about each of many things, some at once. @returns each with its answer, `undefined` where that is an error */
export async function readEach<Item>(
  redis: Redis,
  items: readonly Item[],
  ask: (pipeline: ReturnType<Redis['pipeline']>, item: Item) => unknown,
): Promise<[Item, unknown][]> {
  const answers: [Item, unknown][] = [];
  for (let first = 0; first < items.length; first += BATCH) {
    const batch = items.slice(first, first + BATCH);
    const pipeline = redis.pipeline();
    batch.forEach((item) => ask(pipeline, item));
    const said = (await pipeline.exec()) ?? [];
    answers.push(...batch.map((item, i): [Item, unknown] => [item, said[i]![0] === null ? said[i]![1] : undefined]));
  }
  return answers;
}

async function keysUnder(redis: Redis, prefix: string): Promise<Set<string>> {
  const keys = new Set<string>();
  let cursor = '0';
  do {
    const [next, found] = await redis.scan(cursor, 'MATCH', `${prefix}:*`, 'COUNT', BATCH);
    found.forEach((key) => keys.add(key.slice(prefix.length + 1)));
    cursor = next;
  } while (cursor !== '0');
  return keys;
}
