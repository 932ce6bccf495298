import { describe, expect, it } from '@jest/globals';
import Bull from 'bull';
import { laneName } from '../lanes/task-queue.js';
import {
  attempts,
  clock,
  create,
  createStarted,
  eventsOf,
  FAILURE,
  fixture,
  HEAD,
  idsWith,
  LEASE_MS,
  newTask,
  owner,
  read,
  recover,
  storesForAll,
  tasks,
  ticketWhenDue,
  waitingTicket,
} from '../../testing/stores.js';

storesForAll();

describe('create', () => {
  it('makes a pending task with a UUIDv7 whose time is its creation', async () => {
    const { id } = await create();
    const task = await read(id);
    expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(task).toMatchObject({ status: 'pending', version: 1, params: { a: 1 }, attempts: [], progress: 0 });
    expect(task.createdAt).toBe(new Date(clock.nowMs()).toISOString());
    expect(await eventsOf(id)).toEqual(['task:created']);
  });

  it('with one idempotency key creates one task under 100 concurrent calls', async () => {
    const idempotency = { key: `k-${owner}`, requestHash: 'h' };
    const outcomes = await Promise.all(Array.from({ length: 100 }, () => tasks.create(newTask({ idempotency }))));
    expect(new Set(outcomes.map(({ id }) => id)).size).toBe(1);
    expect(outcomes.filter(({ task }) => task !== null)).toHaveLength(1);
  });

  it('refuses an idempotency key that was used for another request', async () => {
    await create({ idempotency: { key: `k2-${owner}`, requestHash: 'h' } });
    const again = create({ idempotency: { key: `k2-${owner}`, requestHash: 'other' } });
    await expect(again).rejects.toMatchObject({ code: 'IDEMPOTENCY_KEY_REUSED' });
  });

  it('never lets creation times go back when a clock does', async () => {
    const { id: first } = await create();
    clock.advance(-5_000);
    const { id: second } = await create();
    clock.advance(5_000);
    expect(second.slice(0, 13) >= first.slice(0, 13)).toBe(true);
  });
});

describe('start', () => {
  it('begins the first attempt of a pending task', async () => {
    const { id, started } = await createStarted();
    expect(started).toMatchObject({ taskId: id, number: 1, retryCount: 0, maxRetries: 2, params: '{"a":1}' });
    const task = await read(id);
    expect(task).toMatchObject({ status: 'running', version: 2 });
    expect(task.attempts).toMatchObject([{ number: 1, outcome: 'running', worker: 'worker-1' }]);
    expect(await idsWith({ status: ['running'] })).toEqual([id]);
    expect(await idsWith({ status: ['pending'] })).toEqual([]);
  });

  it('drops a duplicate of a ticket that was used', async () => {
    const { id, ticket } = await create();
    expect(await attempts.start(ticket)).not.toBeNull();
    expect(await attempts.start(ticket)).toBeNull();
    expect(await eventsOf(id)).toEqual(['task:created', 'task:started']);
  });

  it('drops a ticket of a cancelled task', async () => {
    const { id, ticket } = await create();
    await tasks.cancel(id);
    expect(await attempts.start(ticket)).toBeNull();
  });

  it('drops a ticket of a task that does not exist', async () => {
    expect(await attempts.start({ taskId: '019aaf3c-8d2b-7c4e-9f10-2b6d1e7a9c55', number: 1 })).toBeNull();
  });

  it('lets one of two workers with the same ticket begin', async () => {
    const { ticket } = await create();
    const both = await Promise.all([1, 2].map(() => attempts.start(ticket)));
    expect(both.filter((started) => started !== null)).toHaveLength(1);
  });
});

describe('progress', () => {
  it('records percent, text and log lines, and never goes back', async () => {
    const { id, started } = await createStarted();
    await attempts.progress(started, { percent: 40, text: '一半', logLines: ['{"at":"x","attempt":1,"line":"l1"}'] });
    await attempts.progress(started, { percent: 10, text: null, logLines: [] });
    expect(await read(id)).toMatchObject({ progress: 40, progressText: '一半', log: [{ line: 'l1' }], version: 4 });
  });

  it('keeps 1,000 log lines of each attempt, of the newest ten', async () => {
    const { id, started } = await createStarted({ maxRetries: 20 });
    let attempt: typeof started | null = started;
    for (let number = 1; number <= 12; number += 1) {
      const lines = Array.from({ length: number === 12 ? 1_200 : 20 }, (_, i) => ({
        at: 'x',
        attempt: number,
        line: `${i}`,
      }));
      await attempts.progress(attempt!, {
        percent: 0,
        text: null,
        logLines: lines.map((line) => JSON.stringify(line)),
      });
      if (number < 12) {
        await attempts.retry(attempt!, { message: 'x', code: 'HANDLER_ERROR', attempt: number }, 0);
        attempt = await attempts.start((await ticketWhenDue(id))!);
      }
    }
    const task = await read(id);
    const byAttempt = Map.groupBy(task.log, ({ attempt: of }) => of);
    expect([...byAttempt].map(([of, lines]) => [of, lines.length])).toEqual([
      ...Array.from({ length: 9 }, (_, i) => [i + 3, 20]),
      [12, 1_000],
    ]);
    expect(task.logDropped).toBe(2 * 20 + 200);
  });
});

describe('complete', () => {
  it('keeps the result, the summary and the artifact', async () => {
    const { id, started } = await createStarted();
    const artifact = { name: 'a.csv', contentType: 'text/csv', sizeBytes: 3, attempt: 1 };
    expect(await attempts.complete(started, '{"rows":3}', '3 行', artifact)).toBe(true);
    const task = await read(id);
    expect(task).toMatchObject({
      status: 'completed',
      progress: 100,
      result: { rows: 3 },
      resultSummary: '3 行',
      error: null,
      artifact: { name: 'a.csv', contentType: 'text/csv', sizeBytes: 3 },
    });
    expect(task.attempts[0]).toMatchObject({ outcome: 'completed', error: null });
    expect(task.finishedAt).not.toBeNull();
  });

  it('sent twice changes nothing the second time', async () => {
    const { id, started } = await createStarted();
    await attempts.complete(started, '1', null, null);
    expect(await attempts.complete(started, '2', null, null)).toBe(true);
    expect(await read(id)).toMatchObject({ result: 1, version: 3 });
    expect(await eventsOf(id)).toEqual(['task:created', 'task:started', 'task:completed']);
  });
});

describe('retry and fail', () => {
  it('puts a failed attempt back in its lane after the backoff, with its error kept', async () => {
    const { id, started } = await createStarted();
    expect(await attempts.retry(started, FAILURE, 3_000)).toBe(true);
    const task = await read(id);
    expect(task).toMatchObject({ status: 'pending', retryCount: 1, error: FAILURE });
    expect(task.runAt).toBe(new Date(clock.nowMs() + 3_000).toISOString());
    expect(await ticketWhenDue(id)).toMatchObject({ number: 1 }); // the one that was used
    clock.advance(3_000);
    const ticket = (await ticketWhenDue(id))!;
    expect(await attempts.start(ticket)).toMatchObject({ number: 2, retryCount: 1 });
  });

  it('fails for good and can be retried by hand with its count at 0', async () => {
    const { id, started } = await createStarted();
    await attempts.retry(started, FAILURE, 0);
    const second = (await attempts.start((await ticketWhenDue(id))!))!;
    await attempts.fail(second, { ...FAILURE, attempt: 2 });
    expect(await read(id)).toMatchObject({ status: 'failed', retryCount: 1, error: { attempt: 2 } });
    const task = await tasks.retryByHand(id);
    expect(task).toMatchObject({ status: 'pending', retryCount: 0, finishedAt: null });
    expect(await read(id)).toEqual(task);
    expect(await attempts.start((await waitingTicket(id))!)).toMatchObject({ number: 3, retryCount: 0 });
  });
});

describe('a late word of an attempt that was given up', () => {
  it('changes nothing, whatever it says', async () => {
    const { id, started } = await createStarted();
    clock.advance(LEASE_MS + 1);
    expect(await recover()).toBeGreaterThan(0);
    const before = await read(id);
    expect(before).toMatchObject({ status: 'pending', retryCount: 1, error: { code: 'WORKER_LOST' } });
    expect(before.attempts[0]).toMatchObject({ outcome: 'lost' });

    expect(await attempts.progress(started, { percent: 99, text: 'late', logLines: ['{}'] })).toBe(false);
    expect(await attempts.complete(started, '1', null, null)).toBe(false);
    expect(await attempts.retry(started, FAILURE, 0)).toBe(false);
    expect(await attempts.fail(started, FAILURE)).toBe(false);
    expect(await attempts.interrupt(started)).toBe(false);
    expect(await attempts.renew([started])).toEqual({ lost: [{ taskId: id, number: 1 }], stopping: [] });
    expect(await read(id)).toEqual(before);
  });
});

describe('leases', () => {
  it('are kept by renewing them', async () => {
    const { id, started } = await createStarted();
    clock.advance(LEASE_MS - 1);
    expect(await attempts.renew([started])).toEqual({ lost: [], stopping: [] });
    clock.advance(LEASE_MS - 1);
    await recover();
    expect(await read(id)).toMatchObject({ status: 'running' });
    await attempts.complete(started, '1', null, null);
  });

  it('lost more often than there are retries fail the task', async () => {
    const { id } = await createStarted({ maxRetries: 0 });
    clock.advance(LEASE_MS + 1);
    await recover();
    expect(await read(id)).toMatchObject({ status: 'failed', error: { code: 'WORKER_LOST' } });
  });

  it('renewed at the last moment are left alone', async () => {
    const { id, started } = await createStarted();
    clock.advance(LEASE_MS + 1);
    const [lost] = await attempts.lost(100);
    expect(lost).toEqual({ taskId: id, number: 1, type: 'test.task', retryCount: 0 });
    await attempts.renew([started]);
    expect(await attempts.recover([{ ...lost!, delayMs: 0 }])).toBe(0);
    expect(await read(id)).toMatchObject({ status: 'running' });
    await attempts.complete(started, '1', null, null);
  });
});

describe('interrupt', () => {
  it('gives the task back at once without using up a retry', async () => {
    const { id, started } = await createStarted();
    expect(await attempts.interrupt(started)).toBe(true);
    expect(await read(id)).toMatchObject({ status: 'pending', retryCount: 0, attempts: [{ outcome: 'interrupted' }] });
    expect(await ticketWhenDue(id)).toEqual({ taskId: id, number: 2 });
  });
});

describe('cancel', () => {
  it('ends a pending task', async () => {
    const { id } = await create();
    const cancelled = await tasks.cancel(id);
    expect(cancelled).toMatchObject({ status: 'cancelled' });
    expect(await read(id)).toEqual(cancelled);
    expect(await eventsOf(id)).toEqual(['task:created', 'task:cancelled']);
  });

  it('is refused for running, finished and missing tasks', async () => {
    const { id, started } = await createStarted();
    await expect(tasks.cancel(id)).rejects.toMatchObject({ code: 'TASK_RUNNING' });
    await attempts.complete(started, '1', null, null);
    await expect(tasks.cancel(id)).rejects.toMatchObject({ code: 'TASK_FINISHED' });
    await expect(tasks.cancel('nobody')).rejects.toMatchObject({ code: 'TASK_NOT_FOUND' });
  });
});

describe('retry by hand and delete', () => {
  it('are refused in other states', async () => {
    const { id, started } = await createStarted();
    await expect(tasks.retryByHand(id)).rejects.toMatchObject({ code: 'TASK_NOT_FAILED' });
    await expect(tasks.remove(id, HEAD)).rejects.toMatchObject({ code: 'TASK_NOT_FINISHED' });
    await attempts.complete(started, '1', null, null);
    await expect(tasks.retryByHand(id)).rejects.toMatchObject({ code: 'TASK_NOT_FAILED' });
    await tasks.remove(id, HEAD);
    expect(await tasks.get(id)).toBeNull();
    expect(await idsWith({})).toEqual([]);
    expect((await eventsOf(id)).at(-1)).toBe('task:deleted');
  });
});

describe('tickets', () => {
  it('are in their lanes with the task itself', async () => {
    const { id, ticket } = await create();
    expect(await waitingTicket(id)).toEqual(ticket);
  });

  it('wait beside the lane while somebody has paused it, as Bull keeps them', async () => {
    const lane = new Bull(laneName('low'), fixture.url, { prefix: fixture.prefix });
    await lane.pause();
    const { id } = await tasks.create(newTask({ head: { ...newTask().head, priority: 'low' } }));
    expect(await lane.getPausedCount()).toBe(1);
    await lane.resume();
    expect(await lane.getWaiting()).toMatchObject([{ id: `${id}.1`, name: '__default__', data: {} }]);
    await lane.close();
  });

  it('are issued at the run time and not before', async () => {
    const runAtMs = clock.nowMs() + 60_000;
    const { id } = await create({ runAtMs });
    clock.advance(59_999);
    expect(await ticketWhenDue(id)).toBeUndefined();
    clock.advance(1);
    expect(await ticketWhenDue(id)).toEqual({ taskId: id, number: 1 });
  });
});
