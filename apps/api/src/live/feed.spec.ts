import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import type { SubscribeRequest, Task } from '@task-queue/contracts';
import { io } from 'socket.io-client';
import { listen, openClient, type Client, type Listener } from '../../testing/live-listener.js';
import { startApi, type RunningApi } from '../../testing/start-api.js';

let api: RunningApi;
let ann: string;
let ben: string;
let admin: string;
const clients: Client[] = [];
beforeAll(async () => {
  api = await startApi();
  ann = (await api.person('ann')).accessToken;
  ben = (await api.person('ben')).accessToken;
  admin = (await api.login('admin')).accessToken;
}, 60_000);
afterEach(() => clients.splice(0).forEach((client) => client.disconnect()));
afterAll(() => api.stop(), 60_000);

async function connect(token: string): Promise<Listener> {
  const listener = await listen(api.url, token);
  clients.push(listener.client);
  return listener;
}

const steps = (token: string): Promise<Task> =>
  api.create(token, { type: 'demo.steps', params: { steps: 2, stepMs: 1 } });

describe('connecting', () => {
  test.each([
    ['no token', {}],
    ['a bad token', { token: 'abc' }],
    ['a token that is no text', { token: 5 }],
  ])('with %s is refused as UNAUTHORIZED', async (_name, auth) => {
    const client = openClient(api.url, auth);
    const error = await new Promise<Error>((resolve) => client.once('connect_error', resolve));
    client.disconnect();
    expect(error.message).toBe('UNAUTHORIZED');
  });
});

describe('a page of another site', () => {
  const openedFrom = async (url: string, token: string, origin: string): Promise<boolean> => {
    const options = { transports: ['websocket'], forceNew: true, reconnection: false };
    const client = io(`${url}/tasks`, { ...options, auth: { token }, extraHeaders: { origin } });
    const isOpen = await new Promise<boolean>((resolve) => {
      client.once('connect', () => resolve(true));
      client.once('connect_error', () => resolve(false));
    });
    client.disconnect();
    return isOpen;
  };

  test('opens no socket, ours and an allowed one do', async () => {
    expect(await openedFrom(api.url, ann, 'https://elsewhere.example')).toBe(false);
    expect(await openedFrom(api.url, ann, 'https://partner.example')).toBe(false);
    expect(await openedFrom(api.url, ann, api.url)).toBe(true);
    const open = await startApi({ CORS_ORIGINS: 'https://partner.example', REDIS_PREFIX: api.fixture.prefix });
    const { accessToken } = await open.login('admin');
    expect(await openedFrom(open.url, accessToken, 'https://partner.example')).toBe(true);
    expect(await openedFrom(open.url, accessToken, 'https://elsewhere.example')).toBe(false);
    expect(await openedFrom(open.url, accessToken, open.url)).toBe(true);
    await open.stop();
  });
});

describe('a subscription', () => {
  test("brings the creator every event of the task's life, in order, and nobody else any", async () => {
    const [mine, others] = await Promise.all([connect(ann), connect(ben)]);
    expect(await mine.subscribe()).toMatchObject({ ok: true, replayed: 0 });
    await others.subscribe();
    const { id } = await steps(ann);
    const theirs = await steps(ben);
    await Promise.all([mine.until('task:completed', id), others.until('task:completed', theirs.id)]);
    const names = mine.events.map(({ name }) => name);
    expect(names.filter((name) => name !== 'task:progress')).toEqual([
      'task:created',
      'task:started',
      'task:completed',
    ]);
    const versions = mine.events.map(({ version }) => version);
    expect(versions).toEqual([...versions].sort((a, b) => a - b));
    expect(new Set(mine.events.map(({ taskId }) => taskId))).toEqual(new Set([id]));
    expect(new Set(others.events.map(({ taskId }) => taskId))).toEqual(new Set([theirs.id]));
    expect(mine.events.at(-1)).toMatchObject({
      type: 'demo.steps',
      status: 'completed',
      progress: 100,
      createdBy: { username: 'ann' },
      cursor: expect.stringMatching(/^\d+-\d+$/),
    });
  });

  test('to all is for who may see everybody’s', async () => {
    const [user, administrator] = await Promise.all([connect(ann), connect(admin)]);
    expect(await user.subscribe({ scope: 'all' })).toEqual({ ok: false, code: 'FORBIDDEN' });
    expect(await administrator.subscribe({ scope: 'all' })).toMatchObject({ ok: true });
    for (const role of ['viewer', 'operator'] as const) {
      const { accessToken } = await api.person(`hearing-${role}`, role);
      expect(await (await connect(accessToken)).subscribe({ scope: 'all' })).toMatchObject({ ok: true });
    }
    const { id } = await steps(ben);
    await administrator.until('task:completed', id);
    expect(user.events).toEqual([]);
  });

  test('with a cursor first brings what was missed, once and in order, and only what is mine', async () => {
    const before = await connect(ann);
    const { cursor } = (await before.subscribe()) as { cursor: string };
    before.client.disconnect();
    const missed = await steps(ann);
    const notMine = await steps(ben);
    const witness = await connect(admin);
    await witness.subscribe({ scope: 'all', since: cursor });
    await Promise.all([witness.until('task:completed', missed.id), witness.until('task:completed', notMine.id)]);

    const back = await connect(ann);
    const { replayed, cursor: end } = (await back.subscribe({ since: cursor })) as { replayed: number; cursor: string };
    await back.until('task:completed', missed.id);
    expect(back.events).toHaveLength(replayed);
    expect(back.events.map(({ name }) => name).filter((name) => name !== 'task:progress')).toEqual([
      'task:created',
      'task:started',
      'task:completed',
    ]);
    expect(back.events.every(({ taskId }) => taskId === missed.id)).toBe(true);
    const next = await steps(ann);
    await back.until('task:completed', next.id);
    const again = await connect(ann);
    await again.subscribe({ since: end });
    await again.until('task:completed', next.id);
    expect(again.events.some(({ taskId }) => taskId === missed.id)).toBe(false);
  });

  test('whose cursor the log does not know says reset', async () => {
    const listener = await connect(ann);
    expect(await listener.subscribe({ since: '99999999999999-0' })).toMatchObject({ ok: true, reset: true });
  });

  test.each([
    [{ scope: 'everything' }, 'BAD_REQUEST'],
    ['mine', 'BAD_REQUEST'],
    [{ since: 'yesterday' }, 'INVALID_CURSOR'],
    [{ since: 5 }, 'INVALID_CURSOR'],
  ])('of %j is refused as %s', async (request, code) => {
    const listener = await connect(ann);
    expect(await listener.subscribe(request as SubscribeRequest)).toEqual({ ok: false, code });
  });

  test('ends with tasks:unsubscribe', async () => {
    const [left, stays] = await Promise.all([connect(ann), connect(ann)]);
    await Promise.all([left.subscribe(), stays.subscribe()]);
    expect(await left.client.timeout(3_000).emitWithAck('tasks:unsubscribe')).toEqual({ ok: true });
    const { id } = await steps(ann);
    await stays.until('task:completed', id);
    expect(left.events).toEqual([]);
  });
});
