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
  let bytes = 0;
  for (const [tier, { stepMs, keptMs }] of Object.entries(TIERS)) {
    const [filling, asking] = [redis.pipeline(), redis.pipeline()];
    for (let step = 0; step < keptMs / stepMs; step += 1) {
      const at = key!.replace(/minute:\d+$/, `${tier}:${1_000_000 + step}`);
      filling.hset(at, ...fields);
      asking.memory('USAGE', at, 'SAMPLES', 0); // of these keys alone: others use this Redis as well
    }
    await filling.exec();
    bytes += (await asking.exec())!.reduce((sum, [, answer]) => sum + Number(answer), 0);
  }
  expect(bytes).toBeGreaterThan(500_000);
  expect(bytes).toBeLessThanOrEqual(2_000_000);
  await close();
});

function busy(time: number): Happening {
  const [waitedMs, ranMs] = [40 * time, 900 * time];
  return { kind: 'completed', atMs: 0, taskId: '', type: 'busy', priority: 'normal', owner: 'ann', waitedMs, ranMs, failure: null }; // prettier-ignore
}
