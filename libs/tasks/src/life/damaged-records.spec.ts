import { afterEach, beforeAll, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { ManualClock, openRedisFixture, type RedisFixture } from '../../testing/index.js';
import { disagreements } from '../../testing/invariants/disagreements.js';
import { AttemptStore } from '../attempts/attempt-store.js';
import type { TaskState } from '../record/codec.js';
import { toStoreFilter } from '../index/task-filter.js';
import { TaskStore } from './task-store.js';

let fixture: RedisFixture;
let tasks: TaskStore;
let attempts: AttemptStore;
let clock: ManualClock;
beforeAll(() => void Logger.overrideLogger(false));
beforeEach(async () => {
  fixture = await openRedisFixture();
  clock = new ManualClock();
  tasks = new TaskStore(fixture.redis, clock, fixture.prefix);
  attempts = new AttemptStore(fixture.redis, clock, fixture.prefix, 'worker', 15_000);
});
afterEach(() => fixture.close());

async function create(title: string, runAtMs: number | null = null): Promise<string> {
  const owner = { id: 'ann', username: 'ann', roles: ['user'] as const };
  const head = { type: 'a.b', title, priority: 'normal', createdBy: owner, timeoutMs: 1_000 } as const;
  const { id } = await tasks.create({
    head: { ...head, locale: 'en', requestId: 'r' },
    params: '{}',
    maxRetries: 1,
    runAtMs,
    idempotency: null,
  });
  return id;
}

async function listed(q?: string): Promise<{ ids: string[]; total: number }> {
  const filter = toStoreFilter(q === undefined ? {} : { q }, null)!;
  const { items, total } = await tasks.list(filter, { offset: 0, limit: 100, countAll: true });
  return { ids: items.map(({ task }) => task.id), total };
}

/** What was once enough to be read, as JSON. */
async function statusAndNumberOf(key: string): Promise<string> {
  const { status, number } = JSON.parse((await fixture.redis.hget(key, 's'))!) as TaskState;
  return JSON.stringify({ status, number });
}

const keyOf = (id: string): string => `${fixture.prefix}:t:${id}`;
const failure = { message: 'broken', code: 'HANDLER_ERROR', attempt: 1 } as const;

describe('a record that somebody', () => {
  test.each<[string, (key: string) => Promise<unknown>]>([
    ['deleted', (key) => fixture.redis.del(key)],
    ['wrote over', (key) => fixture.redis.hset(key, 's', 'no JSON')],
    ['wrote over with other JSON', (key) => fixture.redis.hset(key, 's', '[5]', 'h', 'null')],
    ['robbed of its state', (key) => fixture.redis.hdel(key, 's')],
    ['robbed of what is counted with', async (key) => fixture.redis.hset(key, 's', await statusAndNumberOf(key))],
    ['robbed of its head', (key) => fixture.redis.hdel(key, 'h')],
    ['gave a head of theirs', (key) => fixture.redis.hset(key, 'h', '{"type":"a.b"}')],
    ['replaced by a text', (key) => fixture.redis.set(key, 'a text')],
    ['replaced by a list', async (key) => fixture.redis.multi().del(key).rpush(key, 'x').exec()],
  ])('%s poisons no list and no sweep, and what is left of it goes by itself', async (_what, damage) => {
    const ids: string[] = [];
    for (let i = 0; i < 7; i += 1) {
      ids.push(await create(`report ${i}`, i === 4 ? clock.nowMs() + 60_000 : null));
    }
    await attempts.fail((await attempts.start({ taskId: ids[1]!, number: 1 }))!, failure);
    await attempts.start({ taskId: ids[2]!, number: 1 });
    await tasks.cancel(ids[3]!);
    const damaged = ids.slice(1, 5); // one failed, one running, one cancelled, one due later
    await Promise.all(damaged.map((id) => damage(keyOf(id))));

    const left = [ids[6]!, ids[5]!, ids[0]!];
    clock.advance(120_000);
    expect(await attempts.issueDueTickets(100)).toBe(1);
    expect(await attempts.replaceMissingTickets(0, 100)).toBe(0);
    expect((await attempts.lost(100)).map(({ type }) => type)).not.toContain('a.b');
    expect((await listed('report')).ids).toEqual(left);
    await tasks.mended();
    expect(await listed()).toEqual({ ids: left, total: 3 });
    expect(await listed('broken')).toEqual({ ids: [], total: 0 });
    expect(tasks.damagedCount).toBe(4);
    expect(await tasks.stats('ann')).toMatchObject({ total: 3, byType: { 'a.b': 3 } });
    expect((await tasks.stats(null)).byStatus).toMatchObject({ pending: 3, failed: 0, running: 0, cancelled: 0 });
    expect(await disagreements(fixture.redis, fixture.prefix, { damaged })).toEqual([]);
  });

  test.each<[string, (key: string) => Promise<unknown>]>([
    ['deleted', (key) => fixture.redis.del(key)],
    ['replaced by a text', (key) => fixture.redis.set(key, 'a text')],
  ])(
    'the record of numbers, %s, is put back from the ids: no task gets the number of another',
    async (_what, damage) => {
      const ids = [await create('a'), await create('b'), await create('c')];
      await damage(`${fixture.prefix}:meta`);
      expect((await listed()).ids).toEqual(ids.toReversed());
      await damage(`${fixture.prefix}:meta`);
      ids.push(await create('d'));
      expect((await listed()).ids).toEqual(ids.toReversed());
      expect(await disagreements(fixture.redis, fixture.prefix)).toEqual([]);
    },
  );

  test('deleted holds up no retention: it is left out, and the others are deleted', async () => {
    const ids = await Promise.all(['a', 'b', 'c'].map((title) => create(title)));
    for (const id of ids) {
      await tasks.cancel(id);
    }
    await fixture.redis.set(keyOf(ids[1]!), 'a text');
    const { tasks: old, lastNumber } = await tasks.oldest(toStoreFilter({ status: ['cancelled'] }, null)!, 0, 10);
    expect(old.map(({ id }) => id)).toEqual([ids[0], ids[2]]);
    expect(lastNumber).toBe(3);
    const removed = await tasks.removeFinished([...old, { id: ids[1]!, head: old[0]!.head }]);
    expect(removed).toEqual([ids[0], ids[2]]);
    await tasks.mended();
    expect(await disagreements(fixture.redis, fixture.prefix, { damaged: [ids[1]!] })).toEqual([]);
  });

  test('deleted goes when its owner asks for it, and not when somebody else does', async () => {
    const id = await create('gone');
    await fixture.redis.del(keyOf(id));
    expect(await tasks.repair(id, 'ben')).toBe(false);
    expect(await tasks.repair(id, 'ann')).toBe(true);
    expect(await tasks.repair(id, 'ann')).toBe(false); // it is nowhere by now
    expect(await tasks.repair(await create('there'), null)).toBe(false);
    expect((await listed()).total).toBe(1);
  });
});

describe('a task without', () => {
  test.each<[string, string, (id: string) => Promise<unknown>, object]>([
    ['an attempt', 'attempt 1', (id) => fixture.redis.hdel(keyOf(id), 'a1'), { attempts: [{ number: 2 }] }],
    ['a sound attempt', 'attempt 2', (id) => fixture.redis.hset(keyOf(id), 'a2', '{'), { attempts: [{ number: 1 }] }],
    ['its params', 'params', (id) => fixture.redis.hdel(keyOf(id), 'p'), { params: {} }],
    ['its result', 'result', (id) => fixture.redis.hset(keyOf(id), 'r', 'oh'), { result: null }],
    ['its log', 'log', (id) => fixture.redis.del(`${fixture.prefix}:log:${id}`), { log: [] }],
    ['a log that is one', 'log', (id) => fixture.redis.set(`${fixture.prefix}:log:${id}`, 'x'), { log: [] }],
    ['a line of its log', 'log', (id) => fixture.redis.hset(`${fixture.prefix}:log:${id}`, '2:1', 'x'), { log: [] }],
    ['its file’s facts', 'file', (id) => fixture.redis.hset(keyOf(id), 'f', '{"attempt":"x"}'), { artifact: null }],
  ])('%s is shown without it, told once, and can be deleted', async (_what, part, damage, shown) => {
    const warned = jest.spyOn(Logger.prototype, 'error').mockImplementation(() => undefined);
    const id = await create('in part');
    await attempts.retry((await attempts.start({ taskId: id, number: 1 }))!, failure, 0);
    const held = (await attempts.start({ taskId: id, number: 2 }))!;
    await attempts.progress(held, { percent: 1, text: null, logLines: ['{"line":"one"}'] });
    await attempts.complete(held, '{"ok":true}', null, { name: 'a', contentType: 'b', sizeBytes: 1, attempt: 2 });
    await damage(id);
    expect((await tasks.get(id))!.task).toMatchObject({ id, status: 'completed', ...shown });
    expect((await tasks.get(id))!.task).toMatchObject(shown);
    expect((await listed()).ids).toEqual([id]);
    expect(warned.mock.calls.flat()).toEqual([expect.stringContaining(`${id}: its ${part} is gone`)]);
    expect(tasks.damagedCount).toBe(1);
    expect(await tasks.removeFinished([{ id, head: { title: 'in part', type: 'a.b' } }])).toEqual([id]);
    expect(await disagreements(fixture.redis, fixture.prefix)).toEqual([]);
    warned.mockRestore();
  });

  test('the entry of its running attempt goes on: it ends, or is taken from a silent worker', async () => {
    const [ending, silent] = [await create('ends'), await create('silent')];
    const held = (await attempts.start({ taskId: ending, number: 1 }))!;
    await attempts.start({ taskId: silent, number: 1 });
    await fixture.redis.hdel(keyOf(ending), 'a1');
    await fixture.redis.hset(keyOf(silent), 'a1', 'oh');
    expect(await attempts.complete(held, '1', null, null)).toBe(true);
    clock.advance(20_000);
    expect(await attempts.recover([{ taskId: silent, number: 1, delayMs: 0 }])).toBe(1);
    expect((await tasks.get(ending))!.task).toMatchObject({
      status: 'completed',
      attempts: [{ outcome: 'completed' }],
    });
    expect((await tasks.get(silent))!.task).toMatchObject({ status: 'pending', attempts: [{ outcome: 'lost' }] });
  });

  test('a head that can be read fails when its turn comes, and holds nobody up', async () => {
    const id = await create('odd');
    await fixture.redis.hset(keyOf(id), 'h', 'oh');
    expect(await attempts.start({ taskId: id, number: 1 })).toBeNull();
    expect(JSON.parse((await fixture.redis.hget(keyOf(id), 's'))!)).toMatchObject({ status: 'failed' });
  });

  test('its error still tells that it failed', async () => {
    const id = await create('failed');
    await attempts.fail((await attempts.start({ taskId: id, number: 1 }))!, failure);
    await fixture.redis.hset(keyOf(id), 'e', 'oh', 'q', 'oh');
    expect((await tasks.get(id))!.task.error).toMatchObject({ code: 'HANDLER_ERROR', attempt: 1 });
    expect((await tasks.retryByHand(id)).status).toBe('pending');
    expect(await attempts.start({ taskId: id, number: 2 })).not.toBeNull();
  });
});

describe('a container of the index', () => {
  const posting = (name: string): string => `${fixture.prefix}:x:0:${name}`;

  test.each<[string, () => Promise<unknown>]>([
    ['of another type', () => fixture.redis.multi().del(posting('type:a.b')).hset(posting('type:a.b'), 'x', 1).exec()],
    ['with what is no number', () => fixture.redis.sadd(posting('type:a.b'), 'x')],
    ['with numbers that no task has', () => fixture.redis.sadd(posting('type:a.b'), 77, 131_071)],
    ['whose ids are lost', () => fixture.redis.del(`${fixture.prefix}:ids:0`)],
    ['with an intake of somebody else’s', () => fixture.redis.rpush(`${fixture.prefix}:intake`, 'x', '9:{}', '8:x')],
    ['with a due entry of somebody else’s', () => fixture.redis.zadd(`${fixture.prefix}:due`, 1, 'x')],
  ])('%s refuses no list, no create and no sweep', async (_what, damage) => {
    const before = await create('before');
    await listed(); // files what waits
    await damage();
    const after = await create('after');
    const filter = toStoreFilter({ type: ['a.b'] }, null)!;
    const { items } = await tasks.list(filter, { offset: 0, limit: 100, countAll: true });
    expect(items.map(({ task }) => task.id)).toContain(after);
    expect((await listed('after')).ids).toEqual([after]);
    expect(await attempts.issueDueTickets(10)).toBeLessThan(2);
    expect(await attempts.issueDueTickets(10)).toBe(0);
    expect(await attempts.replaceMissingTickets(0, 10)).toBe(0);
    expect((await tasks.cancel(after)).status).toBe('cancelled');
    await tasks.mended();
    expect((await tasks.get(before))!.task.status).toBe('pending');
  });
});
