import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { ManualClock, openRedisFixture, type RedisFixture } from '../../testing/index.js';
import { WorkerRoster } from './worker-roster.js';

let fixture: RedisFixture;
beforeAll(async () => {
  fixture = await openRedisFixture();
});
afterAll(() => fixture.close());

test('a worker counts until it leaves, or until its word has lost its worth', async () => {
  const clock = new ManualClock();
  const roster = new WorkerRoster(fixture.redis, clock, fixture.prefix);
  expect(await roster.count()).toBe(0);
  await roster.heartbeat('one', 1_000, [1, 2, 3]);
  await roster.heartbeat('two', 2_000, [1, 1, 1]);
  expect(await roster.count()).toBe(2);
  clock.advance(1_000);
  expect(await roster.count()).toBe(1);
  await roster.heartbeat('two', 2_000, [1, 1, 1]);
  await roster.leave('two');
  expect(await roster.count()).toBe(0);
});
