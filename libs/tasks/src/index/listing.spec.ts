import { describe, expect, it } from '@jest/globals';
import { toStoreFilter } from './task-filter.js';
import { TaskStore } from '../life/task-store.js';
import { openRedisFixture } from '../../testing/index.js';
import { clock, create, fixture, HEAD, idsWith, newTask, owner, storesForAll, tasks } from '../../testing/stores.js';

storesForAll();

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
