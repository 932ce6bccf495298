import { beforeEach, describe, expect, test } from '@jest/globals';
import type { CreateTaskRequest, TaskUnique } from '@task-queue/contracts';
import {
  attempts,
  clock,
  create,
  eventsOf,
  FAILURE,
  fixture,
  HEAD,
  LEASE_MS,
  newTask,
  owner,
  read,
  recover,
  storesForAll,
  tasks,
  ticketWhenDue,
} from '../../testing/stores.js';
import { disagreements } from '../../testing/invariants/disagreements.js';
import { loseTicket } from '../../testing/index.js';
import { wantedLock, type WantedLock } from './once.js';

storesForAll();

/** A lock of its own for each test. */
let unique: WantedLock;
let debounce: WantedLock;
beforeEach(() => {
  const subject = { type: 'test.task', params: { a: 1 }, owner };
  unique = wantedLock({ type: 'test.task', unique: {} }, null, subject)!;
  debounce = wantedLock({ type: 'test.task', debounce: { delayMs: 1_000, maxDelayMs: 2_500 } }, null, subject)!;
});

const again = (once: WantedLock = unique, params = '{"a":1}') => tasks.create(newTask({ once, params, maxRetries: 0 }));
const locks = async (): Promise<number> => (await fixture.redis.keys(`${fixture.prefix}:once:*`)).length;

describe('a unique task', () => {
  test('is the answer while it is unfinished, and no longer', async () => {
    const { id, task } = await again();
    expect(task?.status).toBe('pending');
    expect(await again()).toEqual({ id, task: null, isDeduplicated: true });
    const started = await attempts.start({ taskId: id, number: 1 });
    expect(await again()).toMatchObject({ id, isDeduplicated: true });
    await attempts.complete(started!, '1', null, null);
    const next = await again();
    expect([next.isDeduplicated, next.id === id]).toEqual([false, false]);
    expect(await eventsOf(id)).toEqual(['task:created', 'task:started', 'task:completed']);
  });

  test('while pending is the answer until it begins', async () => {
    const pending = { ...unique, scope: 'pending' } as const;
    const { id } = await again(pending);
    expect((await again(pending)).id).toBe(id);
    await attempts.start({ taskId: id, number: 1 });
    const next = await again(pending);
    expect(next.isDeduplicated).toBe(false);
    expect((await again({ ...pending, scope: 'unfinished' })).id).toBe(next.id);
  });

  test('that runs is the answer to who asks for one that is unfinished, whatever it asked for itself', async () => {
    const { id } = await again({ ...unique, scope: 'pending' });
    await attempts.start({ taskId: id, number: 1 });
    expect(await again()).toMatchObject({ id, isDeduplicated: true });
  });

  test('is the answer for as long as it said', async () => {
    const { id } = await again({ ...unique, forMs: 1_000 });
    clock.advance(999);
    expect((await again()).id).toBe(id);
    clock.advance(1);
    expect((await again()).isDeduplicated).toBe(false);
  });

  test('is refused with the id of the other where that was asked for', async () => {
    const { id } = await again();
    const refused = tasks.create(newTask({ once: { ...unique, refuses: true } }));
    await expect(refused).rejects.toMatchObject({ code: 'TASK_DUPLICATE', members: { taskId: id } });
  });

  test.each<[string, (id: string) => Promise<unknown>]>([
    ['was cancelled', (id) => tasks.cancel(id)],
    [
      'failed',
      async (id) => attempts.fail((await attempts.start({ taskId: id, number: 1 }))!, { ...FAILURE, attempt: 1 }),
    ],
    [
      'was deleted',
      async (id) => {
        await tasks.cancel(id);
        await tasks.remove(id, HEAD);
      },
    ],
    [
      'was lost with its worker',
      async (id) => {
        await attempts.start({ taskId: id, number: 1 });
        clock.advance(LEASE_MS);
        await recover();
      },
    ],
    ['has lost its record', (id) => fixture.redis.del(`${fixture.prefix}:t:${id}`)],
    ['has a record that cannot be read', (id) => fixture.redis.hset(`${fixture.prefix}:t:${id}`, 's', 'no JSON')],
  ])('that %s keeps nobody', async (_what, end) => {
    const { id } = await again();
    await end(id);
    expect((await again()).isDeduplicated).toBe(false);
  });

  test('keeps nobody where somebody else wrote over its lock', async () => {
    await again();
    await fixture.redis.del(`${fixture.prefix}:once:${unique.lock}`);
    await fixture.redis.hset(`${fixture.prefix}:once:${unique.lock}`, 'a', 'b');
    expect((await again()).isDeduplicated).toBe(false);
  });

  test('leaves no lock behind when it is over, nor takes that of another', async () => {
    const before = await locks();
    const pending = { ...unique, scope: 'pending' } as const;
    const first = await again(pending);
    const started = await attempts.start({ taskId: first.id, number: 1 });
    const second = await again(pending);
    await attempts.complete(started!, '1', null, null);
    expect((await again(pending)).id).toBe(second.id);
    await tasks.cancel(second.id);
    expect(await locks()).toBe(before);
  });

  test('while pending is the answer again when it waits for its next attempt, unless another has begun to wait', async () => {
    const pending = { ...unique, scope: 'pending' } as const;
    const createRetried = () => tasks.create(newTask({ once: pending }));
    const first = await createRetried();
    const started = await attempts.start({ taskId: first.id, number: 1 });
    const second = await createRetried();
    await tasks.cancel(second.id); // with its lock
    await attempts.retry(started!, FAILURE, 60_000);
    expect(await createRetried()).toMatchObject({ id: first.id, isDeduplicated: true });
    clock.advance(60_000);
    const next = await attempts.start((await ticketWhenDue(first.id))!);
    const third = await createRetried();
    await attempts.interrupt(next!);
    expect(await createRetried()).toMatchObject({ id: third.id, isDeduplicated: true });
    await tasks.cancel(third.id);
    await tasks.cancel(first.id);
  });

  test('that failed is not retried by hand while there is another, and is the answer again afterwards', async () => {
    const fail = async (id: string) => attempts.fail((await attempts.start({ taskId: id, number: 1 }))!, FAILURE);
    const first = await again();
    await fail(first.id);
    const second = await again();
    await expect(tasks.retryByHand(first.id)).rejects.toMatchObject({
      code: 'TASK_DUPLICATE',
      members: { taskId: second.id },
    });
    expect((await read(first.id)).status).toBe('failed');
    await fail(second.id);
    await tasks.retryByHand(first.id);
    expect((await again()).id).toBe(first.id);
  });

  test('is found by an idempotency key before its lock is asked, and a key keeps the answer it had', async () => {
    const keyed = { key: `key-${owner}`, requestHash: 'h' };
    const first = await again();
    expect(await tasks.create(newTask({ once: unique, idempotency: keyed }))).toMatchObject({
      id: first.id,
      isDeduplicated: true,
    });
    await tasks.cancel(first.id);
    const refuses = { ...unique, refuses: true };
    await tasks.create(newTask({ once: refuses }));
    expect(await tasks.create(newTask({ once: refuses, idempotency: keyed }))).toMatchObject({
      id: first.id,
      isDeduplicated: false,
    });
  });
});

describe('a lock', () => {
  const lockOf = (unique: TaskUnique, params: unknown, type = 'a', of = 'ann'): string =>
    wantedLock({ type, unique }, null, { type, params, owner: of })!.lock;

  test('is that of the same params, in whatever order their fields come, type and owner', () => {
    const lock = lockOf({}, { a: 1, b: { c: [1, 2], d: null } });
    expect(lockOf({}, { b: { d: null, c: [1, 2] }, a: 1 })).toBe(lock);
    expect(lockOf({ by: ['owner', 'params', 'type'] }, { a: 1, b: { c: [1, 2], d: null } })).toBe(lock);
    const others = [
      lockOf({}, { a: 1, b: { c: [2, 1], d: null } }),
      lockOf({}, { a: 1, b: { c: [1, 2], d: null } }, 'b'),
      lockOf({}, { a: 1, b: { c: [1, 2], d: null } }, 'a', 'ben'),
    ];
    expect(new Set([lock, ...others]).size).toBe(4);
  });

  test('counts what it is told to count, and a key in place of the params', () => {
    expect(lockOf({ key: 'k' }, { a: 1 })).toBe(lockOf({ key: 'k' }, { a: 2 }));
    expect(lockOf({ key: 'k' }, {}, 'a')).not.toBe(lockOf({ key: 'k' }, {}, 'b'));
    expect(lockOf({ key: 'k', by: ['owner'] }, {}, 'a')).toBe(lockOf({ key: 'k', by: ['owner'] }, {}, 'b'));
    expect(lockOf({ key: 'k', by: ['params'] }, { a: 1 })).not.toBe(lockOf({ key: 'k', by: ['params'] }, { a: 2 }));
    expect(lockOf({ by: ['type'] }, { a: 1 })).toBe(lockOf({ by: ['type'] }, { a: 2 }));
    expect(lockOf({ by: ['type'] }, {}, 'a', 'ann')).not.toBe(lockOf({ by: ['type'] }, {}, 'a', 'ben'));
  });

  test('is of its type where the request says nothing, and none where it is to be debounced', () => {
    const subject = { type: 'a', params: {}, owner: 'ann' };
    const lock = (request: Partial<CreateTaskRequest>) =>
      wantedLock({ type: 'a', ...request }, { onConflict: 'reject' }, subject);
    expect(lock({})).toMatchObject({ scope: 'unfinished', refuses: true });
    expect(lock({ unique: { while: 'pending' } })).toEqual({ lock: lock({})!.lock, scope: 'pending' });
    expect(lock({ debounce: { delayMs: 1, maxDelayMs: 1 } })).toMatchObject({ scope: 'debounce', delayMs: 1 });
    expect(wantedLock({ type: 'a' }, null, subject)).toBeNull();
  });
});

describe('a debounced task', () => {
  const runAtMs = async (id: string): Promise<number> => Date.parse((await read(id)).runAt ?? '');

  test('begins when nobody has asked for it for a while, with the params of who asked last', async () => {
    const { id } = await again(debounce);
    expect(await runAtMs(id)).toBe(clock.nowMs() + 1_000);
    clock.advance(900);
    expect(await again(debounce, '{"a":2}')).toEqual({ id, task: null, isDeduplicated: true });
    expect(await read(id)).toMatchObject({ params: { a: 2 }, version: 2 });
    clock.advance(999);
    expect(await ticketWhenDue(id)).toBeUndefined();
    clock.advance(1);
    expect(await ticketWhenDue(id)).toBeDefined();
    expect(await eventsOf(id)).toEqual(['task:created', 'task:rescheduled']);
  });

  test('has the params of who asked first where that is wanted', async () => {
    const { id } = await again(debounce);
    clock.advance(10);
    await again({ ...debounce, takesParams: false }, '{"a":2}');
    expect((await read(id)).params).toEqual({ a: 1 });
  });

  test('never begins later than the first said, however often it is asked for', async () => {
    const { id } = await again(debounce);
    const latest = clock.nowMs() + 2_500;
    for (let i = 0; i < 4; i += 1) {
      clock.advance(600);
      await again(debounce);
    }
    expect(await runAtMs(id)).toBe(latest);
    clock.advance(100);
    const ticket = await ticketWhenDue(id);
    expect(ticket).toBeDefined();
    expect(await again(debounce)).toMatchObject({ id, isDeduplicated: true }); // it has not begun
    expect(await ticketWhenDue(id)).toEqual(ticket);
  });

  test('waits anew also where its ticket waits in the lane already', async () => {
    const { id } = await again(debounce);
    clock.advance(1_000);
    const ticket = await ticketWhenDue(id);
    await again(debounce);
    expect(await attempts.start(ticket!)).toBeNull();
    clock.advance(1_000);
    expect(await attempts.start((await ticketWhenDue(id))!)).not.toBeNull();
    await loseTicket(fixture, 'normal', ticket!); // the stale one
  });

  test('that has begun is left alone, and another is created', async () => {
    const { id } = await again(debounce);
    clock.advance(1_000);
    const started = await attempts.start((await ticketWhenDue(id))!);
    const next = await again(debounce);
    expect(next.isDeduplicated).toBe(false);
    await attempts.interrupt(started!);
    expect(await again(debounce)).toMatchObject({ id: next.id, isDeduplicated: true });
    await tasks.cancel(id);
  });

  test('that failed may be retried by hand beside another', async () => {
    const { id } = await again(debounce);
    clock.advance(1_000);
    await attempts.fail((await attempts.start((await ticketWhenDue(id))!))!, FAILURE);
    const other = await again(debounce);
    await tasks.retryByHand(id);
    expect((await again(debounce)).isDeduplicated).toBe(true);
    await tasks.cancel(other.id);
  });
});

test('a task without a lock leaves none, and what there is agrees', async () => {
  const before = await locks();
  await create();
  expect(await locks()).toBe(before);
  const found = await disagreements(fixture.redis, fixture.prefix);
  expect(found.filter((line) => /the lock|watched/.test(line))).toEqual([]);
});
