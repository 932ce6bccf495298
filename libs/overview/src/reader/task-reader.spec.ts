import { setTimeout as elapsed } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { EventFollowers, EventLog } from '@task-queue/event-log';
import { openRedis, PERSISTENT, type RedisConnections } from '@task-queue/redis';
import { TaskHandler } from '@task-queue/tasks';
import type { TaskState } from '@task-queue/tasks/server';
import { OWNER, startTaskEngine, type TaskEngine } from '@task-queue/tasks/testing';
import { IsInt } from 'class-validator';
import type { Redis } from 'ioredis';
import { ErrorGroups } from '../errors/error-groups.js';
import { mergeOf } from '../numbers/histogram.js';
import { Numbers, type StepNumbers } from '../numbers/numbers.js';
import { stepOf, type Series, type Tier } from '../numbers/tiers.js';
import { TaskReader } from './task-reader.js';

class FailingParams {
  @IsInt()
  readonly times!: number;
}

/** Fails its first attempts. */
@TaskHandler({
  type: 'test.failing',
  title: { zh: '失败', en: 'Failing' },
  params: FailingParams,
  backoff: { delayMs: 1, jitter: 0 },
})
class FailingTask {
  run({ times }: FailingParams, { attempt }: { readonly attempt: number }): void {
    if (attempt <= times) {
      throw new Error(`attempt ${attempt} broke`);
    }
  }
}

/** When a reader's process dies, of the batch it reads: before what it does about it reached Redis, or before the answer came. */
type Death = 'before' | 'after' | 'never';

/** A process' worth of reading. */
interface Reading {
  /** Resolves when it has died. */
  readonly died: Promise<void>;
  stop(): Promise<void>;
}

let engine: TaskEngine;
let numbers: Numbers;
let groups: ErrorGroups;
beforeAll(async () => {
  engine = await startTaskEngine([FailingTask]);
  const { redis, prefix } = engine.fixture;
  numbers = new Numbers(redis, redis, prefix);
  groups = new ErrorGroups(redis, redis, prefix);
});
afterAll(() => engine.stop());

function openReading(death: Death): Reading {
  const { url, prefix } = engine.fixture;
  const connections: Redis[] = [];
  const open = (): Redis => {
    const redis = openRedis({ url, prefix }, PERSISTENT);
    redis.on('error', () => undefined);
    connections.push(redis);
    return redis;
  };
  const cut = (): void => connections.forEach((connection) => connection.disconnect());
  const [redis, own] = [open(), open()];
  const { promise: died, resolve } = Promise.withResolvers<void>();
  const mortal = new Proxy(own, {
    get(target, name) {
      const value = Reflect.get(target, name) as unknown;
      if (name !== 'eval' || death === 'never') {
        return typeof value === 'function' ? (value.bind(target) as unknown) : value;
      }
      return async (...args: Parameters<Redis['eval']>) => {
        await (death === 'after' ? target.eval(...args) : undefined);
        cut();
        resolve();
        return new Promise(() => undefined); // nobody is there any more
      };
    },
  });
  const followers = new EventFollowers({
    log: new EventLog(redis, prefix),
    prefix,
    redis,
    onError: () => undefined,
  });
  const connected = { persistent: mortal } as unknown as RedisConnections; // all that is asked for
  new TaskReader(followers, connected, new Numbers(own, own, prefix), new ErrorGroups(own, own, prefix)).onApplicationBootstrap(); // prettier-ignore
  return {
    died,
    async stop() {
      await followers.onModuleDestroy();
      cut();
    },
  };
}

/** As if the time had passed after which a reader is missed. */
const isMissed = (): Promise<number> => engine.fixture.redis.del(`${engine.fixture.prefix}:follower:overview`);

/** Resolves when all that happened was read. */
async function allIsRead(): Promise<void> {
  const { redis, prefix } = engine.fixture;
  for (;;) {
    const { last } = await new EventLog(redis, prefix).state();
    if ((await redis.hget(`${prefix}:followers`, 'overview')) === last) {
      return;
    }
    await elapsed(20);
  }
}

/** Runs tasks: each fails so many times, and has one retry. */
async function run(times: readonly number[]): Promise<void> {
  const tasks = await Promise.all(
    times.map((n) => engine.create({ type: 'test.failing', params: { times: n }, maxRetries: 1 })),
  );
  await Promise.all(tasks.map(({ id }, i) => engine.until(id, times[i]! > 1 ? 'task:failed' : 'task:completed')));
}

/** The numbers of the last hours in one. */
async function summed(series: Series, tier: Tier, type?: string): Promise<object> {
  const now = stepOf(tier, Date.now());
  const steps = await numbers.read(series, tier, now - 60, 62, type);
  const counted = (kind: keyof StepNumbers['counts']): number =>
    steps.reduce((sum, { counts }) => sum + counts[kind], 0);
  const times = (name: 'wait' | 'run'): number =>
    [...mergeOf(steps.map((step) => step[name])).values()].reduce((sum, count) => sum + count, 0);
  return {
    created: counted('created'),
    completed: counted('completed'),
    failed: counted('failed'),
    retried: counted('retried'),
    waits: times('wait'),
    runs: times('run'),
  };
}

/** The same, counted from the records. */
async function recount(): Promise<object> {
  const { redis, prefix } = engine.fixture;
  const states: TaskState[] = [];
  for (const key of await redis.keys(`${prefix.replaceAll(/[[\]?*]/g, '\\$&')}:t:*`)) {
    states.push(JSON.parse((await redis.hget(key, 's'))!) as TaskState);
  }
  const having = (status: string): number => states.filter((state) => state.status === status).length;
  return {
    created: states.length,
    completed: having('completed'),
    failed: having('failed'),
    retried: states.reduce((sum, { retryCount }) => sum + retryCount, 0),
    waits: states.filter(({ attempt }) => attempt > 0).length,
    runs: having('completed') + having('failed'),
  };
}

describe('what the log tells', () => {
  test('is counted once, whenever the processes die that count it', async () => {
    for (const death of ['before', 'after', 'after', 'before'] as const) {
      const reading = openReading(death);
      await run([0, 0, 1, 2]);
      await reading.died;
      await isMissed();
    }
    await run([0, 1, 2, 2]);
    const last = openReading('never');
    await allIsRead();
    await last.stop();

    const wanted = await recount();
    expect(wanted).toMatchObject({ created: 20, completed: 14, failed: 6 });
    for (const tier of ['minute', 'tenMinutes', 'hour', 'sixHours'] as const) {
      expect(await summed('all', tier)).toEqual(wanted);
      expect(await summed('type:test.failing', tier)).toEqual(wanted);
      expect(await summed(`owner:${OWNER.id}`, tier)).toEqual(wanted);
      expect(await summed(`owner:${OWNER.id}`, tier, 'test.failing')).toEqual(wanted);
      expect(await summed(`owner:${OWNER.id}`, tier, 'test.other')).toMatchObject({ created: 0, waits: 0 });
    }
    const [kind, ...others] = await groups.list('', undefined, 'count');
    expect(others).toEqual([]);
    expect(await groups.read('', [kind!], Date.now())).toMatchObject([{ count: 6 }]);
    expect(await groups.read(OWNER.id, [kind!], Date.now())).toMatchObject([{ count: 6 }]);
    expect(await numbers.gapsFrom(0)).toEqual([]);
  }, 60_000);

  test('and is gone before it was counted is a gap', async () => {
    const { redis, prefix } = engine.fixture;
    const fromMs = Date.now();
    await run([0, 0]);
    await redis.xtrim(`${prefix}:events`, 'MAXLEN', 1);
    const reading = openReading('never');
    await allIsRead();
    await run([0]);
    await allIsRead();
    await reading.stop();
    const gaps = await numbers.gapsFrom(0);
    expect(gaps).toHaveLength(1);
    expect(gaps[0]!.toMs).toBeGreaterThanOrEqual(fromMs - 1_000);
    expect(gaps[0]!.fromMs).toBeLessThanOrEqual(gaps[0]!.toMs);
    expect(await summed('all', 'hour')).toMatchObject({ created: 21 });
  }, 60_000);
});
