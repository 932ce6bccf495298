import { randomUUID } from 'node:crypto';
import type { Redis } from 'ioredis';
import type { Clock } from '../src/domain/clock.js';
import { connectRedis, PERSISTENT } from '@task-queue/redis';

/** A clock that stands still until it is moved. */
export class ManualClock implements Clock {
  constructor(public timeMs = Date.parse('2026-11-23T08:00:00.000Z')) {}

  nowMs(): number {
    return this.timeMs;
  }

  advance(ms: number): void {
    this.timeMs += ms;
  }
}

/** A connection to the test Redis with a key prefix of its own, so that test files run side by side. */
export interface RedisFixture {
  readonly url: string;
  readonly redis: Redis;
  readonly prefix: string;
  /** Deletes what the test left and closes the connection. */
  close(): Promise<void>;
}

/**
 * @param given - somebody else's prefix, whose keys stay when this connection closes. @default one of its own
 * @throws Error when `TEST_REDIS_URL` is not set: the Jest preset's global setup sets it
 */
export async function openRedisFixture(given?: string): Promise<RedisFixture> {
  const url = process.env['TEST_REDIS_URL'];
  if (url === undefined) {
    throw new Error('TEST_REDIS_URL is not set: run the tests by npm test or by jest with the workspace preset');
  }
  const prefix = given ?? `{test-${randomUUID()}}`;
  const redis = await connectRedis({ url, prefix }, PERSISTENT);
  return {
    url,
    redis,
    prefix,
    async close() {
      const keys = given === undefined ? await redis.keys(`${prefix}:*`) : [];
      if (keys.length > 0) {
        await redis.unlink(...keys);
      }
      await redis.quit();
    },
  };
}
