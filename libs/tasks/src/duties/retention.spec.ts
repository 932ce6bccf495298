import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { Logger } from '@nestjs/common';
import type { TaskStatus } from '@task-queue/contracts';
import { ManualClock, openRedisFixture, type RedisFixture } from '../../testing/index.js';
import { AttemptStore } from '../attempts/attempt-store.js';
import { ThrottledLog } from '../domain/throttled-log.js';
import { TaskStore } from '../life/task-store.js';
import type { OldTasks } from '../life/listed-tasks.js';
import type { RetentionOptions } from '../tasks-options.js';
import { Retention } from './retention.js';

const HELD = (): Promise<boolean> => Promise.resolve(true);

let fixture: RedisFixture;
let clock: ManualClock;
let tasks: TaskStore;
let attempts: AttemptStore;
let filesRemoved: string[];
beforeEach(async () => {
  fixture = await openRedisFixture();
  clock = new ManualClock();
  tasks = new TaskStore(fixture.redis, clock, fixture.prefix);
  attempts = new AttemptStore(fixture.redis, clock, fixture.prefix, 'worker', 15_000);
  filesRemoved = [];
});
afterEach(() => fixture.close());

function retention(options: RetentionOptions, store = tasks): Retention {
  const artifacts = { removeAll: (id: string) => Promise.resolve(void filesRemoved.push(id)) };
  return new Retention(store, artifacts, clock, options, new ThrottledLog(new Logger()));
}

async function create(
  end: 'completed' | 'failed' | 'cancelled' | 'pending',
  startAfterMs = 0,
  params = '{}',
): Promise<string> {
  const { id } = await tasks.create({
    head: {
      type: 'test.task',
      title: 'kept or not',
      priority: 'normal',
      createdBy: { id: 'o', username: 'o', roles: ['user'] },
      timeoutMs: 1_000,
      locale: 'en',
      requestId: 'r',
    },
    params,
    maxRetries: 0,
    runAtMs: null,
    idempotency: null,
  });
  clock.advance(startAfterMs);
  if (end === 'cancelled') {
    await tasks.cancel(id);
  } else if (end !== 'pending') {
    const started = (await attempts.start({ taskId: id, number: 1 }))!;
    await (end === 'completed'
      ? attempts.complete(started, 'null', null, null)
      : attempts.fail(started, { message: 'no', code: 'HANDLER_ERROR', attempt: 1 }));
  }
  return id;
}

const isThere = async (id: string): Promise<boolean> => (await tasks.get(id)) !== null;

describe('retention', () => {
  test('by age counts from the end of a task, and leaves the unfinished and the other kind alone', async () => {
    const old = [await create('completed'), await create('cancelled')];
    const others = [await create('failed'), await create('pending')];
    const finishedLate = await create('completed', 50_000);
    clock.advance(20_000);
    const young = await create('completed');
    expect(await retention({ completed: { maxAgeMs: 30_000 } }).turn(HELD)).toBe(2);
    expect(await Promise.all(old.map(isThere))).toEqual([false, false]);
    expect(await Promise.all([...others, finishedLate, young].map(isThere))).toEqual([true, true, true, true]);
    expect(filesRemoved).toEqual(old);
  });

  test('by number keeps the newest', async () => {
    const ids: string[] = [];
    for (let i = 0; i < 5; i += 1) {
      ids.push(await create('failed'));
    }
    expect(await retention({ failed: { maxCount: 2 } }).turn(HELD)).toBe(3);
    expect(await Promise.all(ids.map(isThere))).toEqual([false, false, false, true, true]);
  });

  test('goes on over many steps, and over bitmaps as over sets', async () => {
    const ids = await Promise.all(Array.from({ length: 700 }, () => create('completed')));
    const kept = { maxCount: 10 };
    const retaining = retention({ completed: kept });
    expect(await retaining.turn(HELD)).toBe(690);
    const left = await Promise.all(ids.map(isThere));
    expect(left.filter(Boolean)).toHaveLength(10);
    expect(await retaining.turn(HELD)).toBe(0);
    kept.maxCount = 0;
    expect(await retaining.turn(HELD)).toBe(10);
    expect(await fixture.redis.keys(`${fixture.prefix}:x:*`)).toEqual([]);
  });

  test('keeps as many as it says where somebody retries or deletes some in between', async () => {
    const ids = await Promise.all(Array.from({ length: 205 }, () => create('failed'))); // more than one step looks at
    class Raced extends TaskStore {
      override async oldest(...window: Parameters<TaskStore['oldest']>): Promise<OldTasks> {
        const found = await super.oldest(...window);
        if (found.tasks[0]?.id === ids[0]) {
          await tasks.retryByHand(ids[0]!);
          await tasks.remove(ids[1]!, found.tasks[1]!.head);
        }
        return found;
      }
    }
    const raced = new Raced(fixture.redis, clock, fixture.prefix);
    expect(await retention({ failed: { maxCount: 200 } }, raced).turn(HELD)).toBe(3);
    const gone = (await Promise.all(ids.map(isThere))).flatMap((is, i) => (is ? [] : [i]));
    expect(gone).toEqual([1, 2, 3, 4]);
    expect(filesRemoved).toEqual(ids.slice(2, 5));
  });

  test.each<[string, RetentionOptions]>([
    ['by number', { completed: { maxCount: 0 } }],
    ['by age', { completed: { maxAgeMs: 1 } }],
    ['by memory', { completed: { maxBytes: 0 } }],
  ])('%s goes on past a whole step of tasks whose records are gone, and whose ids nobody knows', async (_by, limit) => {
    Logger.overrideLogger(false); // each damage is told
    const ids = await Promise.all(Array.from({ length: 210 }, () => create('completed')));
    const [damaged, sound] = [ids.slice(0, 205), ids.slice(205)];
    await fixture.redis.del(damaged.map((id) => `${fixture.prefix}:t:${id}`));
    await fixture.redis.setrange(`${fixture.prefix}:ids:0`, 0, '\0'.repeat(206 * 16));
    clock.advance(10);
    expect(await retention(limit).turn(HELD)).toBe(sound.length);
    expect(await Promise.all(sound.map(isThere))).toEqual(sound.map(() => false));
    Logger.overrideLogger(['error', 'warn']);
  });

  test('ends between two steps when it is held no longer', async () => {
    for (let i = 0; i < 410; i += 1) {
      await create('cancelled');
    }
    let left = 1;
    expect(await retention({ completed: { maxCount: 5 } }).turn(async () => left-- > 0)).toBe(400);
  });

  test('without limits is done for ever', async () => {
    expect(await retention({}).turn(HELD)).toBe('done');
  });
});

describe('retention by memory', () => {
  const bytesOf = (...status: TaskStatus[]): Promise<number> => tasks.finishedBytes(status);

  test('counts what the records and logs of its own tasks take, and keeps the newest that fit', async () => {
    const ids: string[] = [];
    for (let i = 0; i < 10; i += 1) {
      ids.push(await create(i % 2 === 0 ? 'completed' : 'cancelled', 0, '"'.padEnd(20_000, 'x') + '"'));
    }
    const failed = await create('failed', 0, '"'.padEnd(100_000, 'x') + '"');
    const bytes = await bytesOf('completed', 'cancelled');
    const actual = await Promise.all(
      ids.map((id) => fixture.redis.memory('USAGE', `${fixture.prefix}:t:${id}`, 'SAMPLES', 0)),
    );
    const sum = actual.reduce<number>((all, one) => all + one!, 0);
    expect(Math.abs(bytes - sum) / sum).toBeLessThan(0.05);

    const limits = { completed: { maxBytes: bytes * 0.45 }, failed: { maxBytes: 1e6 } };
    expect(await retention(limits).turn(HELD)).toBe(6);
    expect(await Promise.all(ids.map(isThere))).toEqual(ids.map((_id, i) => i >= 6));
    expect(await isThere(failed)).toBe(true);
    expect(await retention(limits).turn(HELD)).toBe(0);
    expect(await bytesOf('completed', 'cancelled')).toBeLessThan(bytes * 0.45);
  });

  test('counts a task no longer that goes back to its lane, and nothing where none is left', async () => {
    const ids = [await create('failed'), await create('failed')];
    const bytes = await bytesOf('failed');
    await tasks.retryByHand(ids[0]!);
    expect(await bytesOf('failed')).toBeCloseTo(bytes / 2, -2);
    await tasks.remove(ids[1]!, (await tasks.get(ids[1]!))!.task);
    expect([await bytesOf('failed'), await bytesOf('completed')]).toEqual([0, 0]);
  });
});
