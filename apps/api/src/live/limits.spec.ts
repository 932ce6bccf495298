import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { type ResolvedIdentity } from '@task-queue/tasks';
import { TasksGauges } from '@task-queue/tasks/server';
import { io } from 'socket.io-client';
import { connected, listen, openClient, type Client, type Listener } from '../../testing/live-listener.js';
import { startApi, type RunningApi } from '../../testing/start-api.js';
import { AuthService } from '@task-queue/identity';

const MAX_PER_PERSON = 50;
const MAX_MESSAGE_BYTES = 64 * 1024;

let api: RunningApi;
let ann: string;
const clients: Client[] = [];
beforeAll(async () => {
  api = await startApi();
  ann = (await api.person('ann')).accessToken;
}, 60_000);
afterEach(() => clients.splice(0).forEach((client) => client.disconnect()));
afterAll(() => api.stop(), 60_000);

async function connect(token = ann): Promise<Listener> {
  const listener = await listen(api.url, token);
  clients.push(listener.client);
  return listener;
}

/** A message as no client of ours would send it, and what the server answers. */
function say(client: Client, name: string, ...bodies: unknown[]): Promise<unknown> {
  const untyped = client.timeout(5_000) as unknown as {
    emitWithAck(name: string, ...bodies: unknown[]): Promise<unknown>;
  };
  return untyped.emitWithAck(name, ...bodies);
}

/** Ends a client's connection without a word of Socket.IO's, as a closed tab does. */
function cut(client: Client): void {
  (client.io.engine.transport as unknown as { ws: { close(): void } }).ws.close();
}

/** A WebSocket that speaks Socket.IO's protocol by hand. */
async function openRaw(): Promise<{
  socket: WebSocket;
  opening: string;
  closed: Promise<unknown>;
  next(): Promise<string>;
}> {
  const socket = new WebSocket(`${api.url.replace('http', 'ws')}/socket.io/?EIO=4&transport=websocket`);
  const closed = new Promise((resolve) => socket.addEventListener('close', resolve));
  const next = (): Promise<string> =>
    new Promise((resolve) => socket.addEventListener('message', ({ data }) => resolve(String(data)), { once: true }));
  return { socket, opening: await next(), closed, next };
}

describe('a message', () => {
  test.each([
    ['an unknown name', ['tasks:delete', {}], 'NOT_FOUND'],
    ['the name of an object’s own method', ['constructor', {}], 'NOT_FOUND'],
    ['the name __proto__', ['__proto__', {}], 'NOT_FOUND'],
    ['an empty name', ['', {}], 'NOT_FOUND'],
    ['a list', ['tasks:subscribe', []], 'BAD_REQUEST'],
    ['a number', ['tasks:subscribe', 5], 'BAD_REQUEST'],
    ['a text', ['tasks:subscribe', 'mine'], 'BAD_REQUEST'],
    ['true', ['tasks:subscribe', true], 'BAD_REQUEST'],
    ['two bodies', ['tasks:subscribe', {}, {}], 'BAD_REQUEST'],
    ['an unknown field', ['tasks:subscribe', { owner: 'ben' }], 'BAD_REQUEST'],
    ['a key named __proto__', ['tasks:subscribe', JSON.parse('{"__proto__":{"scope":"all"}}')], 'BAD_REQUEST'],
    ['a key named constructor', ['tasks:subscribe', { constructor: { prototype: {} } }], 'BAD_REQUEST'],
    ['a scope that is a list', ['tasks:subscribe', { scope: ['mine'] }], 'BAD_REQUEST'],
    ['a cursor that is an object', ['tasks:subscribe', { since: {} }], 'INVALID_CURSOR'],
    ['a cursor of a thousand digits', ['tasks:subscribe', { since: `${'9'.repeat(1_000)}-0` }], 'INVALID_CURSOR'],
    ['something large', ['tasks:subscribe', { scope: 'x'.repeat(60_000) }], 'BAD_REQUEST'],
    ['bytes', ['tasks:subscribe', Buffer.from('mine')], 'BAD_REQUEST'],
  ] as [string, [string, ...unknown[]], string][])('with %s is answered by a code', async (_what, message, code) => {
    const { client } = await connect();
    expect(await say(client, ...message)).toEqual({ ok: false, code });
    expect(await say(client, 'tasks:subscribe', null)).toMatchObject({ ok: true });
  });

  test('without an acknowledgement function does no harm, whatever it is', async () => {
    const { client, events } = await connect();
    const heard: string[] = [];
    client.onAny((name: string) => heard.push(name));
    const untyped = client as unknown as { emit(name: string, ...bodies: unknown[]): void };
    untyped.emit('tasks:subscribe', { scope: 'all' });
    untyped.emit('tasks:unknown', { since: 'x' });
    untyped.emit('tasks:subscribe');
    untyped.emit('tasks:unsubscribe', 5, 6);
    expect(await say(client, 'tasks:unsubscribe')).toEqual({ ok: true });
    expect([heard, events]).toEqual([[], []]);
  });

  test('that is very deep is answered by a code', async () => {
    const { socket, next } = await openRaw();
    socket.send(`40/tasks,${JSON.stringify({ token: ann })}`);
    expect(await next()).toMatch(/^40/);
    socket.send(`42/tasks,7["tasks:subscribe",${'['.repeat(30_000)}${']'.repeat(30_000)}]`);
    expect(await next()).toBe('43/tasks,7[{"ok":false,"code":"BAD_REQUEST"}]');
    socket.close();
  });

  test.each([
    ['no JSON', '42/tasks,["tasks:subscribe",'],
    ['a reserved name', '42/tasks,["disconnect"]'],
    ['no event', '42/tasks,{}'],
    ['a namespace it is not in', '42/elsewhere,["tasks:subscribe"]'],
    ['more attachments than fit', '451-999999/tasks,["tasks:subscribe",{"_placeholder":true,"num":0}]'],
    ['an unknown kind of packet', '9'],
  ])('of %s closes the connection and harms nobody else', async (_what, packet) => {
    const { socket, closed, next } = await openRaw();
    socket.send(`40/tasks,${JSON.stringify({ token: ann })}`);
    expect(await next()).toMatch(/^40/);
    socket.send(packet);
    expect(await closed).toBeDefined();
    expect(await (await connect()).subscribe()).toMatchObject({ ok: true });
  });

  test('of 64 KiB and more closes the connection', async () => {
    const { client, closed } = await connect();
    client.emit('tasks:subscribe', { since: 'x'.repeat(MAX_MESSAGE_BYTES) }, () => undefined);
    expect(await closed()).toBe('transport close');
  });

  test('too many of them close the connection, and the client is told why', async () => {
    const { client, closed } = await connect();
    const told = new Promise((resolve) => client.once('tasks:closing', resolve));
    for (let i = 0; i < 500; i += 1) {
      client.emit('tasks:unsubscribe', () => undefined);
    }
    expect(await told).toEqual({ code: 'TOO_MANY_REQUESTS' });
    expect(await closed()).toBe('io server disconnect');
    expect(await (await connect()).subscribe()).toMatchObject({ ok: true });
  });
});

describe('handshakes without end', () => {
  test('close the connection, too', async () => {
    const { socket, closed } = await openRaw();
    for (let i = 0; i < 500; i += 1) {
      socket.send('40/tasks,{"token":"guess"}');
    }
    expect(await closed).toBeDefined();
  });

  test('in the main namespace are refused', async () => {
    const client = io(api.url, { auth: { token: ann }, transports: ['websocket'], forceNew: true });
    const error = await new Promise<Error>((resolve) => client.once('connect_error', resolve));
    client.disconnect();
    expect(error.message).toBe('NOT_FOUND');
  });
});

describe('a person', () => {
  test('has so many sockets and no more, also when all are opened at once', async () => {
    const token = (await api.person('many')).accessToken;
    const tries = Array.from({ length: MAX_PER_PERSON + 10 }, () => openClient(api.url, { token }));
    clients.push(...tries);
    const outcomes = await Promise.allSettled(tries.map(connected));
    const refusals = outcomes.filter((outcome) => outcome.status === 'rejected');
    expect(refusals.map(({ reason }) => (reason as Error).message)).toEqual(Array(10).fill('TOO_MANY_REQUESTS'));
    const open = tries.find(({ connected: isConnected }) => isConnected)!;
    const others = api.app.get(TasksGauges).sockets()!;
    open.disconnect();
    while (api.app.get(TasksGauges).sockets() === others) {
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect((await (await connect(token)).subscribe()).ok).toBe(true);
  });

  test('has no more of them after connections were lost, and none is counted for ever', async () => {
    const token = (await api.person('tunnel')).accessToken;
    const gauges = api.app.get(TasksGauges);
    const open = async (count: number): Promise<Client[]> => {
      const tries = Array.from({ length: count }, () => openClient(api.url, { token }));
      clients.push(...tries);
      await Promise.allSettled(tries.map(connected));
      return tries.filter((client) => client.connected);
    };
    const untilLeft = async (count: number): Promise<void> => {
      while (gauges.sockets() !== count) {
        await new Promise((resolve) => setImmediate(resolve));
      }
    };
    await untilLeft(0); // of the tests before
    const first = await open(MAX_PER_PERSON);
    first.slice(0, 5).forEach(cut);
    first.slice(5, 10).forEach((client) => client.disconnect());
    await untilLeft(MAX_PER_PERSON - 10);
    const next = await open(20);
    expect(next.length).toBe(10);
    [...first.slice(10), ...next].forEach(cut);
    await untilLeft(0);
    expect((await open(MAX_PER_PERSON + 10)).length).toBe(MAX_PER_PERSON);
  });

  test('whose session has ended is told so before the socket is closed', async () => {
    const { accessToken, user } = await api.person('leaver');
    const { client, closed } = await connect(accessToken);
    const told = new Promise((resolve) => client.once('tasks:closing', resolve));
    const token = (await api.login('admin')).accessToken;
    await api.request('PATCH', `/api/users/${user.id}`, { token, body: { role: 'admin' } });
    expect(await told).toEqual({ code: 'UNAUTHORIZED' });
    expect(await closed()).toBe('io server disconnect');
  });

  test('whose time is up is told so before the socket is closed', async () => {
    const auth = api.app.get(AuthService);
    const identify = auth.identify.bind(auth);
    const soon = async (source: Parameters<typeof identify>[0]): Promise<ResolvedIdentity | null> => {
      const identity = await identify(source);
      return identity && { ...identity, expiresAtMs: Date.now() + 300 };
    };
    Object.assign(auth, { identify: soon });
    try {
      const { client, closed } = await connect();
      const told = new Promise((resolve) => client.once('tasks:closing', resolve));
      expect(await told).toEqual({ code: 'UNAUTHORIZED' });
      expect(await closed()).toBe('io server disconnect');
    } finally {
      Object.assign(auth, { identify });
    }
  });
});

describe('over long polling', () => {
  const polling: Parameters<typeof listen>[2] = { transports: ['polling'] };
  const poll = `/socket.io/?EIO=4&transport=polling`;
  /** The packet that ends a connection, which only a request that waits for packets can be given. */
  const CLOSE = '1';

  /** Long polling by hand, connected to the namespace. */
  async function openPolling(): Promise<{
    /** The status of the answer. */
    send(...packets: string[]): Promise<number>;
    receive(): Promise<string[]>;
  }> {
    const opening = await (await fetch(`${api.url}${poll}`)).text();
    const { sid } = JSON.parse(opening.slice(1)) as { sid: string };
    const receive = async (): Promise<string[]> =>
      (await (await fetch(`${api.url}${poll}&sid=${sid}`)).text()).split('\x1e');
    const send = async (...packets: string[]): Promise<number> =>
      (await fetch(`${api.url}${poll}&sid=${sid}`, { method: 'POST', body: packets.join('\x1e') })).status;
    await send(`40/tasks,${JSON.stringify({ token: ann })}`);
    expect(await receive()).toEqual([expect.stringMatching(/^40\/tasks,/)]);
    return { send, receive };
  }

  test('too large a message is not read', async () => {
    const { send, receive } = await openPolling();
    const message = (length: number): string => `42/tasks,1["tasks:subscribe","${'x'.repeat(length)}"]`;
    expect(await send(message(MAX_MESSAGE_BYTES))).toBe(413);
    expect(await send(message(MAX_MESSAGE_BYTES - 100))).toBe(200);
    expect(await receive()).toEqual(['43/tasks,1[{"ok":false,"code":"BAD_REQUEST"}]']);
    await send(CLOSE);
  });

  test('a client that sends too large a message loses its connection', async () => {
    const { client, closed } = await listen(api.url, ann, polling);
    clients.push(client);
    client.emit('tasks:subscribe', { since: 'x'.repeat(MAX_MESSAGE_BYTES) }, () => undefined);
    expect(await closed()).toBe('transport error');
  });

  test('too many messages close the connection, and the client is told why', async () => {
    const { client, closed } = await listen(api.url, ann, polling);
    clients.push(client);
    const told = new Promise((resolve) => client.once('tasks:closing', resolve));
    for (let i = 0; i < 500; i += 1) {
      client.emit('tasks:unsubscribe', () => undefined);
    }
    expect(await told).toEqual({ code: 'TOO_MANY_REQUESTS' });
    expect(await closed()).toBe('io server disconnect');
  });

  test('many messages in one request are counted each', async () => {
    const { send, receive } = await openPolling();
    await send(...Array.from({ length: 500 }, (_, i) => `42/tasks,${i}["tasks:unsubscribe"]`));
    const answers = await receive();
    expect(answers).toContain('42/tasks,["tasks:closing",{"code":"TOO_MANY_REQUESTS"}]');
    expect(answers.filter((answer) => answer.startsWith('43/tasks,')).length).toBeLessThan(150);
    await send('42/tasks,1000["tasks:unsubscribe"]'); // falls on deaf ears
    expect(await receive()).toEqual([expect.anything(), CLOSE]);
    expect(await send('42/tasks,1001["tasks:unsubscribe"]')).toBe(400);
  });

  test('handshakes without end close the connection', async () => {
    const { send, receive } = await openPolling();
    await send(...Array.from({ length: 500 }, () => '40/tasks,{"token":"guess"}'));
    expect((await receive()).at(-1)).toBe(CLOSE);
    expect(await send('40/tasks,{"token":"guess"}')).toBe(400);
  });

  test('a person has no more sockets than over WebSocket', async () => {
    const token = (await api.person('poller')).accessToken;
    const tries = Array.from({ length: MAX_PER_PERSON + 4 }, (_, i) =>
      openClient(api.url, { token }, i % 2 === 0 ? polling : {}),
    );
    clients.push(...tries);
    await Promise.allSettled(tries.map(connected));
    expect(tries.filter((client) => client.connected).length).toBe(MAX_PER_PERSON);
  });
});

describe('the server', () => {
  test('has the limits in the copy of Socket.IO that Nest uses, and no compressor for each socket', async () => {
    const { socket, opening } = await openRaw();
    expect(JSON.parse(opening.slice(1))).toMatchObject({
      maxPayload: MAX_MESSAGE_BYTES,
      pingInterval: 20_000,
      pingTimeout: 20_000,
    });
    expect(socket.extensions).toBe('');
    socket.close();
  });
});
