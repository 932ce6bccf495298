import type { Redis } from 'ioredis';
import { toStoreFilter } from '../../src/index/task-filter.js';
import type { Pair, StoreCommand } from './pair.js';

/** What somebody may do to a record by hand. */
const DAMAGES: readonly ((redis: Redis, key: string) => Promise<unknown>)[] = [
  (redis, key) => redis.del(key),
  (redis, key) => redis.set(key, 'a text'),
  (redis, key) => redis.hdel(key, 's'),
  (redis, key) => redis.hset(key, 'h', 'no JSON'),
];

/** Somebody damages a record, and a list meets it: the task is as if it had never been, but that no event tells of it. */
export function damage(n: number): StoreCommand {
  return {
    name: `damage(${n})`,
    args: [],
    async run({ fixture: { redis }, prefix, tasks, model }: Pair) {
      const ids = [...model.tasks.keys()];
      const id = ids[n % Math.max(1, ids.length)];
      if (id !== undefined) {
        await DAMAGES[n % DAMAGES.length]!(redis, `${prefix}:t:${id}`);
        model.forget(id);
        await tasks.list(toStoreFilter({}, null)!, { offset: 0, limit: 1_000, countAll: false });
        await tasks.mended();
      }
    },
  };
}
