import { randomUUID } from 'node:crypto';
import { Redis } from 'ioredis';
import { EventFollowers } from '../src/event-followers.js';
import { EventLog } from '../src/event-log.js';

/** Short, as nobody here has anything to add up. */
const GATHER_MS = 50;

/** A log of a test's own on the test Redis, and processes' worth of followers of it. */
export interface LogFixture {
  readonly url: string;
  readonly prefix: string;
  readonly redis: Redis;
  readonly log: EventLog;
  /** Appends entries that say their numbers, from one to another. @returns their cursors */
  append(from: number, to: number): Promise<string[]>;
  /** The followers of another process, on a connection of their own. */
  process(): FollowerProcess;
  /** Ends what is left, and deletes what the test left. */
  close(): Promise<void>;
}

/** Followers as one process has them. */
export interface FollowerProcess {
  readonly followers: EventFollowers;
  /** What was told to go wrong. */
  readonly errors: unknown[];
  /** How many entries each read of the log brought. */
  readonly reads: number[];
  /** How often it was asked how far the log goes. */
  looks: number;
  /** Is done before each read of the log. */
  beforeRead: () => Promise<void>;
  /** Cuts its connection for good, so that Redis hears no more of it. */
  cut(): void;
}

/** @param url - of the Redis. @param prefix - of the log's keys */
export function openProcess(url: string, prefix: string): FollowerProcess {
  const redis = new Redis(url, { maxRetriesPerRequest: null, retryStrategy: () => 50 });
  redis.on('error', () => undefined);
  const errors: unknown[] = [];
  const onError = (_name: string, error: unknown): void => void errors.push(error);
  const log = new EventLog(redis, prefix);
  const followers = new EventFollowers({ log, prefix, redis, gatherMs: GATHER_MS, onError });
  const opened: FollowerProcess = {
    followers,
    errors,
    reads: [],
    looks: 0,
    beforeRead: () => Promise.resolve(),
    cut: () => redis.disconnect(),
  };
  const state = log.state.bind(log);
  log.state = () => {
    opened.looks += 1;
    return state();
  };
  const view = log.view.bind(log);
  log.view = async (...range) => {
    await opened.beforeRead();
    const part = await view(...range);
    opened.reads.push(part.entries.length);
    return part;
  };
  return opened;
}

export function openLog(): LogFixture {
  const url = process.env['TEST_REDIS_URL'];
  if (url === undefined) {
    throw new Error('TEST_REDIS_URL is not set: run the tests by npm test or by jest with the workspace preset');
  }
  const prefix = `{test-${randomUUID()}}`;
  const redis = new Redis(url);
  const log = new EventLog(redis, prefix);
  const processes: FollowerProcess[] = [];
  return {
    url,
    prefix,
    redis,
    log,
    async append(from, to) {
      const cursors: string[] = [];
      for (let number = from; number <= to; number += 1) {
        await log.append({ name: 'test:said', audience: { owner: 'ann' }, data: { i: String(number) } });
        cursors.push((await log.state()).last);
      }
      return cursors;
    },
    process() {
      const opened = openProcess(url, prefix);
      processes.push(opened);
      return opened;
    },
    async close() {
      await Promise.all(processes.map(({ followers }) => followers.onModuleDestroy()));
      processes.forEach((each) => each.cut());
      const keys = await redis.keys(`${prefix}:*`);
      if (keys.length > 0) {
        await redis.unlink(...keys);
      }
      await redis.quit();
    },
  };
}
