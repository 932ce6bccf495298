import { setTimeout as elapsed } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { ManualClock, openRedisFixture, type RedisFixture } from '../../testing/index.js';
import { disagreements } from '../../testing/model/redis-invariants.js';
import { AttemptStore } from './attempt-store.js';
import { toStoreFilter } from './task-filter.js';
import { TaskStore } from './task-store.js';

let fixture: RedisFixture;
let tasks: TaskStore;
let attempts: AttemptStore;
let clock: ManualClock;
beforeEach(async () => {
  fixture = await openRedisFixture();
  clock = new ManualClock();
  tasks = new TaskStore(fixture.redis, clock, fixture.prefix);
  attempts = new AttemptStore(fixture.redis, clock, fixture.prefix, 'worker', 15_000);
});
afterEach(() => fixture.close());

async function create(title: string): Promise<string> {
  const owner = { id: 'ann', username: 'ann', roles: ['user'] as const };
  const head = { type: 'a.b', title, priority: 'normal', createdBy: owner, timeoutMs: 1_000 } as const;
  const { id } = await tasks.create({
    head: { ...head, locale: 'en', requestId: 'r' },
    params: '{}',
    maxRetries: 0,
    runAtMs: null,
    idempotency: null,
  });
  return id;
}

async function listed(q?: string): Promise<{ ids: string[]; total: number }> {
  const filter = toStoreFilter(q === undefined ? {} : { q }, null)!;
  const { items, total } = await tasks.list(filter, { offset: 0, limit: 100, countAll: true });
  return { ids: items.map(({ task }) => task.id), total };
}

/** Waits until no list meets it any more: the mending runs by itself. */
async function untilMended(left: number): Promise<void> {
  for (let tries = 0; (await listed()).total !== left; tries += 1) {
    expect(tries).toBeLessThan(500);
    await elapsed(20);
  }
}

test.each([
  ['deleted', (key: string) => fixture.redis.del(key)],
  ['written over', (key: string) => fixture.redis.hset(key, 's', 'no JSON')],
  ['without its state', (key: string) => fixture.redis.hdel(key, 's')],
])('a record %s by hand poisons no list, and what is left of it goes by itself', async (_what, damage) => {
  const ids: string[] = [];
  for (let i = 0; i < 6; i += 1) {
    ids.push(await create(`report ${i}`));
  }
  const failing = (await attempts.start({ taskId: ids[1]!, number: 1 }))!;
  await attempts.fail(failing, { message: 'broken', code: 'HANDLER_ERROR', attempt: 1 });
  await attempts.start({ taskId: ids[2]!, number: 1 });
  await tasks.cancel(ids[3]!);
  const damaged = ids.slice(1, 4);
  await Promise.all(damaged.map((id) => damage(`${fixture.prefix}:t:${id}`)));

  const left = [ids[5]!, ids[4]!, ids[0]!];
  expect((await listed()).ids).toEqual(left);
  expect((await listed('report')).ids).toEqual(left);
  expect(await attempts.replaceMissingTickets(0, 100)).toBe(0); // it goes on past them
  await untilMended(3);
  expect(await listed('report')).toEqual({ ids: left, total: 3 });
  expect(tasks.damagedCount).toBe(3);
  expect(await tasks.stats('ann')).toMatchObject({ total: 3, byType: { 'a.b': 3 } });
  expect((await tasks.stats(null)).byStatus).toMatchObject({ pending: 3, failed: 0, running: 0, cancelled: 0 });
  const found = await disagreements(fixture.redis, fixture.prefix);
  expect(found.filter((line) => /^(posting|count|log|lease)/.test(line))).toEqual([]);
});

test('a task whose log or attempt is gone, or is no log, is read without them', async () => {
  const id = await create('read');
  await attempts.start({ taskId: id, number: 1 });
  await fixture.redis.hdel(`${fixture.prefix}:t:${id}`, 'a1');
  await fixture.redis.set(`${fixture.prefix}:log:${id}`, 'no log');
  expect((await tasks.get(id))!.task).toMatchObject({ status: 'running', attempts: [], log: [] });
});
