import { expect, test } from '@jest/globals';
import { openRedisFixture } from '@task-queue/tasks/testing';
import type { Happening } from '../reader/happening.js';
import { Sums } from '../reader/sums.js';
import { Numbers } from './numbers.js';
import { TIERS } from './tiers.js';

/** Times of a busy type: from a millisecond to minutes, most of them near each other. */
const TIMES = Array.from({ length: 400 }, (_, i) =>
  Math.exp(2 * Math.sqrt(-2 * Math.log((i + 1) / 401)) * Math.cos(i * 2.4)),
);

test('three months of a type that is always busy take at most 2 MB', async () => {
  const { redis, prefix, close } = await openRedisFixture();
  const sums = new Sums();
  new Numbers(redis, redis, prefix).count(TIMES.map(busy), sums);
  const [[key], fields] = sums.toJSON().find(([[name]]) => name!.includes(':type:busy:'))!;
  const used = async (): Promise<number> => Number(/used_memory:(\d+)/.exec(await redis.info('memory'))![1]);
  const emptyBytes = await used();
  for (const [tier, { stepMs, keptMs }] of Object.entries(TIERS)) {
    const pipeline = redis.pipeline();
    for (let step = 0; step < keptMs / stepMs; step += 1) {
      pipeline.hset(key!.replace(/minute:\d+$/, `${tier}:${1_000_000 + step}`), ...fields);
    }
    await pipeline.exec();
  }
  expect((await used()) - emptyBytes).toBeLessThanOrEqual(2_000_000);
  await close();
});

function busy(time: number): Happening {
  const [waitedMs, ranMs] = [40 * time, 900 * time];
  return { kind: 'completed', atMs: 0, taskId: '', type: 'busy', priority: 'normal', owner: 'ann', waitedMs, ranMs, failure: null }; // prettier-ignore
}
