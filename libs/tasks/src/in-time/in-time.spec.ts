import { describe, expect, test } from '@jest/globals';
import {
  attempts,
  clock,
  create,
  eventsOf,
  FAILURE,
  fixture,
  newTask,
  read,
  storesForAll,
  tasks,
} from '../../testing/stores.js';
import type { NewTask } from '../life/task-store.js';
import { riskAtMs } from './deadline.js';
import { InTimeStore } from './in-time-store.js';

storesForAll();

const watch = (): InTimeStore => new InTimeStore(fixture.redis, clock, fixture.prefix);
const withHead = (head: Partial<NewTask['head']>): Partial<NewTask> => ({ head: { ...newTask().head, ...head } });
const known = async (key: 'starts' | 'deadlines', id: string): Promise<boolean> =>
  (await fixture.redis.zscore(`${fixture.prefix}:${key}`, id)) !== null;

describe('a task that is to begin within a time', () => {
  test('is cancelled as expired when that is over, by whoever looks', async () => {
    const { id } = await create(withHead({ startWithinMs: 1_000 }));
    expect((await read(id)).startWithinMs).toBe(1_000);
    clock.advance(999);
    await watch().expireOverdue(100);
    expect((await read(id)).status).toBe('pending');
    clock.advance(1);
    await watch().expireOverdue(100);
    expect(await read(id)).toMatchObject({ status: 'cancelled', cancelledBecause: 'expired', attempts: [] });
    expect(await eventsOf(id)).toEqual(['task:created', 'task:cancelled']);
    expect(await known('starts', id)).toBe(false);
  });

  test('is never begun late, whoever looks or not', async () => {
    const { id, ticket } = await create(withHead({ startWithinMs: 1_000 }));
    clock.advance(1_000);
    expect(await attempts.start(ticket)).toBeNull();
    expect(await read(id)).toMatchObject({ status: 'cancelled', cancelledBecause: 'expired' });
    expect(await known('starts', id)).toBe(false);
  });

  test('and has begun does not expire any more, whatever becomes of its attempts', async () => {
    const { id, ticket } = await create(withHead({ startWithinMs: 1_000 }));
    clock.advance(999);
    const started = await attempts.start(ticket);
    clock.advance(10_000);
    await attempts.interrupt(started!);
    await watch().expireOverdue(100);
    expect(await attempts.start({ taskId: id, number: 2 })).not.toBeNull();
    expect(await known('starts', id)).toBe(false);
  });

  test('expires also where its run time is later', async () => {
    const { id } = await create({ ...withHead({ startWithinMs: 1_000 }), runAtMs: clock.nowMs() + 60_000 });
    clock.advance(1_000);
    await watch().expireOverdue(100);
    expect(await read(id)).toMatchObject({ status: 'cancelled', cancelledBecause: 'expired', runAt: null });
  });

  test('is found in the order of time, some at once', async () => {
    const ids: string[] = [];
    for (const startWithinMs of [3, 1, 2]) {
      ids.push((await create(withHead({ startWithinMs }))).id);
    }
    clock.advance(3);
    const states = () => Promise.all(ids.map(async (id) => (await read(id)).status));
    expect(await watch().expireOverdue(2)).toBe(2);
    expect(await states()).toEqual(['pending', 'cancelled', 'cancelled']);
    expect(await watch().expireOverdue(2)).toBe(1);
    expect(await states()).toEqual(['cancelled', 'cancelled', 'cancelled']);
  });
});

describe('a task with a deadline', () => {
  const due = (ms: number, timeoutMs = 60_000): Partial<NewTask> =>
    withHead({ deadlineAtMs: clock.nowMs() + ms, timeoutMs });
  const stateOf = async (id: string) => (await read(id)).deadline?.state;

  test('is told once to be at risk when a fifth of the way is left, and has missed it when it is past', async () => {
    const { id } = await create(due(10_000));
    expect(await read(id)).toMatchObject({ deadline: { state: 'ok' } });
    clock.advance(7_999);
    await watch().tellAtRisk(100);
    expect(await stateOf(id)).toBe('ok');
    clock.advance(1);
    await watch().tellAtRisk(100);
    await watch().tellAtRisk(100);
    expect(await stateOf(id)).toBe('atRisk');
    clock.advance(2_000);
    expect(await stateOf(id)).toBe('atRisk');
    clock.advance(1);
    expect(await stateOf(id)).toBe('missed');
    expect((await read(id)).status).toBe('pending');
    expect(await eventsOf(id)).toEqual(['task:created', 'task:at-risk']);
  });

  test('stays as it was when it was over', async () => {
    const inTime = await create(due(10_000));
    const late = await create(due(10_000));
    const [first, second] = [await attempts.start(inTime.ticket), await attempts.start(late.ticket)];
    clock.advance(9_000);
    await watch().tellAtRisk(100);
    expect(await stateOf(inTime.id)).toBe('atRisk');
    await attempts.complete(first!, '1', null, null);
    clock.advance(5_000);
    await attempts.complete(second!, '1', null, null);
    clock.advance(5_000);
    expect([await stateOf(inTime.id), await stateOf(late.id)]).toEqual(['ok', 'missed']);
  });

  test('is not told of once it is over, and again when it is retried by hand', async () => {
    const { id, ticket } = await create({ ...due(10_000), maxRetries: 0 });
    await attempts.fail((await attempts.start(ticket))!, FAILURE);
    expect(await known('deadlines', id)).toBe(false);
    await tasks.retryByHand(id);
    clock.advance(8_000);
    await watch().tellAtRisk(100);
    expect(await stateOf(id)).toBe('atRisk');
  });

  test.each([
    ['a fifth of a short way is left', { deadlineAtMs: 1_000, runAtMs: null, timeoutMs: 300_000 }, 800],
    [
      'less than an attempt is left of a long way',
      { deadlineAtMs: 1_000_000, runAtMs: null, timeoutMs: 60_000 },
      940_000,
    ],
    ['it may not begin before', { deadlineAtMs: 1_000, runAtMs: 1_000, timeoutMs: 10 }, 0],
    ['it is past already', { deadlineAtMs: -5, runAtMs: null, timeoutMs: 10 }, 0],
  ])('is at risk when %s', (_when, plan, atMs) => {
    expect(riskAtMs({ createdMs: 0, ...plan })).toBe(atMs);
  });
});
