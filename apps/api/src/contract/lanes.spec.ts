import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import {
  CONTROL_EVENTS,
  type ControlEventName,
  type LaneChangedEvent,
  type LaneState,
  type LaneStates,
  type PeopleOfLanes,
  type ProblemDetails,
  type Task,
  type TaskPage,
  type TaskPriority,
  type TaskWaiting,
  type TypeLimit,
  type TypeState,
  type TypeStates,
  type TypeChangedEvent,
} from '@task-queue/contracts';
import { IsString } from 'class-validator';
import { TaskHandler, type TaskContext } from '@task-queue/tasks';
import type { Answer } from '../../testing/answer.js';
import { eventually } from '../../testing/eventually.js';
import { listen, type Client } from '../../testing/live-listener.js';
import { startApi, type RunningApi } from '../../testing/start-api.js';

// Every answer is held to the OpenAPI document besides: see startApi.

class ShopParams {
  @IsString() readonly shop: string = 'a';
}

/** Goes on until it is told to end. */
@TaskHandler({
  type: 'test.shop',
  title: { zh: '店', en: 'Shop' },
  params: ShopParams,
  limits: [{ key: 'param:shop', concurrency: 5 }],
})
class ShopTask {
  run(_params: ShopParams, { signal }: TaskContext): Promise<never> {
    return new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error)));
  }
}

@TaskHandler({
  type: 'test.once',
  title: { zh: '一次', en: 'Once' },
  params: ShopParams,
  unique: { while: 'pending' },
})
class OnceTask {
  run(): void {}
}

let api: RunningApi;
let admin: string;
let ann: string;
beforeAll(async () => {
  api = await startApi({ WORKER_CONCURRENCY: 'high=2,normal=2,low=2' }, undefined, [ShopTask, OnceTask]);
  admin = (await api.login('admin')).accessToken;
  ann = (await api.person('ann')).accessToken;
});
afterAll(() => api.stop());

const call = <Body>(method: string, path: string, body?: unknown, token = admin): Promise<Answer<Body>> =>
  api.request<Body>(method, path, { token, ...(body === undefined ? {} : { body }) });
const lane = async (name: string): Promise<LaneState> =>
  (await call<LaneStates>('GET', '/api/lanes')).body.items.find((item) => item.lane === name)!;
const read = async (id: string): Promise<Task> => (await call<Task>('GET', `/api/tasks/${id}`)).body;
const waiting = async (id: string, token = ann): Promise<TaskWaiting> =>
  (await call<TaskWaiting>('GET', `/api/tasks/${id}/waiting`, undefined, token)).body;
const create = (shop: string, priority: TaskPriority, token = ann): Promise<Task> =>
  api.create(token, { type: 'test.shop', priority, params: { shop }, timeoutMs: 600_000 });
const begun = (id: string): Promise<unknown> => api.happened(id, /started/);

afterEach(async () => {
  for (const path of ['/api/lanes/high', '/api/lanes/normal', '/api/lanes/low', '/api/types/test.shop']) {
    await call('POST', `${path}/resume`);
  }
  await call('DELETE', '/api/types/test.shop/limits');
  await call('PATCH', '/api/lanes/normal', { slotsPerWorker: null });
  await eventually(async () => {
    const { items } = (await call<TaskPage>('GET', '/api/tasks?type=test.shop&status=pending,running')).body;
    for (const { id, status } of items) {
      await call('POST', `/api/tasks/${id}/${status === 'pending' ? 'cancel' : 'stop'}`);
    }
    const lanes = (await call<LaneStates>('GET', '/api/lanes')).body.items;
    return lanes.every((item) => item.waiting + item.running === 0);
  });
});

describe('a lane', () => {
  test('says what it has: slots, who waits, what runs, since when', async () => {
    const { status, body } = await call<LaneStates>('GET', '/api/lanes');
    expect(status).toBe(200);
    expect(body.items).toEqual(
      ['high', 'normal', 'low'].map((name) => ({
        lane: name,
        paused: false,
        pause: null,
        slotsPerWorker: null,
        slots: 2,
        waiting: 0,
        running: 0,
        oldestWaiting: null,
      })),
    );
    const tasks = [
      await create('a', 'high'),
      await create('b', 'high'),
      await create('c', 'high'),
      await create('d', 'high'),
    ];
    await begun(tasks[1]!.id);
    expect(await lane('high')).toMatchObject({ waiting: 2, running: 2, oldestWaiting: tasks[2]!.createdAt });
  });

  test('says who has most in it, for operators alone', async () => {
    const ben = (await api.person('ben')).accessToken;
    const tasks = [await create('a', 'high'), await create('a', 'high'), await create('a', 'high', ben)];
    await call('PUT', '/api/types/test.shop/limits', [{ key: 'param:shop', concurrency: 2 }]);
    tasks.push(await create('a', 'high', ben), await create('b', 'low', ben));
    await Promise.all([tasks[0]!, tasks[1]!, tasks[4]!].map(({ id }) => begun(id)));
    const named = (username: string): object => ({ owner: { id: expect.any(String), username } });
    const { status, body } = await call<PeopleOfLanes>('GET', '/api/lanes/people');
    expect(status).toBe(200);
    expect(body.items).toEqual([
      {
        lane: 'high',
        people: [
          { ...named('ann'), running: 2, waiting: 0 },
          { ...named('ben'), running: 0, waiting: 2 }, // one in line, one at the limit
        ],
      },
      { lane: 'normal', people: [] },
      { lane: 'low', people: [{ ...named('ben'), running: 1, waiting: 0 }] },
    ]);
    expect((await call('GET', '/api/lanes/people', undefined, ann)).status).toBe(403);
  });

  test('that is paused begins nothing, says who paused it and why, and goes on when it is resumed', async () => {
    const { status, body } = await call<LaneState>('POST', '/api/lanes/low/pause', { reason: '数据库维护' });
    expect(status).toBe(200);
    expect(body).toMatchObject({ lane: 'low', paused: true, pause: { by: { username: 'admin' }, reason: '数据库维护', until: null } }); // prettier-ignore
    const { id } = await create('a', 'low');
    const other = await create('b', 'normal');
    await begun(other.id);
    expect(await read(id)).toMatchObject({ status: 'pending' });
    expect(await waiting(id)).toEqual({
      reasons: [
        {
          code: 'PAUSED',
          params: { lane: 'low', reason: '数据库维护' },
          wayOut: '请管理员恢复，或等到暂停结束',
        },
      ],
      ahead: 0,
      eta: null,
    });
    expect((await call<LaneState>('POST', '/api/lanes/low/resume')).body).toMatchObject({ paused: false, pause: null });
    await begun(id);
    expect(await waiting(id)).toEqual({ reasons: [], ahead: 0, eta: null });
  });

  test('that is paused until a time goes on by itself', async () => {
    const until = new Date(Date.now() + 1_500).toISOString();
    const { body } = await call<LaneState>('POST', '/api/lanes/low/pause', { until });
    expect(body.pause).toMatchObject({ reason: null, until });
    const { id } = await create('a', 'low');
    expect((await waiting(id)).reasons).toMatchObject([{ code: 'PAUSED', until }]);
    await begun(id);
    expect(Date.parse((await read(id)).startedAt!)).toBeGreaterThanOrEqual(Date.parse(until));
    expect(await lane('low')).toMatchObject({ paused: false });
  });

  test('has other slots within a second: more at once, fewer as tasks end, and its own again', async () => {
    const { body } = await call<LaneState>('PATCH', '/api/lanes/normal', { slotsPerWorker: 3 });
    expect(body).toMatchObject({ slotsPerWorker: 3 });
    await eventually(async () => (await lane('normal')).slots === 3);
    const tasks = [await create('a', 'normal'), await create('b', 'normal'), await create('c', 'normal')];
    await Promise.all(tasks.map(({ id }) => begun(id)));
    await call('PATCH', '/api/lanes/normal', { slotsPerWorker: 1 });
    await eventually(async () => (await lane('normal')).slots === 1);
    expect(await lane('normal')).toMatchObject({ running: 3 });
    const later = await create('d', 'normal');
    await call('POST', `/api/tasks/${tasks[0]!.id}/stop`);
    await call('POST', `/api/tasks/${tasks[1]!.id}/stop`);
    await api.happened(tasks[1]!.id, /cancelled/);
    expect(await read(later.id)).toMatchObject({ status: 'pending' });
    await call('POST', `/api/tasks/${tasks[2]!.id}/stop`);
    await begun(later.id);
    await call('PATCH', '/api/lanes/normal', { slotsPerWorker: null });
    await eventually(async () => (await lane('normal')).slots === 2);
  });
});

describe('a type', () => {
  test('that is paused keeps its tasks waiting, in every lane, and no others', async () => {
    const { status, body } = await call<TypeState>('POST', '/api/types/test.shop/pause');
    expect(status).toBe(200);
    expect(body).toMatchObject({ type: 'test.shop', paused: true, pause: { reason: null, until: null } });
    const { id } = await create('a', 'normal');
    const other = await api.create(ann, { type: 'demo.steps', params: { steps: 1, stepMs: 1 } });
    await api.finished(ann, other.id);
    expect((await waiting(id)).reasons).toMatchObject([{ code: 'PAUSED', params: { type: 'test.shop' } }]);
    const { items } = (await call<TypeStates>('GET', '/api/types')).body;
    expect(items.filter(({ paused }) => paused).map(({ type }) => type)).toEqual(['test.shop']);
    await call('POST', '/api/types/test.shop/resume');
    await begun(id);
  });

  test('has the limits that its handler declares, then those that somebody sets, then the declared ones again', async () => {
    const path = '/api/types/test.shop/limits';
    const declared = [{ key: 'param:shop', concurrency: 5 }];
    expect((await call<TypeLimit[]>('GET', path)).body).toEqual(declared);
    const set = [{ key: 'param:shop', concurrency: 1 }, { key: 'owner', rate: { count: 100, perMs: 1_000 } }]; // prettier-ignore
    const { status, body } = await call<TypeLimit[]>('PUT', path, set);
    expect([status, body]).toEqual([200, set]);
    const stateOf = async (type: string): Promise<TypeState> =>
      (await call<TypeStates>('GET', '/api/types')).body.items.find((state) => state.type === type)!;
    expect(await stateOf('test.shop')).toMatchObject({ limits: set, limitsFrom: 'operator', declaredLimits: declared, unique: null }); // prettier-ignore
    expect(await stateOf('test.once')).toMatchObject({ limitsFrom: 'handler', declaredLimits: [], unique: { while: 'pending' } }); // prettier-ignore
    const [first, held, other] = [await create('a', 'high'), await create('a', 'high'), await create('b', 'high')];
    await begun(first.id);
    await begun(other.id);
    expect(await waiting(held.id)).toMatchObject({
      reasons: [{ code: 'LIMIT', params: { key: 'param:shop', concurrency: 1 } }],
    });
    await call('POST', `/api/tasks/${first.id}/stop`);
    await begun(held.id);
    expect((await call('DELETE', path)).status).toBe(204);
    expect((await call<TypeLimit[]>('GET', path)).body).toEqual(declared);
  });
});

describe('a change', () => {
  type Change = (LaneChangedEvent | TypeChangedEvent) & { readonly name: ControlEventName };

  /** What somebody is told of lanes and types, as soon as it is. */
  async function hear(
    token: string,
    since?: string,
  ): Promise<{ changes: Change[]; until(count: number): Promise<void> }> {
    const { client, subscribe } = await listen(api.url, token);
    const changes: Change[] = [];
    let look = (): void => undefined;
    for (const name of CONTROL_EVENTS) {
      client.on(name, (event: LaneChangedEvent | TypeChangedEvent) => {
        changes.push({ ...event, name });
        look();
      });
    }
    clients.push(client);
    await subscribe(since === undefined ? {} : { since });
    const until = (count: number): Promise<void> =>
      new Promise((resolve) => {
        look = () => (changes.length >= count ? resolve() : undefined);
        look();
      });
    return { changes, until };
  }
  const clients: Client[] = [];
  afterEach(() => clients.splice(0).forEach((client) => client.disconnect()));

  test('is told to who may see lanes, once, in order, also later by a cursor, and to nobody else', async () => {
    const operator = await hear(admin);
    const viewer = await hear((await api.person('viewing', 'viewer')).accessToken);
    const user = await hear(ann);
    const by = { id: expect.any(String), username: 'admin' };
    const limits = [{ key: 'owner', concurrency: 2 }];
    const pause = { by, at: expect.any(String), reason: '数据库维护', until: null };
    await call('POST', '/api/lanes/low/pause', { reason: '数据库维护' });
    await call('POST', '/api/lanes/low/resume');
    await call('POST', '/api/lanes/low/resume'); // changes nothing
    await call('PATCH', '/api/lanes/normal', { slotsPerWorker: 3 });
    await call('PUT', '/api/types/test.shop/limits', limits);
    await call('DELETE', '/api/types/test.shop/limits');
    await operator.until(5);
    const event = { cursor: expect.any(String), at: expect.any(String), by };
    const lowLane = { ...event, name: 'lane:changed', lane: 'low', slotsPerWorker: null };
    const shop = { ...event, name: 'type:changed', type: 'test.shop', paused: false, pause: null };
    expect(operator.changes).toEqual([
      { ...lowLane, paused: true, pause },
      { ...lowLane, paused: false, pause: null },
      { ...event, name: 'lane:changed', lane: 'normal', paused: false, pause: null, slotsPerWorker: 3 },
      { ...shop, limits },
      { ...shop, limits: [{ key: 'param:shop', concurrency: 5 }] },
    ]);
    await viewer.until(5);
    expect(viewer.changes).toEqual(operator.changes);
    const later = await hear(admin, operator.changes[0]!.cursor);
    expect(later.changes).toEqual(operator.changes.slice(1));
    expect(user.changes).toEqual([]);
    expect((await hear(ann, operator.changes[0]!.cursor)).changes).toEqual([]);
  });

  test('is that a pause ended by itself as well, without anybody’s doing', async () => {
    const operator = await hear(admin);
    const until = new Date(Date.now() + 700).toISOString();
    await call('POST', '/api/types/test.shop/pause', { until });
    await operator.until(2);
    expect(operator.changes).toMatchObject([
      { type: 'test.shop', paused: true, pause: { until } },
      { type: 'test.shop', paused: false, pause: null, by: null },
    ]);
  });
});

describe('bad input', () => {
  const shop = '/api/types/test.shop';
  test.each<[method: string, path: string, body: unknown, fields: string[]]>([
    ['POST', '/api/lanes/low/pause', { until: '2020-01-01T00:00:00Z' }, ['until']],
    ['POST', '/api/lanes/low/pause', { until: 'soon', reason: 7, more: 1 }, ['more', 'reason', 'until']],
    ['POST', '/api/lanes/low/pause', { reason: 'x'.repeat(501) }, ['reason']],
    ['PATCH', '/api/lanes/low', { slotsPerWorker: 0 }, ['slotsPerWorker']],
    ['PATCH', '/api/lanes/low', {}, ['slotsPerWorker']],
    ['PATCH', '/api/lanes/low', { slotsPerWorker: 1_001 }, ['slotsPerWorker']],
    ['PUT', `${shop}/limits`, { key: 'none', concurrency: 1 }, ['body']],
    ['PUT', `${shop}/limits`, [{ key: 'none' }], ['limits.0']],
    ['PUT', `${shop}/limits`, [{ key: 'shop', concurrency: 1 }], ['limits.0.key']],
    ['PUT', `${shop}/limits`, [{ key: 'param:other', concurrency: 1 }], ['limits.0.key']],
    ['PUT', `${shop}/limits`, [{ key: 'none', concurrency: 0, burst: 1 }], ['limits.0.burst', 'limits.0.concurrency']],
    ['PUT', `${shop}/limits`, [{ key: 'none', rate: { count: 1 } }], ['limits.0.rate.perMs']],
    ['PUT', `${shop}/limits`, [{ key: 'none', rate: 5 }], ['limits.0.rate']],
    ['PUT', `${shop}/limits`, [{ key: 'none', rate: { count: 1, perMs: 50 } }], ['limits.0.rate.perMs']],
    ['PUT', `${shop}/limits`, [{ key: 'none', concurrency: null, rate: null }], ['limits.0']],
    ['PUT', `${shop}/limits`, [{ key: 'none', concurrency: 1, rate: [] }], ['limits.0.rate']],
    ['PUT', `${shop}/limits`, [{ key: 'none', rate: [{ count: 1, perMs: 1_000 }] }], ['limits.0.rate']],
    ['PUT', `${shop}/limits`, [[{ key: 'none', concurrency: 1 }]], ['limits.0']],
    ['PUT', `${shop}/limits`, ['none'], ['limits.0']],
    [
      'PUT',
      `${shop}/limits`,
      [
        { key: 'none', concurrency: 1 },
        { key: 'none', concurrency: 2 },
      ],
      ['limits'],
    ],
    [
      'PUT',
      `${shop}/limits`,
      ['none', 'owner', 'param:shop', 'param:shop'].map((key) => ({ key, concurrency: 1 })),
      ['limits'],
    ],
  ])('%s %s with %j names every wrong field', async (method, path, body, fields) => {
    const answer = await call<ProblemDetails>(method, path, body);
    expect(answer.status).toBe(422);
    expect(answer.body.errors!.map(({ field }) => field).toSorted()).toEqual(fields);
  });

  test.each([
    ['POST', '/api/lanes/urgent/pause'],
    ['PATCH', '/api/lanes/urgent'],
    ['POST', '/api/types/no.such/pause'],
    ['GET', '/api/types/no.such/limits'],
    ['DELETE', '/api/types/__proto__/limits'],
  ])('%s %s is not found', async (method, path) => {
    const { status, body } = await call<ProblemDetails>(method, path, method === 'PATCH' ? { slotsPerWorker: 1 } : undefined); // prettier-ignore
    expect([status, body.code]).toEqual([404, 'NOT_FOUND']);
  });
});
