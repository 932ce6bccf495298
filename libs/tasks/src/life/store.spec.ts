import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import Bull from 'bull';
import { ManualClock, openRedisFixture, waitingTickets, type RedisFixture } from '../../testing/index.js';
import { laneName } from '../lanes/task-queue.js';
import { AttemptStore } from '../attempts/attempt-store.js';
import { toStoreFilter } from '../index/task-filter.js';
import { TaskStore, type NewTask, type Ticket } from './task-store.js';

const LEASE_MS = 15_000;
let fixture: RedisFixture;
let clock: ManualClock;
let tasks: TaskStore;
let attempts: AttemptStore;
let owner: string;
let owners = 0;

beforeAll(async () => {
  fixture = await openRedisFixture();
  clock = new ManualClock();
  tasks = new TaskStore(fixture.redis, clock, fixture.prefix);
  attempts = new AttemptStore(fixture.redis, clock, fixture.prefix, 'worker-1', LEASE_MS);
});
beforeEach(() => {
  owner = `owner-${(owners += 1)}`;
});
afterAll(() => fixture.close());

function newTask(overrides: Partial<NewTask> = {}, type = 'test.task'): NewTask {
  return {
    head: {
      type,
      title: '测试',
      priority: 'normal',
      createdBy: { id: owner, username: owner, roles: ['user'] },
      timeoutMs: 1_000,
      locale: 'zh-CN',
      requestId: 'r1',
    },
    params: '{"a":1}',
    maxRetries: 2,
    runAtMs: null,
    idempotency: null,
    ...overrides,
  };
}

async function create(overrides: Partial<NewTask> = {}): Promise<{ id: string; ticket: Ticket }> {
  const { id } = await tasks.create(newTask(overrides));
  return { id, ticket: { taskId: id, number: 1 } };
}

async function createStarted(overrides: Partial<NewTask> = {}) {
  const { id, ticket } = await create(overrides);
  const started = await attempts.start(ticket);
  return { id, started: started! };
}

/** The newest ticket of a task that waits in its lane. */
async function waitingTicket(id: string): Promise<Ticket | undefined> {
  return (await waitingTickets(fixture, 'normal')).findLast(({ taskId }) => taskId === id);
}

/** The same, once the sweep has looked for tasks whose time has come. */
async function ticketWhenDue(id: string): Promise<Ticket | undefined> {
  await attempts.issueDueTickets(100);
  return waitingTicket(id);
}

async function read(id: string) {
  return (await tasks.get(id))!.task;
}

async function idsWith(filter: Parameters<typeof toStoreFilter>[0]): Promise<string[]> {
  const window = { offset: 0, limit: 100, countAll: true };
  const { items, total } = await tasks.list(toStoreFilter(filter, owner)!, window);
  expect(total).toBe(items.length);
  return items.map(({ task }) => task.id);
}

/** Takes what silent workers hold. */
async function recover(): Promise<number> {
  return attempts.recover((await attempts.lost(100)).map((attempt) => ({ ...attempt, delayMs: 0 })));
}

async function eventsOf(id: string): Promise<string[]> {
  const entries = await fixture.redis.xrange(`${fixture.prefix}:events`, '-', '+');
  return entries.filter(([, fields]) => fields[3] === id).map(([, fields]) => fields[1]!);
}

const HEAD = { title: '测试', type: 'test.task' };
const FAILURE = { message: 'boom', code: 'HANDLER_ERROR', attempt: 1 } as const;

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
    expect(await attempts.renew([started])).toEqual([{ taskId: id, number: 1 }]);
    expect(await read(id)).toEqual(before);
  });
});

describe('leases', () => {
  it('are kept by renewing them', async () => {
    const { id, started } = await createStarted();
    clock.advance(LEASE_MS - 1);
    expect(await attempts.renew([started])).toEqual([]);
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

describe('the intake', () => {
  const LIMIT = 64;
  const waiting = (): Promise<number> => fixture.redis.llen(`${fixture.prefix}:intake`);

  it('is filed when it is full, and when somebody reads, so that no list ever lacks the newest', async () => {
    await idsWith({});
    const ids: string[] = [];
    for (let i = 1; i <= LIMIT + 3; i += 1) {
      ids.unshift((await create()).id);
      expect(await waiting()).toBe(i % LIMIT);
    }
    expect(await idsWith({ q: '测试', priority: ['normal'] })).toEqual(ids);
    expect(await waiting()).toBe(0);
    expect(await idsWith({ type: ['test.task'] })).toEqual(ids);
  });

  it('leaves nothing of a task that is deleted while it waits', async () => {
    const { id } = await create();
    await tasks.cancel(id);
    expect(await waiting()).toBe(1);
    await tasks.remove(id, HEAD);
    expect(await waiting()).toBe(0);
    expect(await idsWith({ q: '测试' })).toEqual([]);
  });
});

describe('a segment whose tasks are all deleted', () => {
  it('is forgotten, and times and ids around it are found as before', async () => {
    const place = await openRedisFixture();
    const store = new TaskStore(place.redis, clock, place.prefix);
    await place.redis.hset(`${place.prefix}:meta`, 'number', 131_072 - 2);
    const created: { id: string; at: string }[] = [];
    for (let i = 0; i < 3; i += 1) {
      clock.advance(1_000);
      created.push({ id: (await store.create(newTask())).id, at: new Date(clock.nowMs()).toISOString() });
    }
    await place.redis.hset(`${place.prefix}:meta`, 'number', 2 * 131_072 - 1);
    clock.advance(1_000);
    const { id: newest } = await store.create(newTask());
    const [oldest, ...middle] = created; // one in segment 0, two in segment 1, one in segment 2
    const found = async (filter: Parameters<typeof toStoreFilter>[0]): Promise<string[]> => {
      const { items } = await store.list(toStoreFilter(filter, null)!, { offset: 0, limit: 10, countAll: true });
      return items.map(({ task }) => task.id);
    };
    expect(await found({})).toEqual([newest, ...middle.map(({ id }) => id).reverse(), oldest!.id]);
    for (const { id } of middle) {
      await store.cancel(id);
      await store.remove(id, HEAD);
    }
    expect(await place.redis.keys(`${place.prefix}:ids:*`)).toHaveLength(2);
    expect(await place.redis.keys(`${place.prefix}:x:1:*`)).toEqual([]);
    expect(await found({ createdFrom: oldest!.at })).toEqual([newest, oldest!.id]);
    expect(await found({ createdFrom: middle[0]!.at })).toEqual([newest]);
    expect(await found({ createdTo: middle[1]!.at })).toEqual([oldest!.id]);
    for (const { id } of middle) {
      expect(await found({ q: id })).toEqual([]);
    }
    expect(await found({ q: oldest!.id })).toEqual([oldest!.id]);
    expect(await found({ q: newest })).toEqual([newest]);
    await place.close();
  });
});

describe('list', () => {
  it('pages newest first with an exact total, through sets and bitmaps alike', async () => {
    const created = await Promise.all(Array.from({ length: 1_200 }, () => create())); // one connection: in this order
    const ids = created.map(({ id }) => id).reverse();
    const filter = toStoreFilter({ status: ['pending', 'cancelled'] }, owner)!;
    for (const offset of [0, 37, 600, 1_190]) {
      const { items, total } = await tasks.list(filter, { offset, limit: 20, countAll: true });
      expect(total).toBe(1_200);
      expect(items.map(({ task }) => task.id)).toEqual(ids.slice(offset, offset + 20));
    }
    await tasks.cancel(ids[600]!);
    expect(await idsWith({ status: ['cancelled'] })).toEqual([ids[600]]);
    const { total } = await tasks.list(filter, { offset: 5_000, limit: 20, countAll: true });
    expect(total).toBe(1_200);
    const stats = await tasks.stats(owner);
    expect(stats).toMatchObject({
      total: 1_200,
      byStatus: { pending: 1_199, cancelled: 1 },
      byType: { 'test.task': 1_200 },
    });
  });

  it('narrows by creation time to the millisecond', async () => {
    clock.advance(1_000);
    await create();
    clock.advance(1_000);
    const from = new Date(clock.nowMs()).toISOString();
    const { id } = await create();
    clock.advance(1_000);
    const to = new Date(clock.nowMs()).toISOString();
    await create();
    expect(await idsWith({ createdFrom: from, createdTo: to })).toEqual([id]);
  });

  it('shows nobody the tasks of somebody else', async () => {
    await create();
    expect(toStoreFilter({ createdBy: 'somebody else' }, owner)).toBeNull();
    const stranger = toStoreFilter({}, 'a stranger')!;
    expect(await tasks.list(stranger, { offset: 0, limit: 10, countAll: true })).toMatchObject({ total: 0, items: [] });
  });
});

describe('search', () => {
  async function titled(title: string, type = 'test.task'): Promise<string> {
    const task = newTask({}, type);
    return (await tasks.create({ ...task, head: { ...task.head, title } })).id;
  }

  it('finds words of title and type by their beginnings, whatever their case or width', async () => {
    const id = await titled('Quarterly Report（２０２６）', 'reports.quarterly-sales');
    await titled('something else');
    for (const q of [
      'quarterly',
      'REPORT 2026',
      'sal',
      'reports.quarterly-sales',
      'report, quarterly!',
      'qua rep sal 2026',
    ]) {
      expect([q, await idsWith({ q })]).toEqual([q, [id]]);
    }
    expect(await idsWith({ q: 'quarterly missing' })).toEqual([]);
    expect(await idsWith({ q: 'uarterly' })).toEqual([]);
  });

  it('finds Chinese substrings, of one character and of many, beside other words', async () => {
    const id = await titled('十一月订单批量导出 CSV');
    await titled('订单汇总');
    for (const q of ['导', '批量', '订单批', '订单批量导出', '导出 csv', '月订', '十一月订单批量导出']) {
      expect([q, await idsWith({ q })]).toEqual([q, [id]]);
    }
    expect(await idsWith({ q: '出导' })).toEqual([]);
    expect(await idsWith({ q: '订单' })).toHaveLength(2);
  });

  it('finds only real substrings, also where every three characters of the query are somewhere', async () => {
    const real = await titled('重做：甲乙丙丁');
    await titled('甲乙丙，乙丙丁');
    await titled('甲乙丙丙乙丙丁');
    const stuttering = await titled('哈哈哈哈哈');
    await titled('哈哈哈');
    expect(await idsWith({ q: '甲乙丙丁' })).toEqual([real]);
    expect(await idsWith({ q: '哈哈哈哈' })).toEqual([stuttering]);
    const { id, started } = await createStarted();
    await attempts.retry(started, { ...FAILURE, message: '甲乙丙，甲乙丙丁' }, 0);
    expect(await idsWith({ q: '甲乙丙丁' })).toEqual([id, real]);
    expect(await idsWith({ q: '甲乙丙甲' })).toEqual([]);
  });

  it('finds a long word by any beginning of it, and tells longer ones from those that end', async () => {
    const word = 'internationalizationx';
    const long = await titled(word);
    for (let length = 3; length <= word.length; length += 1) {
      expect([length, await idsWith({ q: word.slice(0, length) })]).toEqual([length, [long]]);
    }
    const [ends, goesOn] = [await titled('y'.repeat(40)), await titled('y'.repeat(45))];
    expect(await idsWith({ q: 'y'.repeat(39) })).toEqual([goesOn, ends]);
    expect(await idsWith({ q: 'y'.repeat(40) })).toEqual([goesOn, ends]);
    expect(await idsWith({ q: 'y'.repeat(45) })).toEqual([goesOn]);
    expect(await idsWith({ q: 'y'.repeat(41) })).toEqual([goesOn]); // the rest of it is not kept
    for (const [id, title] of [
      [long, word],
      [ends, 'y'.repeat(40)],
      [goesOn, 'y'.repeat(45)],
    ] as const) {
      await fixture.redis.del(`${fixture.prefix}:x:0:term:${title.slice(0, 20)}`); // as if it was indexed by less
      await tasks.cancel(id);
      await tasks.remove(id, { title, type: 'test.task' });
    }
    expect(await fixture.redis.keys(`${fixture.prefix}:x:*:term:[iy][ny][ty]*`)).toEqual([]);
  });

  it('does not take half a substring from the title and half from the error', async () => {
    const { started } = await createStarted({ head: { ...newTask().head, title: '子丑寅' } });
    await attempts.fail(started, { ...FAILURE, message: '丑寅卯' });
    expect(await idsWith({ q: '子丑寅卯' })).toEqual([]);
  });

  it('finds only real substrings through bitmaps as well', async () => {
    const titles = ['春夏秋冬', '春夏秋，夏秋冬', '春夏秋秋冬'];
    await Promise.all(Array.from({ length: 1_800 }, (_, i) => titled(titles[i % 3]!)));
    const { total } = await tasks.list(toStoreFilter({ q: '春夏秋冬' }, owner)!, {
      offset: 0,
      limit: 0,
      countAll: true,
    });
    expect(total).toBe(600);
  });

  it('finds an id, or its beginning of four digits and more, with or without hyphens', async () => {
    clock.advance(60_000);
    const id = await titled('one');
    clock.advance(200_000);
    const other = await titled('two');
    for (const length of [8, 9, 11, 13, 14, 18, 24, 36]) {
      expect([length, await idsWith({ q: id.slice(0, length) })]).toEqual([length, [id]]);
      const digits = id.slice(0, length).replaceAll('-', '');
      expect([digits, await idsWith({ q: digits })]).toEqual([digits, [id]]);
    }
    for (const length of [4, 5, 6]) {
      expect([length, await idsWith({ q: id.slice(0, length) })]).toEqual([length, [other, id]]);
    }
    expect(await idsWith({ q: other.toUpperCase() })).toEqual([other]);
    expect(await idsWith({ q: `two ${other}` })).toEqual([other]);
    expect(await idsWith({ q: `one ${other}` })).toEqual([]);
    expect(await idsWith({ q: `${id.slice(0, 35)}${id.endsWith('0') ? '1' : '0'}` })).toEqual([]);
  });

  it('finds both the tasks whose id begins like the query and those that have it as a word', async () => {
    clock.advance(60_000);
    const id = await titled('one');
    clock.advance(200_000);
    const naming = await titled(`again ${id}`);
    for (const q of [id.slice(0, 8), id, id.slice(0, 18)]) {
      expect([q, await idsWith({ q })]).toEqual([q, [naming, id]]);
    }
  });

  it('tells the ids of one millisecond apart', async () => {
    const ids = await Promise.all(Array.from({ length: 50 }, (_, i) => titled(`burst ${i}`)));
    for (const id of ids.slice(0, 5)) {
      expect(await idsWith({ q: id })).toEqual([id]);
      const alike = ids.filter((one) => one.startsWith(id.slice(0, 16)));
      expect(new Set(await idsWith({ q: id.slice(0, 16) }))).toEqual(new Set(alike));
    }
  });

  it('finds the text of the latest error, as long as it is the latest', async () => {
    const { id, started } = await createStarted();
    await attempts.retry(started, { ...FAILURE, message: '磁盘已满 ENOSPC' }, 0);
    expect(await idsWith({ q: '磁盘 enospc' })).toEqual([id]);
    const second = (await attempts.start({ taskId: id, number: 2 }))!;
    await attempts.fail(second, { ...FAILURE, message: 'Connection refused' });
    expect(await idsWith({ q: '磁盘' })).toEqual([]);
    expect(await idsWith({ q: 'refused', status: ['failed'] })).toEqual([id]);
    await tasks.retryByHand(id);
    const third = (await attempts.start((await waitingTicket(id))!))!;
    await attempts.complete(third, 'null', null, null);
    expect(await idsWith({ q: 'refused' })).toEqual([]);
  });

  it('combines with every filter and leaves nothing of a deleted task', async () => {
    const id = await titled('rare unicorn');
    expect(await idsWith({ q: 'unicorn', status: ['completed'] })).toEqual([]);
    expect(await idsWith({ q: 'unicorn', priority: ['normal'], type: ['test.task'] })).toEqual([id]);
    await tasks.cancel(id);
    await tasks.remove(id, { title: 'rare unicorn', type: 'test.task' });
    expect(await idsWith({ q: 'unicorn' })).toEqual([]);
    expect(await fixture.redis.keys(`${fixture.prefix}:x:*:unicorn`)).toEqual([]);
  });

  it('for nothing but punctuation finds nothing, and for blanks is no filter', () => {
    expect(toStoreFilter({ q: '?!' }, owner)).toBeNull();
    expect(toStoreFilter({ q: '   ' }, owner)).toEqual(toStoreFilter({}, owner));
  });
});
