import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { TaskSort } from '@task-queue/contracts';
import { RedisClock } from '@task-queue/redis';
import { fillTasks, openRedisFixture, type RedisFixture } from '../../testing/index.js';
import { toStoreFilter } from '../index/task-filter.js';
import { TaskStore } from '../life/task-store.js';
import type { StoredTask } from '../record/codec.js';
import { scanTasks } from './scan.js';
import { sortedPage } from './sorted-page.js';

const FEW = 1_200;

let fixture: RedisFixture;
let clock: RedisClock;
let store: TaskStore;
beforeAll(async () => {
  fixture = await openRedisFixture();
  await fillTasks(fixture.url, fixture.prefix, { count: FEW, type: 'a', params: {}, to: 'mixed', isVaried: true });
  clock = new RedisClock(fixture.redis);
  await clock.start();
  store = new TaskStore(fixture.redis, clock, fixture.prefix);
}, 60_000);
afterAll(async () => {
  clock.stop();
  await fixture.close();
});

const sorted = (sort: Parameters<typeof sortedPage>[1], page: number, mostSorted?: number): ReturnType<typeof sortedPage> =>
  sortedPage({ store, filter: toStoreFilter({}, null)!, nowMs: clock.nowMs(), ...(mostSorted === undefined ? {} : { mostSorted }) }, sort, page, 500); // prettier-ignore

async function scanned(sort: TaskSort, before: number): Promise<readonly StoredTask[]> {
  const tasks: StoredTask[] = [];
  for await (const task of scanTasks({ store, filter: toStoreFilter({}, null)!, nowMs: clock.nowMs() }, sort, before)) {
    tasks.push(task);
  }
  return tasks;
}

test('every task is on one page of each order', async () => {
  for (const sort of ['createdAt', 'finishedAt', '-duration', 'waited', '-progress'] as const) {
    const pages = await Promise.all([1, 2, 3].map((page) => sorted(sort, page)));
    expect(pages.map(({ items, total }) => [items.length, total])).toEqual([
      [500, FEW],
      [500, FEW],
      [200, FEW],
    ]);
    expect(new Set(pages.flatMap(({ items }) => items.map(({ task }) => task.id))).size).toBe(FEW);
  }
});

test('a scan gives all that were created before a task, in each order', async () => {
  const { items } = await sorted('-createdAt', 1);
  const { number } = items[100]!;
  for (const sort of ['-createdAt', 'createdAt', '-finishedAt'] as const) {
    const all = await scanned(sort, 0);
    const paged = (await Promise.all([1, 2, 3].map((page) => sorted(sort, page)))).flatMap((part) => part.items);
    expect(all.map((one) => one.task.id)).toEqual(paged.map((one) => one.task.id));
    const older = await scanned(sort, number);
    expect(older.map((one) => one.number)).toEqual(all.map((one) => one.number).filter((each) => each < number));
  }
});

test('an order that no index has is refused where too many match, and the order of creation never', async () => {
  await expect(sorted('waited', 1, FEW - 1)).rejects.toMatchObject({ code: 'SORT_TOO_BROAD' });
  await expect(sorted('waited', 1, FEW)).resolves.toMatchObject({ total: FEW });
  await expect(sorted('createdAt', 1, 1)).resolves.toMatchObject({ total: FEW });
});
