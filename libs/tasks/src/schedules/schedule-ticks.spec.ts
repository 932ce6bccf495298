import type { UserRole } from '@task-queue/contracts';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { disagreements } from '../../testing/invariants/disagreements.js';
import {
  keepSchedule,
  outcomesOf,
  schedules,
  tickerOf,
  tasksOfSchedule,
  TICKED,
  ticksOf,
  ticksOfSchedule,
} from '../../testing/schedules.js';
import { attempts, clock, FAILURE, fixture, newTask, owner, read, storesForAll, tasks } from '../../testing/stores.js';
import { encodeDefinition, type ScheduleDefinition } from './schedule-record.js';

storesForAll();

const MINUTE_MS = 60_000;

let startMs: number;
beforeEach(async () => {
  clock.timeMs = Math.ceil(clock.timeMs / MINUTE_MS) * MINUTE_MS;
  startMs = clock.nowMs();
  await fixture.redis.del(`${fixture.prefix}:schedules:due`); // those of the test before
});

/** Lets time pass with nobody looking, then a worker looks. */
async function after(ms: number, worker = ticksOf()): Promise<void> {
  clock.advance(ms);
  await worker.look();
}

async function finish(taskId: string, how: 'complete' | 'fail' = 'complete'): Promise<void> {
  const started = (await attempts.start({ taskId, number: 1 }))!;
  await (how === 'complete' ? attempts.complete(started, '1', null, null) : attempts.fail(started, FAILURE));
}

const lastTask = async (id: string): Promise<string> => (await tasksOfSchedule(id)).at(-1)!;
const pauseOf = async (id: string): Promise<string | null> => (await schedules().get(id))!.pausedBecause;

describe('a tick', () => {
  test('starts one task of the schedule’s owner, by its name, and is told', async () => {
    const id = await keepSchedule({ name: '每分钟' });
    await after(59_999);
    expect(await tasksOfSchedule(id)).toEqual([]);
    await after(1);
    const [taskId, ...others] = await tasksOfSchedule(id);
    expect(others).toEqual([]);
    expect(await read(taskId!)).toMatchObject({
      scheduleId: id,
      title: '每分钟',
      createdBy: { id: owner },
      type: TICKED.type,
    });
    expect(await ticksOfSchedule(id)).toEqual([
      { at: new Date(startMs + MINUTE_MS).toISOString(), outcome: 'started', taskId },
    ]);
    const events = await fixture.redis.xrevrange(`${fixture.prefix}:events`, '+', '-', 'COUNT', 1);
    expect(events[0]![1]).toEqual(expect.arrayContaining(['schedule:ticked', id, String(startMs + 2 * MINUTE_MS)]));
    expect(await disagreements(fixture.redis, fixture.prefix)).toEqual([]);
  });

  test('is one for all workers that look at once', async () => {
    const ids = await Promise.all(Array.from({ length: 30 }, () => keepSchedule()));
    const workers = Array.from({ length: 4 }, () => ticksOf());
    for (let i = 1; i <= 3; i += 1) {
      clock.advance(MINUTE_MS);
      await Promise.all(workers.map((worker) => worker.look()));
    }
    for (const id of ids) {
      expect(await outcomesOf(id, startMs)).toEqual(['started 60', 'started 120', 'started 180']);
      expect(await tasksOfSchedule(id)).toHaveLength(3);
    }
  });

  test('is one where a worker is so slow that another took it meanwhile', async () => {
    const id = await keepSchedule();
    clock.advance(MINUTE_MS);
    const seen = (await schedules().get(id))!; // by both of them
    expect(await tickerOf().tick(seen)).toBe('ok');
    expect(await tickerOf().tick(seen)).toBe('moved');
    expect(await outcomesOf(id, startMs)).toEqual(['started 60']);
    expect(await tasksOfSchedule(id)).toHaveLength(1);
  });

  test('is not what it was to be before somebody changed the schedule', async () => {
    const id = await keepSchedule({ name: 'before' });
    clock.advance(MINUTE_MS);
    const before = (await schedules().get(id))!;
    const fields = { ...encodeDefinition({ ...before.definition, name: 'after' }), version: '2' };
    await schedules().keep({ id, before, fields, dueAt: before.next, change: 'updated' });
    expect(await tickerOf().tick(before)).toBe('moved');
    expect(await tasksOfSchedule(id)).toEqual([]);
    await after(0);
    expect((await read(await lastTask(id))).title).toBe('after');
  });

  test('is not lost with a worker that took it and died', async () => {
    const id = await keepSchedule();
    clock.advance(MINUTE_MS);
    expect(await schedules().claimDue(100, 2_000)).toHaveLength(1);
    await after(1_999);
    expect(await tasksOfSchedule(id)).toEqual([]);
    await after(1);
    expect(await outcomesOf(id, startMs)).toEqual(['started 60']);
  });

  test('comes later by its jitter, always as much, and the next one is due by the plan', async () => {
    const id = await keepSchedule({ jitterMs: 40_000 });
    await after(MINUTE_MS);
    for (let second = 0; second < 40 && (await tasksOfSchedule(id)).length === 0; second += 1) {
      await after(1_000);
    }
    const lateBy = clock.nowMs() - startMs - MINUTE_MS;
    expect(lateBy).toBeGreaterThan(0);
    await after(10 * MINUTE_MS - lateBy + 40_000);
    expect((await outcomesOf(id, startMs)).at(-1)).toBe('started 660');
  });

  test('waits while its type is not known to the workers, and the schedule is paused when it stays so', async () => {
    const id = await keepSchedule();
    const stranger = ticksOf({ registry: { find: () => undefined } });
    await after(MINUTE_MS, stranger);
    await after(2_000);
    expect(await outcomesOf(id, startMs)).toEqual(['started 60']);
    clock.advance(58_000);
    for (let minute = 0; minute < 10; minute += 1) {
      expect(await pauseOf(id)).toBeNull();
      await after(MINUTE_MS, stranger);
    }
    expect(await pauseOf(id)).toBe('UNKNOWN_TASK_TYPE');
  });

  test.each<[string, string[], Partial<ScheduleDefinition>]>([
    ['OWNER_DISABLED', [], {}],
    ['OWNER_FORBIDDEN', ['auditor'], {}],
    ['INVALID_PARAMS', ['user'], { params: { odd: 1 } }],
  ])('pauses the schedule as %s where it can start nothing', async (because, roles, definition) => {
    const id = await keepSchedule(definition);
    await after(MINUTE_MS, ticksOf({ rolesOf: async () => roles as UserRole[] }));
    expect(await pauseOf(id)).toBe(because);
    await after(MINUTE_MS);
    expect(await outcomesOf(id, startMs)).toEqual(['paused 60', 'paused 120']);
    expect(await tasksOfSchedule(id)).toEqual([]);
  });

  test('starts nothing while the owner has too many tasks waiting, and is made up for when there is room', async () => {
    const id = await keepSchedule();
    const { id: other } = await tasks.create(newTask());
    await after(MINUTE_MS, ticksOf({ mostWaiting: 1 }));
    expect(await tasksOfSchedule(id)).toEqual([]);
    await tasks.cancel(other);
    await after(2_000, ticksOf({ mostWaiting: 1 }));
    expect(await outcomesOf(id, startMs)).toEqual(['started 60']);
  });
});

describe('ticks that came while nobody looked', () => {
  const FIVE: Record<string, readonly [Partial<ScheduleDefinition>, number, readonly string[]]> = {
    'are left out by skip': [
      { missed: 'skip' },
      5 * MINUTE_MS + 20_000,
      ['missed 60', 'missed 120', 'missed 180', 'missed 240', 'missed 300'],
    ],
    'but for one that is not late by skip': [{ missed: 'skip' }, 2 * MINUTE_MS + 9_000, ['missed 60', 'started 120']],
    'are one by once': [{ missed: 'once' }, 3 * MINUTE_MS + 20_000, ['missed 60', 'missed 120', 'started 180']],
    'are none where all are too late for once': [
      { missed: 'once', missedWithinMs: 15_000 },
      2 * MINUTE_MS + 20_000,
      ['missed 60', 'missed 120'],
    ],
    'are all there were by all': [{ missed: 'all' }, 3 * MINUTE_MS, ['started 60', 'started 120', 'started 180']],
    'are those in time by all': [
      { missed: 'all', missedWithinMs: 90_000 },
      4 * MINUTE_MS,
      ['missed 60', 'missed 120', 'started 180', 'started 240'],
    ],
  };

  test.each(Object.entries(FIVE))('%s', async (_name, [definition, awayMs, expected]) => {
    const id = await keepSchedule(definition);
    await after(awayMs);
    expect(await outcomesOf(id, startMs)).toEqual(expected);
    await after(MINUTE_MS);
    expect((await outcomesOf(id, startMs)).length).toBe(expected.length + 1);
  });

  test('are a hundred by all at most, the newest, and the history is fifty', async () => {
    const id = await keepSchedule({ missed: 'all', missedWithinMs: 2_678_400_000 });
    await after(150 * MINUTE_MS);
    expect(await tasksOfSchedule(id)).toHaveLength(100);
    expect(await ticksOfSchedule(id)).toHaveLength(50);
    expect((await outcomesOf(id, startMs)).at(-1)).toBe('started 9000');
  });
});

describe('a tick while the task before is not over', () => {
  test('is left out by skip, whether that waits or runs, and names it', async () => {
    const id = await keepSchedule({ overlap: 'skip' });
    await after(MINUTE_MS);
    const first = await lastTask(id);
    await after(MINUTE_MS);
    await attempts.start({ taskId: first, number: 1 });
    await after(MINUTE_MS);
    expect(await outcomesOf(id, startMs)).toEqual(['started 60', 'skipped_overlap 120', 'skipped_overlap 180']);
    expect((await ticksOfSchedule(id)).map(({ taskId }) => taskId)).toEqual([first, first, first]);
    await tasks.stop(first, {
      by: { id: '1', username: '1' },
      reason: null,
      graceMs: 0,
      byForce: true,
      isStoppable: true,
    });
    await after(MINUTE_MS);
    expect((await outcomesOf(id, startMs)).at(-1)).toBe('started 240');
  });

  test('waits by queue, one of them, and starts when that is over', async () => {
    const id = await keepSchedule({ overlap: 'queue' });
    await after(MINUTE_MS);
    const first = await lastTask(id);
    await after(MINUTE_MS);
    await after(MINUTE_MS);
    expect(await outcomesOf(id, startMs)).toEqual(['started 60', 'skipped_overlap 180']);
    await finish(first, 'fail');
    await after(1);
    expect(await outcomesOf(id, startMs)).toEqual(['started 60', 'skipped_overlap 180', 'started 120']);
    expect(await tasksOfSchedule(id)).toHaveLength(2);
    await after(MINUTE_MS - 1);
    await tasks.cancel(await lastTask(id));
    await after(1);
    expect((await outcomesOf(id, startMs)).at(-1)).toBe('started 240');
  });

  test('that waits is found by itself where nobody heard of the end', async () => {
    const id = await keepSchedule({ overlap: 'queue', everyMs: 10 * MINUTE_MS });
    await after(10 * MINUTE_MS);
    await after(10 * MINUTE_MS);
    await fixture.redis.del(`${fixture.prefix}:t:${await lastTask(id)}`);
    await after(30_000);
    expect(await outcomesOf(id, startMs)).toEqual(['started 600', 'started 1200']);
  });

  test('starts beside it by allow', async () => {
    const id = await keepSchedule({ overlap: 'allow' });
    await after(MINUTE_MS);
    await after(MINUTE_MS);
    expect(await outcomesOf(id, startMs)).toEqual(['started 60', 'started 120']);
  });

  test('is made up for by all one after the other, none beside another', async () => {
    const id = await keepSchedule({ overlap: 'skip', missed: 'all' });
    await after(3 * MINUTE_MS + 20_000);
    for (let i = 1; i <= 3; i += 1) {
      expect(await tasksOfSchedule(id)).toHaveLength(i);
      await finish(await lastTask(id));
      await after(1);
    }
    expect(await outcomesOf(id, startMs)).toEqual(['started 60', 'started 120', 'started 180']);
  });
});

describe('a schedule whose tasks fail', () => {
  test('is paused after so many of them one after the other; one that completes begins anew', async () => {
    const id = await keepSchedule({ pauseAfterFailures: 2 });
    for (const how of ['fail', 'complete', 'fail', 'fail'] as const) {
      expect(await pauseOf(id)).toBeNull();
      await after(MINUTE_MS);
      await finish(await lastTask(id), how);
    }
    expect(await pauseOf(id)).toBe('FAILURES');
    await after(MINUTE_MS);
    expect((await outcomesOf(id, startMs)).at(-1)).toBe('paused 300');
  });
});

test('a schedule that is deleted while its task runs leaves that to end, and nothing of itself', async () => {
  const id = await keepSchedule({ pauseAfterFailures: 1, overlap: 'queue' });
  await after(MINUTE_MS);
  const taskId = await lastTask(id);
  const started = (await attempts.start({ taskId, number: 1 }))!;
  await after(MINUTE_MS); // waits for it
  await schedules().remove((await schedules().get(id))!);
  await attempts.fail(started, FAILURE);
  await after(MINUTE_MS);
  expect(await read(taskId)).toMatchObject({ status: 'failed', scheduleId: id });
  expect(await tasksOfSchedule(id)).toEqual([taskId]);
  expect(await fixture.redis.keys(`${fixture.prefix}:schedule:${id}*`)).toEqual([]);
  expect(await fixture.redis.zscore(`${fixture.prefix}:schedules:due`, id)).toBeNull();
});

test('a thousand schedules that are due in the same second start at one look', async () => {
  const ids = await Promise.all(
    Array.from({ length: 1_000 }, (_, i) => {
      const person = `${owner}-${i % 20}`;
      return keepSchedule({ createdBy: { id: person, username: person, roles: ['user'] } });
    }),
  );
  await after(MINUTE_MS);
  const counts = await fixture.redis.hget(`${fixture.prefix}:count:`, `type:${TICKED.type}`);
  expect(Number(counts)).toBeGreaterThanOrEqual(1_000);
  expect(await outcomesOf(ids[999]!, startMs)).toEqual(['started 60']);
});
