import { setTimeout as elapsed } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { TaskFilter } from '@task-queue/contracts';
import { EventFollowers, EventLog } from '@task-queue/event-log';
import { RedisClock } from '@task-queue/redis';
import { fillTasks, openRedisFixture, type RedisFixture } from '../../testing/index.js';
import { inSnapshot, toStoreFilter, type StoreFilter } from '../index/task-filter.js';
import { TaskStore } from '../life/task-store.js';
import type { StoredTask } from '../record/codec.js';
import { TaskKeys } from '../record/keys.js';
import { scriptRunner, type RunScript } from '../scripts/scripts.js';
import { scanTasks } from '../sorting/scan.js';
import { sortedPage, type SortedList } from '../sorting/sorted-page.js';
import { FinishedFilling } from './finished-filling.js';
import { finishedKeeper } from './finished-keeper.js';
import { FinishedOrder } from './finished-order.js';
import { SpanGathering } from './span-gathering.js';

const COUNT = 1_300;

let fixture: RedisFixture;
let clock: RedisClock;
let store: TaskStore;
let followers: EventFollowers;
beforeAll(async () => {
  fixture = await openRedisFixture();
  const { redis, url, prefix } = fixture;
  await fillTasks(url, prefix, { count: COUNT, type: 'a', params: {}, to: 'mixed', isVaried: true });
  clock = new RedisClock(redis);
  await clock.start();
  store = new TaskStore(redis, clock, prefix);
  follow();
  await allIsRead();
}, 60_000);
afterAll(async () => {
  await followers.onModuleDestroy();
  clock.stop();
  await fixture.close();
});

/** Keeps the order from here on, as a process of the product does. */
function follow(): void {
  const { redis, prefix } = fixture;
  const log = new EventLog(redis, prefix);
  followers = new EventFollowers({ log, prefix, redis, onError: () => undefined });
  finishedKeeper(followers, redis, clock, prefix).onApplicationBootstrap();
}

const COUNTED = { offset: 0, limit: 0, countAll: true } as const;
const filterOf = (filter: TaskFilter): StoreFilter => toStoreFilter(filter, null)!;
const listOf = (filter: TaskFilter): SortedList => ({ store, filter: filterOf(filter), nowMs: clock.nowMs() });
const idsOf = (tasks: readonly StoredTask[]): string[] => tasks.map(({ task }) => task.id);

/** Resolves when all that happened was read. */
async function allIsRead(): Promise<void> {
  const { redis, prefix } = fixture;
  for (;;) {
    const { last } = await new EventLog(redis, prefix).state();
    if ((await redis.hget(`${prefix}:followers`, 'finished')) === last) {
      return;
    }
    await elapsed(20);
  }
}

/** Makes the order whole, as the duty does. */
async function filled(): Promise<void> {
  const { redis, prefix } = fixture;
  const order = new FinishedOrder(redis, new TaskKeys(prefix), scriptRunner(redis, clock, prefix));
  await new FinishedFilling(order).turn(async () => true);
}

/** Some failed tasks. */
async function failed(count: number): Promise<[StoredTask, StoredTask, StoredTask]> {
  const { items } = await store.list(filterOf({ status: ['failed'] }), { offset: 0, limit: count, countAll: false });
  return items as [StoredTask, StoredTask, StoredTask]; // as many as are asked for
}

/** All that matches, read one by one and sorted here. */
async function sortedHere(filter: TaskFilter, isDown: boolean): Promise<string[]> {
  const all: StoredTask[] = [];
  for await (const task of scanTasks(listOf(filter), '-createdAt', 0)) {
    all.push(task);
  }
  const finished = all.filter(({ task }) => task.finishedAt !== null);
  const msOf = ({ task }: StoredTask): number => Date.parse(task.finishedAt!);
  const order = (a: StoredTask, b: StoredTask): number => msOf(a) - msOf(b) || a.number - b.number;
  const sorted = finished.toSorted((a, b) => (isDown ? order(b, a) : order(a, b)));
  return idsOf([...sorted, ...all.filter(({ task }) => task.finishedAt === null)]);
}

async function scanned(filter: TaskFilter, isDown: boolean): Promise<string[]> {
  const ids: string[] = [];
  for await (const { task } of scanTasks(listOf(filter), isDown ? '-finishedAt' : 'finishedAt', 0)) {
    ids.push(task.id);
  }
  return ids;
}

describe('the order in which tasks finished', () => {
  test('is made of what finished before it was kept, and no span is told until it is', async () => {
    await expect(store.knowsFinished()).resolves.toBe(false);
    const [{ task }] = await failed(1);
    const asked = store.list(filterOf({ finishedFrom: task.finishedAt! }), COUNTED);
    await expect(asked).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    await expect(store.knowsFinished()).resolves.toBe(false);
    await filled();
    await expect(store.knowsFinished()).resolves.toBe(true);
  });

  test.each<TaskFilter>([{}, { status: ['completed'] }, { type: ['mail.send', 'orders.sync', 'reports.daily'] }])(
    'is that of pages and of scans, however many match (%j)',
    async (filter) => {
      for (const isDown of [true, false]) {
        const wanted = await sortedHere(filter, isDown);
        const sort = isDown ? '-finishedAt' : 'finishedAt';
        for (const page of [1, 2, Math.floor(wanted.length / 100), Math.ceil(wanted.length / 100)]) {
          const { items, total } = await sortedPage({ ...listOf(filter), mostSorted: 501 }, sort, page, 100);
          expect(total).toBe(wanted.length);
          expect(idsOf(items)).toEqual(wanted.slice((page - 1) * 100, page * 100));
        }
        expect(await scanned(filter, isDown)).toEqual(wanted);
      }
    },
  );

  test('follows what is retried, what finishes again, and what is deleted', async () => {
    const [retried, again, deleted] = await failed(3);
    await store.retryByHand(retried.task.id);
    await store.retryByHand(again.task.id);
    await store.cancel(again.task.id);
    await store.remove(deleted.task.id, deleted.task);
    await allIsRead();
    const { redis, prefix } = fixture;
    const finished = (await store.list(filterOf({ status: ['completed', 'failed', 'cancelled'] }), COUNTED)).total; // prettier-ignore
    expect(await redis.zcard(`${prefix}:finished`)).toBe(finished);
    const { items } = await sortedPage(listOf({}), '-finishedAt', 1, 1);
    expect(idsOf(items)).toEqual([again.task.id]);
    expect(await scanned({}, true)).toEqual(await sortedHere({}, true));
  });

  test('goes on where it was when the last task read finishes again, or is gone, between two parts', async () => {
    const { redis, prefix } = fixture;
    const key = `${prefix}:finished`;
    const scores = await redis.zrange(key, 0, -1, 'WITHSCORES');
    // Many in one millisecond.
    const sameMs = Number(scores[2 * 300 + 1]);
    const there = Array.from({ length: 600 }, (_, i) => scores.slice(600 + 2 * i, 602 + 2 * i) as [string, string]);
    await redis.zadd(key, ...there.flatMap(([member]) => [sameMs, member]));
    const order = await redis.zrange(key, 0, -1);
    for (const isDown of [true, false]) {
      const wanted = (isDown ? order.toReversed() : order).map(Number);
      const at = 500; // of those of one millisecond
      const cursor = wanted[at - 1]!;
      const member = String(cursor).padStart(12, '0');
      const rest = async (): Promise<number[]> => {
        const after = { number: cursor, atMs: sameMs };
        const part = await store.finishedPart(filterOf({}), { isDown, after, skip: 0, limit: 2_000 });
        return part.items.map(({ number }) => number);
      };
      expect(await rest()).toEqual(wanted.slice(at));
      await redis.zrem(key, member);
      expect(await rest()).toEqual(wanted.slice(at));
      await redis.zadd(key, clock.nowMs() + 60_000, member);
      expect(await rest()).toEqual(isDown ? wanted.slice(at) : [...wanted.slice(at), cursor]);
      await redis.zadd(key, sameMs, member);
    }
    await redis.zadd(key, ...there.flatMap(([member, ms]) => [ms, member]));
  });

  test('is made anew where the log was cut off before it was read', async () => {
    const { redis, prefix } = fixture;
    await followers.onModuleDestroy();
    const [{ task }] = await failed(1);
    await store.remove(task.id, task);
    await redis.xtrim(`${prefix}:events`, 'MAXLEN', 0);
    follow();
    await allIsRead();
    await expect(store.knowsFinished()).resolves.toBe(false);
    await filled();
    const { total } = await store.list(filterOf({ finishedFrom: new Date(0).toISOString() }), COUNTED);
    expect(await redis.zcard(`${prefix}:finished`)).toBe(total);
  });
});

describe('a span in which tasks finished', () => {
  test('has those that finished in it alone, with other filters, in counts, pages and snapshots', async () => {
    const all = await sortedHere({ status: ['completed', 'failed', 'cancelled'] }, false);
    const at = async (place: number): Promise<string> => (await store.get(all[place]!))!.task.finishedAt!;
    const [finishedFrom, finishedTo] = [await at(100), await at(800)];
    for (const filter of [{}, { status: ['completed' as const] }, { type: ['mail.send'] }, { q: 'report' }]) {
      const wanted = (await sortedHere(filter, true)).map(async (id) => (await store.get(id))!.task);
      const within = (await Promise.all(wanted)).filter(
        (task) => task.finishedAt !== null && task.finishedAt >= finishedFrom && task.finishedAt < finishedTo,
      );
      const storeFilter = filterOf({ ...filter, finishedFrom, finishedTo });
      const { total, items } = await store.list(storeFilter, { offset: 0, limit: 1_000, countAll: true });
      expect(total).toBe(within.length);
      expect(new Set(idsOf(items))).toEqual(new Set(within.map(({ id }) => id)));
      const token = JSON.stringify(filter);
      await store.snapshot(storeFilter, token);
      const { total: fixed } = await store.list(inSnapshot(storeFilter, null, token), COUNTED);
      expect(fixed).toBe(within.length);
    }
    const open = await store.list(filterOf({ finishedFrom }), COUNTED);
    expect(open.total).toBeGreaterThanOrEqual(all.length - 101);
  });
  test('is gathered once for all who ask for it at once, and one span at a time', async () => {
    const { redis, prefix } = fixture;
    const run = scriptRunner(redis, clock, prefix);
    let [asked, atOnce, mostAtOnce] = [0, 0, 0];
    const counting: RunScript = async (...script) => {
      asked += 1;
      mostAtOnce = Math.max(mostAtOnce, (atOnce += 1));
      return run(...script).finally(() => (atOnce -= 1));
    };
    const keys = new TaskKeys(prefix);
    const gathering = new SpanGathering(redis, keys, counting, new FinishedOrder(redis, keys, run));
    const [one, other] = [
      { fromMs: 1, beforeMs: 2 },
      { fromMs: 2, beforeMs: 3 },
    ];
    const tokens = await Promise.all([one, other, one, other, one].map((span) => gathering.token(span, clock.nowMs())));
    expect(new Set(tokens).size).toBe(2);
    expect([asked, mostAtOnce]).toEqual([2, 1]);
    await expect(gathering.token(one, clock.nowMs())).resolves.toBe(tokens[0]);
    expect(asked).toBe(2);
  });

  test('is gathered anew within a second while the order may lack some of its newest', async () => {
    const { redis, prefix } = fixture;
    const run = scriptRunner(redis, clock, prefix);
    const keys = new TaskKeys(prefix);
    const gathering = new SpanGathering(redis, keys, run, new FinishedOrder(redis, keys, run));
    const nowMs = clock.nowMs();
    const keptMs = async (agoMs: number): Promise<number> => {
      const span = { fromMs: 1, beforeMs: nowMs - agoMs };
      await gathering.token(span, nowMs);
      return redis.pttl(keys.finishedSpan(span.fromMs, span.beforeMs));
    };
    for (const agoMs of [-1_000, 0, 1_999]) {
      expect(await keptMs(agoMs)).toBeLessThanOrEqual(1_000);
    }
    expect(await keptMs(2_000)).toBeGreaterThan(1_000);
  });
});
