import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import type { EventCounts, LoginResponse, SubscribeAck, TaskDigest } from '@task-queue/contracts';
import { appendEvents } from '../../testing/append-events.js';
import { eventually } from '../../testing/eventually.js';
import { listen, type Client, type Listener } from '../../testing/live-listener.js';
import { startApi, type RunningApi } from '../../testing/start-api.js';

/** More than comes in full of tasks that nobody watches, however long the test takes. */
const MANY = 3_000;

let api: RunningApi;
let ann: LoginResponse;
let ben: LoginResponse;
let admin: LoginResponse;
const listeners: Listener[] = [];
beforeAll(async () => {
  api = await startApi();
  ann = await api.person('ann');
  ben = await api.person('ben');
  admin = await api.login('admin');
}, 60_000);
afterEach(() => listeners.splice(0).forEach(({ client }) => client.disconnect()));
afterAll(() => api.stop(), 60_000);

interface Digested extends Listener {
  readonly digests: readonly TaskDigest[];
  /** Resolves when so many events were told or counted. */
  untilAll(count: number): Promise<void>;
}

async function connect({ accessToken }: LoginResponse): Promise<Digested> {
  const listener = await listen(api.url, accessToken);
  listeners.push(listener);
  const digests: TaskDigest[] = [];
  listener.client.on('tasks:digest', (digest) => digests.push(digest));
  const untilAll = (count: number): Promise<void> =>
    eventually(() => listener.events.length + counted(digests) >= count, 60_000);
  return { ...listener, digests, untilAll };
}

const counted = (digests: readonly TaskDigest[], of: 'counts' | 'own' = 'counts'): number =>
  digests.flatMap((digest) => Object.values<number>(digest[of])).reduce((sum, count) => sum + count, 0);

const watch = (client: Client, taskIds: readonly unknown[]): Promise<unknown> =>
  client.timeout(5_000).emitWithAck('tasks:watch', { taskIds: taskIds as string[] });

describe('a subscription with a digest', () => {
  test('has what it watches in full, and of the rest no more than a person can follow, with the others counted', async () => {
    const [page, stream] = [await connect(admin), await connect(admin)];
    const [watched, other] = [randomUUID(), randomUUID()];
    expect(await watch(page.client, [watched])).toEqual({ ok: true });
    expect(await page.subscribe({ scope: 'all', digest: true })).toMatchObject({ ok: true, replayed: 0 });
    await stream.subscribe({ scope: 'all' });
    await appendEvents(api.fixture, { owner: ann.user, count: MANY, taskId: other });
    await appendEvents(api.fixture, { owner: ann.user, count: 200, taskId: watched });
    const last = await appendEvents(api.fixture, { owner: ann.user, count: MANY, taskId: other });
    await Promise.all([page.untilAll(2 * MANY + 200), stream.untilCount(2 * MANY + 200)]);
    const ofWatched = page.events.filter(({ taskId }) => taskId === watched);
    expect(ofWatched.map(({ version }) => version)).toEqual(Array.from({ length: 200 }, (_, i) => i + 1));
    const { events, digests } = page;
    expect(events.length + counted(digests)).toBe(2 * MANY + 200);
    expect(counted(digests)).toBeGreaterThan(MANY);
    expect(new Set(digests.flatMap(({ counts }) => Object.keys(counts)))).toEqual(new Set(['task:progress']));
    expect([...events, ...digests].map(({ cursor }) => cursor)).toContain(last);
    expect(counted(digests, 'own')).toBe(0);
  }, 60_000);

  test('counts what is one’s own apart, and nobody else’s', async () => {
    const [mine, others] = [await connect(ann), await connect(ben)];
    await Promise.all([mine, others].map((listener) => listener.subscribe({ digest: true })));
    await appendEvents(api.fixture, { owner: ann.user, count: MANY });
    await mine.untilAll(MANY);
    expect(mine.digests.every(({ own, counts }) => JSON.stringify(own) === JSON.stringify(counts))).toBe(true);
    expect(mine.events.length).toBeLessThan(MANY / 2);
    expect([others.events, others.digests]).toEqual([[], []]);
  }, 60_000);

  test('has what happened meanwhile told or counted when it is answered, and ends with the next one', async () => {
    const before = await connect(ann);
    const { cursor } = (await before.subscribe({ digest: true })) as { cursor: string };
    const witness = await connect(ann);
    await witness.subscribe();
    before.client.disconnect();
    const end = await appendEvents(api.fixture, { owner: ann.user, count: MANY });
    await witness.untilCount(MANY);
    const back = await connect(ann);
    const ack = (await back.subscribe({ digest: true, since: cursor })) as SubscribeAck & { replayed: number };
    expect(ack).toMatchObject({ ok: true, replayed: back.events.length });
    expect(back.events.length + counted(back.digests)).toBe(MANY);
    const [digest] = back.digests;
    expect(Date.parse(digest!.at)).toBeGreaterThanOrEqual(Date.parse(digest!.from));

    await back.subscribe({ since: end });
    const heard = back.events.length;
    await appendEvents(api.fixture, { owner: ann.user, count: 500 });
    await back.untilCount(heard + 500);
    expect(counted(back.digests)).toBe(MANY - heard);
  }, 60_000);

  test.each<[string, (page: Digested, watched: string) => Promise<string>]>([
    [
      'an event of a watched task',
      async (page, watched) => {
        await appendEvents(api.fixture, { owner: ann.user, count: 1, taskId: watched });
        await page.until('task:progress', watched);
        return page.events.at(-1)!.cursor;
      },
    ],
    [
      'a change of a lane',
      async ({ client }) => {
        const heard = new Promise<string>((resolve) => client.once('lane:changed', ({ cursor }) => resolve(cursor)));
        await api.request('PATCH', '/api/lanes/normal', { token: admin.accessToken, body: { slotsPerWorker: 3 } });
        return heard;
      },
    ],
  ])(
    'misses nothing, and counts all, where the connection breaks after %s',
    async (_what, next) => {
      const page = await connect(admin);
      const [watched, other] = [randomUUID(), randomUUID()];
      await watch(page.client, [watched]);
      const { cursor: start } = (await page.subscribe({ scope: 'all', digest: true })) as { cursor: string };
      await appendEvents(api.fixture, { owner: ann.user, count: MANY, taskId: other });
      const since = await next(page, watched);
      page.client.disconnect();
      const upToThere = await api.fixture.redis.xrange(`${api.fixture.prefix}:events`, `(${start}`, since);
      const before = upToThere.filter(([, fields]) => fields.includes(other)).length;
      const told = page.events.filter(({ taskId, version }) => taskId === other && version <= before);
      expect(told.length + counted(page.digests)).toBe(before);

      const back = await connect(admin);
      await watch(back.client, [watched]);
      await back.subscribe({ scope: 'all', digest: true, since });
      const toldAgain = back.events.filter(({ taskId }) => taskId === other);
      expect(toldAgain.length + counted(back.digests)).toBe(MANY - before);
    },
    60_000,
  );

  test('has its last digest before another one takes over', async () => {
    const [page, witness] = [await connect(ann), await connect(ann)];
    await page.subscribe({ digest: true });
    await witness.subscribe();
    await appendEvents(api.fixture, { owner: ann.user, count: MANY });
    await witness.untilCount(MANY);
    await page.subscribe();
    expect(page.events.length + counted(page.digests)).toBe(MANY);
  }, 60_000);

  test('tells a quiet day as it happens', async () => {
    const page = await connect(admin);
    await page.subscribe({ scope: 'all', digest: true });
    const { id } = await api.create(ann.accessToken, { type: 'demo.steps', params: { steps: 1, stepMs: 1 } });
    await page.until('task:completed', id);
    expect(page.digests).toEqual([]);
    const names: readonly (keyof EventCounts)[] = ['task:created', 'task:started', 'task:completed'];
    expect(page.events.map(({ name }) => name)).toEqual(expect.arrayContaining([...names]));
  });
});

test.each([
  ['a list', []],
  ['no list', { taskIds: 'a' }],
  ['a number among the ids', { taskIds: [5] }],
  ['more than a page shows', { taskIds: Array.from({ length: 301 }, () => 'a') }],
  ['another field', { taskIds: [], all: true }],
])('watching by %s is refused', async (_what, body) => {
  const { client } = await connect(ann);
  const answer: unknown = await client.timeout(5_000).emitWithAck('tasks:watch', body as never);
  expect(answer).toEqual({ ok: false, code: 'BAD_REQUEST' });
  expect(await client.timeout(5_000).emitWithAck('tasks:subscribe', { digest: 'yes' } as never)).toEqual({
    ok: false,
    code: 'BAD_REQUEST',
  });
});
