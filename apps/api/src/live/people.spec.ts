import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { eventually } from '../../testing/eventually.js';
import { connected, listen, openClient } from '../../testing/live-listener.js';
import { startApi, type RunningApi } from '../../testing/start-api.js';

/** Well under the interval in which sockets are looked at without being told, 3 s. */
const AT_ONCE_MS = 1_500;

/** Nodes of one installation share it. */
const SECRET = '9rV2kq-Lw7Zt_x0BfJc4mYhNs8Gd3PuE';

let node: RunningApi;
let other: RunningApi;
let admin: string;
beforeAll(async () => {
  node = await startApi({ JWT_SECRET: SECRET });
  other = await startApi({ JWT_SECRET: SECRET, REDIS_PREFIX: node.fixture.prefix });
  admin = (await node.login('admin')).accessToken;
});
afterAll(async () => {
  await other.stop();
  await node.stop();
});

/** A connection as a client of one's own may drive it: Engine.IO 4, Socket.IO 5. */
async function openConnection(url: string): Promise<{ socket: WebSocket; said: string[]; ended: Promise<void> }> {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/socket.io/?EIO=4&transport=websocket`);
  const said: string[] = [];
  socket.addEventListener('message', ({ data }) => {
    said.push(String(data));
    if (data === '2') {
      socket.send('3');
    }
  });
  const ended = new Promise<void>((resolve) => socket.addEventListener('close', () => resolve()));
  await once(socket as unknown as EventTarget, 'open');
  return { socket, said, ended };
}

async function join(url: string, token: string): Promise<Awaited<ReturnType<typeof openConnection>>> {
  const connection = await openConnection(url);
  connection.socket.send(`40/tasks,${JSON.stringify({ token })}`);
  await eventually(() => connection.said.some((text) => text.startsWith('40/tasks,')));
  return connection;
}

describe('a connection', () => {
  test('ends with its last socket', async () => {
    const { accessToken } = await node.person('leaves');
    const { socket, ended } = await join(node.url, accessToken);
    socket.send('41/tasks,');
    await ended;
    expect(socket.readyState).toBe(WebSocket.CLOSED);
  });

  test('counts until it is gone: nobody has more than may be by leaving and answering pings', async () => {
    const { accessToken } = await node.person('hoards');
    const connections = [];
    for (let i = 0; i < 60; i += 1) {
      const connection = await join(node.url, accessToken);
      connection.socket.send('41/tasks,');
      connections.push(connection);
    }
    await Promise.all(connections.map(({ ended }) => ended));
    expect(connections.filter(({ socket }) => socket.readyState === WebSocket.OPEN)).toEqual([]);
  });
});

describe('somebody who may no longer be who they were', () => {
  const asAdmin = (method: string, path: string, body?: object) =>
    node.request(method, path, { token: admin, ...(body === undefined ? {} : { body }) });

  test('hears nothing of others from the answer on, at whichever node, and loses their sockets at once', async () => {
    const slowest = [];
    for (let i = 0; i < 10; i += 1) {
      const { accessToken, user } = await other.person(`demoted-${i}`, 'admin');
      const sockets = await Promise.all([listen(other.url, accessToken), listen(node.url, accessToken)]);
      await Promise.all(sockets.map((socket) => socket.subscribe({ scope: 'all' })));
      const { id: before } = await node.create(admin, { type: 'demo.steps', params: { steps: 1, stepMs: 1 } });
      await Promise.all(sockets.map((socket) => socket.until('task:created', before)));
      await asAdmin('PATCH', `/api/users/${user.id}`, { role: 'user' });
      const startedMs = performance.now();
      const { id: after } = await node.create(admin, { type: 'demo.steps', params: { steps: 1, stepMs: 1 } });
      expect(await Promise.all(sockets.map((socket) => socket.closed()))).toEqual([
        'io server disconnect',
        'io server disconnect',
      ]);
      slowest.push(performance.now() - startedMs);
      expect(sockets.flatMap(({ events }) => events.filter(({ taskId }) => taskId === after))).toEqual([]);
    }
    expect(Math.max(...slowest)).toBeLessThan(AT_ONCE_MS);
  });

  test.each([
    ['disabled', (id: string) => asAdmin('PATCH', `/api/users/${id}`, { disabled: true })],
    ['deleted', (id: string) => asAdmin('DELETE', `/api/users/${id}`)],
    ['given another password', (id: string) => asAdmin('PATCH', `/api/users/${id}`, { password: 'another password' })],
    ['signed out', (_id: string, token: string) => node.request('POST', '/api/auth/logout', { token })],
  ])('%s, loses their sockets at once, and nobody else does', async (what, change) => {
    const { accessToken, user } = await node.person(`gone-${what.replaceAll(' ', '-')}`);
    const socket = await listen(other.url, accessToken);
    const bystander = await listen(other.url, admin);
    const startedMs = performance.now();
    await change(user.id, accessToken);
    expect(await socket.closed()).toBe('io server disconnect');
    expect(performance.now() - startedMs).toBeLessThan(AT_ONCE_MS);
    expect(bystander.client.connected).toBe(true);
    const again = openClient(other.url, { token: accessToken });
    await expect(connected(again)).rejects.toThrow('UNAUTHORIZED');
    [again, bystander.client].forEach((client) => client.disconnect());
  });
});
