import { describe, expect, test } from '@jest/globals';
import type { Socket } from 'socket.io-client';
import { bothHosts, testOwnRoutes } from './both-hosts.ts';
import { connected, greet, type Call } from './calls.ts';

const KEY = { 'x-key': 'brass' };
const WITH_BODY = { ...KEY, 'content-type': 'application/json' };
const FROM_SHOP = { origin: 'https://shop.example' };
const PREFLIGHT = { ...FROM_SHOP, 'access-control-request-method': 'POST' };
const HANDSHAKE = '/socket.io/?EIO=4&transport=polling';

/** What the shop answers: by its prefix, versions, pipes, filters, guards, limit of bodies, CORS and Socket.IO server. */
const CALLS: readonly Call[] = [
  { path: '/shop/v1/books?page=2', headers: KEY, status: 200 },
  { path: '/shop/v2/books', headers: { ...KEY, ...FROM_SHOP }, status: 200 },
  { method: 'HEAD', path: '/shop/v1/books', headers: KEY, status: 200 },
  { method: 'OPTIONS', path: '/shop/v1/books', headers: PREFLIGHT, status: 204 },
  { path: '/shop/v1/books?page=two', headers: KEY, status: 400 },
  { path: '/shop/v1/books/7', headers: KEY, status: 200 },
  { path: '/shop/v1/books/seven', headers: KEY, status: 400 },
  { path: '/shop/v1/books', status: 403 },
  { path: '/books', headers: KEY, status: 404 },
  { method: 'POST', path: '/shop/v1/books', headers: WITH_BODY, body: '{"title":"Emma","pages":9}', status: 201 },
  { method: 'POST', path: '/shop/v1/books', headers: WITH_BODY, body: '{"title":1,"ink":2}', status: 400 },
  { method: 'POST', path: '/shop/v1/books', headers: WITH_BODY, body: '{', status: 400 },
  { method: 'POST', path: '/shop/v1/books', headers: WITH_BODY, body: JSON.stringify('x'.repeat(3000)), status: 413 },
  { method: 'POST', path: '/shop/v1/books', headers: { ...KEY, 'content-type': 'text/csv' }, body: 'a', status: 415 },
  { method: 'POST', path: '/shop/v1/books/fire', headers: KEY, status: 500 },
  { path: HANDSHAKE, headers: FROM_SHOP, status: 200 },
  { method: 'OPTIONS', path: HANDSHAKE, headers: PREFLIGHT, status: 204 },
  { path: '/socket.io/?EIO=3&transport=polling', status: 400 },
];

describe('an application on Fastify with a prefix, versions, pipes, filters, guards and a Redis adapter', () => {
  const hosts = bothHosts(['nest-new', 'fastify']);

  test('runs a task below its prefix and version, and hears of each event once', async () => {
    const { result, heard } = await greet(hosts().withTasks.url, '/shop/v1/tasks', KEY);
    expect(result).toBe('Hello Ada');
    expect(heard.filter((name) => name === 'task:created' || name === 'task:completed')).toEqual([
      'task:created',
      'task:completed',
    ]);
  }, 60_000);

  testOwnRoutes(hosts, CALLS);

  test('has its own gateway as without tasks: answers, refusals, limits', async () => {
    const [before, after] = await Promise.all([hosts().without, hosts().withTasks].map(({ url }) => chatOf(url)));
    expect(before).toEqual({
      length: 40_000,
      refused: { status: 'error', message: 'Internal server error' },
      tooLong: 'transport close',
      elsewhere: 'Invalid namespace',
    });
    expect(after).toEqual(before);
  }, 60_000);

  test('has one chat with its other processes, by its own Redis adapter', async () => {
    const { without, withTasks } = hosts();
    const [near, far] = await Promise.all([connected(withTasks.url, '/chat'), connected(without.url, '/chat')]);
    for (const [from, to, text] of [
      [near, far, 'hello'],
      [far, near, 'hello yourself'],
    ] as const) {
      const heard = said(to, text);
      await from.emitWithAck('say', { text });
      await expect(heard).resolves.toBeUndefined();
    }
    near.close();
    far.close();
  }, 60_000);
});

/** What the shop's chat does. */
async function chatOf(url: string): Promise<object> {
  const socket = await connected(url, '/chat');
  const length: unknown = await socket.emitWithAck('say', { text: 'x'.repeat(40_000) });
  const exception = next(socket, 'exception');
  socket.emit('say', { text: 5 });
  const { status, message } = (await exception) as Record<string, unknown>;
  const closed = next(socket, 'disconnect');
  socket.emit('say', { text: 'x'.repeat(60_000) });
  const elsewhere = await connected(url, '/nowhere').then(
    () => 'let in',
    (error: Error) => error.message,
  );
  return { length, refused: { status, message }, tooLong: await closed, elsewhere };
}

/** Resolves with what the next event of a name brings. */
function next(socket: Socket, name: string): Promise<unknown> {
  return new Promise((resolve) => socket.once(name, resolve));
}

/** When somebody says this; what others said before may still be on its way. */
function said(socket: Socket, text: string): Promise<void> {
  return new Promise((resolve) =>
    socket.on('said', (heard: unknown) => {
      if (heard === text) {
        resolve();
      }
    }),
  );
}
