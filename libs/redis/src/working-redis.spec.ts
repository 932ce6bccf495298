import type { Socket } from 'node:net';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { Redis } from 'ioredis';
import { FAIL_FAST, PERSISTENT } from './connection-purposes.js';
import { connectRedis } from './redis-connection.js';

const url = process.env['TEST_REDIS_URL']!;
const PREFIX = '{working-redis}';

let redis: Redis;
beforeEach(async () => {
  redis = await connectRedis({ url, prefix: PREFIX }, PERSISTENT);
});
afterEach(() => redis.quit());

/** What was asked in this turn and is not yet on its way to Redis, in bytes. */
const heldBack = (): number => (redis as unknown as { stream: Socket }).stream.writableLength;

test('Redis with nothing to do is asked at once, and what comes while it works goes together at the end of the turn', async () => {
  const first = redis.get(`${PREFIX}:a`);
  expect(heldBack()).toBe(0);
  const others = [redis.get(`${PREFIX}:b`), redis.get(`${PREFIX}:c`)];
  expect(heldBack()).toBeGreaterThan(2 * PREFIX.length);
  await new Promise<void>((resolve) => process.nextTick(resolve));
  expect(heldBack()).toBe(0);
  expect(await Promise.all([first, ...others])).toEqual([null, null, null]);
});

test('a pipeline goes at once, behind what was asked before it', async () => {
  const answers = [redis.set(`${PREFIX}:x`, 1), redis.incr(`${PREFIX}:x`)];
  expect(heldBack()).toBeGreaterThan(0);
  const piped = redis.pipeline().incr(`${PREFIX}:x`).get(`${PREFIX}:x`).del(`${PREFIX}:x`).exec();
  expect(heldBack()).toBe(0);
  expect(await Promise.all(answers)).toEqual(['OK', 2]);
  expect((await piped)?.map(([, answer]) => answer)).toEqual([3, '3', 1]);
});

test('a turn that asks much has Redis at work before it ends', async () => {
  const asked = Array.from({ length: 30 }, () => redis.ping());
  expect(heldBack()).toBeLessThan(8 * '*1\r\n$4\r\nping\r\n'.length);
  expect(await Promise.all(asked)).toEqual(asked.map(() => 'PONG'));
});

test('an answer that came while the process was busy for longer than a command may take is taken', async () => {
  const hasty = await connectRedis({ url, prefix: PREFIX }, { ...FAIL_FAST, commandTimeout: 50 });
  const answer = hasty.ping();
  await new Promise<void>((resolve) => process.nextTick(resolve)); // it is on its way
  const busyUntilMs = performance.now() + 200;
  while (performance.now() < busyUntilMs) {
    // nothing else of this process goes on
  }
  expect(await answer).toBe('PONG');
  await hasty.quit();
});

test('a command that is not answered in time is given up', async () => {
  const hasty = await connectRedis({ url, prefix: PREFIX }, { ...FAIL_FAST, commandTimeout: 50 });
  await expect(hasty.blpop(`${PREFIX}:nothing`, 0)).rejects.toThrow('Command timed out');
  hasty.disconnect();
});
