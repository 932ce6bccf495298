import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { loadScript } from '@task-queue/redis';
import { loseTicket, ManualClock, openRedisFixture, waitingTickets, type RedisFixture } from '../../testing/index.js';
import { disagreements } from '../../testing/invariants/disagreements.js';
import { AttemptStore } from '../attempts/attempt-store.js';
import type { TaskState } from '../record/codec.js';
import { LUA_FILES } from './scripts.js';
import { TaskStore, type Ticket } from '../life/task-store.js';

let fixture: RedisFixture;
let clock: ManualClock;
let tasks: TaskStore;
let attempts: AttemptStore;
beforeEach(async () => {
  fixture = await openRedisFixture();
  clock = new ManualClock();
  tasks = new TaskStore(fixture.redis, clock, fixture.prefix);
  attempts = new AttemptStore(fixture.redis, clock, fixture.prefix, 'worker-1', 15_000);
});
afterEach(() => fixture.close());

const createdBy = { id: 'ann', username: 'ann', roles: ['user'] as const };
const head = { type: 'a.b', title: 't', priority: 'low', timeoutMs: 1_000, locale: 'en', requestId: 'r', createdBy } as const; // prettier-ignore

async function create(runAtMs: number | null = null): Promise<string> {
  return (await tasks.create({ head, params: '{}', maxRetries: 0, runAtMs, idempotency: null })).id;
}

/** Runs a script of another capability, which includes what it calls. */
async function run(lua: string, key: string, ...args: (string | number)[]): Promise<unknown> {
  const text = loadScript('other/other.lua', { ...LUA_FILES, 'other/other.lua': lua });
  return fixture.redis.eval(text, 1, `${fixture.prefix}:${key}`, fixture.prefix, clock.nowMs(), ...args);
}

async function ticketOf(id: string): Promise<number> {
  return (JSON.parse((await fixture.redis.hget(`${fixture.prefix}:t:${id}`, 's'))!) as TaskState).ticket;
}

const lane = (): Promise<Ticket[]> => waitingTickets(fixture, 'low');
const intact = (): Promise<string[]> => disagreements(fixture.redis, fixture.prefix);

const changeTask = (change: string): string => `--- @include "../lanes/places"
local task = loadTask(ARGV[3])
${change}
rewriteState(task)`;
const hold = (id: string): Promise<unknown> => run(changeTask("hold(task, 'test')"), `t:${id}`, id);
const release = (id: string): Promise<unknown> => run(changeTask('release(task)'), `t:${id}`, id);

describe('a held task', () => {
  test('gets no ticket, whoever looks, and does not begin with the one that it had', async () => {
    const ids = [await create(), await create(clock.nowMs() + 1_000), await create()] as const;
    for (const id of ids) {
      await hold(id);
    }
    await loseTicket(fixture, 'low', { taskId: ids[0], number: 1 });
    clock.advance(2_000);
    expect(await attempts.issueDueTickets(100)).toBe(0);
    await attempts.replaceMissingTickets(0, 100);
    expect(await lane()).toEqual([{ taskId: ids[2], number: 1 }]);
    expect(await attempts.start({ taskId: ids[2], number: 1 })).toBeNull();
    await run(changeTask('makeReady(task)'), `t:${ids[2]}`, ids[2]);
    expect(await lane()).toHaveLength(1);
    expect((await tasks.get(ids[0]))!.task.status).toBe('pending');
    expect(await ticketOf(ids[0])).toBe(1);
    expect(await intact()).toEqual([]);
  });

  test('that is released is ready, with a new ticket', async () => {
    const id = await create();
    await hold(id);
    await release(id);
    expect(await lane()).toEqual([1, 2].map((number) => ({ taskId: id, number })));
    expect(await attempts.start({ taskId: id, number: 1 })).toBeNull();
    expect(await attempts.start({ taskId: id, number: 2 })).toMatchObject({ number: 1 });
    expect(await intact()).toEqual([]);
  });

  test('that is released before its run time waits for it', async () => {
    const id = await create(clock.nowMs() + 60_000);
    await hold(id);
    await release(id);
    expect(await lane()).toEqual([]);
    clock.advance(60_000);
    await attempts.issueDueTickets(100);
    expect(await lane()).toEqual([{ taskId: id, number: 2 }]);
    expect(await intact()).toEqual([]);
  });

  test('can be cancelled, and is held no longer', async () => {
    const id = await create(clock.nowMs() + 60_000);
    await hold(id);
    expect(await tasks.cancel(id)).toMatchObject({ status: 'cancelled', runAt: null });
    expect(await intact()).toEqual([]);
  });
});

describe('another capability’s script', () => {
  test('creates a task and moves what it keeps itself on, in one step', async () => {
    const lua = `--- @include "../life/creation"
redis.call('HINCRBY', KEYS[1], 'next', 60000)
return createTask({ idTail = '7' .. ('0'):rep(19), head = ARGV[3], params = '{}', type = 'a.b', priority = 'low',
  owner = 'ann', maxRetries = 0, runAt = 0, facets = ARGV[4] }).id`;
    const terms = { words: ['t', 'a', 'b'], grams: [], isRepeating: false };
    const facets = JSON.stringify({ type: 'a.b', priority: 'low', owner: 'ann', terms });
    const id = (await run(lua, 'schedule', JSON.stringify(head), facets)) as string;
    expect(await fixture.redis.hgetall(`${fixture.prefix}:schedule`)).toEqual({ next: '60000' });
    expect((await tasks.get(id))!.task).toMatchObject({ type: 'a.b', status: 'pending' });
    expect(await attempts.start({ taskId: id, number: 1 })).toMatchObject({ taskId: id });
    await fixture.redis.del(`${fixture.prefix}:schedule`);
    expect(await intact()).toEqual([]);
  });

  test('ends an attempt as a worker does', async () => {
    const id = await create();
    await attempts.start({ taskId: id, number: 1 });
    const lua = `--- @include "../attempts/attempt-end"
endAttempt(loadRunning(ARGV[3], 1), { outcome = 'interrupted', status = 'pending' })`;
    await run(lua, `t:${id}`, id);
    expect((await tasks.get(id))!.task).toMatchObject({ status: 'pending', attempts: [{ outcome: 'interrupted' }] });
    expect(await attempts.start({ taskId: id, number: 2 })).toMatchObject({ number: 2 });
    expect(await intact()).toEqual([]);
  });
});
