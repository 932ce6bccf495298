import { connect, type Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { eventually } from '../../testing/eventually.js';
import { startApi, type RunningApi } from '../../testing/start-api.js';

/** What came over a connection until it ended. */
interface Ended {
  readonly text: string;
  readonly tookMs: number;
}

function open(url: string): Promise<Socket> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), hostname, () => resolve(socket));
    socket.once('error', reject);
  });
}

/** Sends something, maybe nothing, and waits for the other side to hang up. */
async function talk(url: string, said: string): Promise<Ended> {
  const socket = await open(url);
  const startedMs = performance.now();
  return ended(socket, startedMs, said);
}

function ended(socket: Socket, startedMs: number, said = ''): Promise<Ended> {
  let text = '';
  socket.on('data', (data) => (text += data.toString()));
  socket.on('error', () => undefined); // a reset is an end too
  socket.write(said);
  return new Promise((resolve) => {
    socket.once('close', () => resolve({ text, tookMs: performance.now() - startedMs }));
  });
}

const http = (method: string, path: string, headers: readonly string[], body = ''): string =>
  [`${method} ${path} HTTP/1.1`, ...headers, 'connection: close', '', body].join('\r\n');
const HOST = 'host: a.example';
const JSON_TYPE = 'content-type: application/json';
const UPGRADE = ['connection: upgrade, http2-settings', 'upgrade: h2c', 'http2-settings: AAMAAABkAAQAoAAAAAIAAAAA'];
const ANSWERED_LATE = /^HTTP\/1\.1 408 [^]*application\/problem\+json/;

let api: RunningApi;
beforeAll(async () => {
  api = await startApi({ HEADERS_TIMEOUT_MS: '1000', REQUEST_TIMEOUT_MS: '1500' });
});
afterAll(() => api.stop());

describe('a client that offers HTTP/2', () => {
  test.each([
    ['h2c', UPGRADE],
    ['TLS/1.0', ['connection: upgrade', 'upgrade: TLS/1.0']],
    ['websocket', ['connection: upgrade', 'upgrade: websocket']],
  ])('or %s where there is none is answered all the same', async (_what, headers) => {
    const { text } = await talk(api.url, http('GET', '/health/live', [HOST, ...headers]));
    expect(text).toMatch(/^HTTP\/1\.1 200 /);
  });

  test('is answered where it sends a body too', async () => {
    const body = '{"username":"admin","password":"no"}';
    const headers = [HOST, ...UPGRADE, JSON_TYPE, `content-length: ${body.length}`];
    const { text } = await talk(api.url, http('POST', '/api/auth/login', headers, body));
    expect(text).toMatch(/^HTTP\/1\.1 401 [^]*INVALID_CREDENTIALS/);
  });
});

describe('a connection that is in no hurry ends by itself', () => {
  test.each([
    ['that sends nothing', ''],
    ['that sends half a head', `POST /api/auth/login HTTP/1.1\r\n${HOST}\r\n`],
    [
      'that sends half a body',
      `POST /api/auth/login HTTP/1.1\r\n${HOST}\r\n${JSON_TYPE}\r\ncontent-length: 99\r\n\r\n{"user`,
    ],
  ])(
    '%s',
    async (_what, said) => {
      const { text, tookMs } = await talk(api.url, said);
      expect(text).toMatch(ANSWERED_LATE);
      expect(tookMs).toBeLessThan(15_000);
    },
    30_000,
  );
});

describe('what Node would answer without a word is a problem document with our headers', () => {
  test.each([
    ['an expectation nobody knows', http('POST', '/api/auth/login', [HOST, 'expect: nonsense']), 417],
    ['a missing host', http('GET', '/health/live', []), 400],
    ['no HTTP', 'nonsense\r\n\r\n', 400],
    ['a method nobody knows', http('BREW', '/', [HOST]), 400],
    ['a content length that is none', http('POST', '/', [HOST, 'content-length: x']), 400],
  ])('%s', async (_what, said, status) => {
    const { text } = await talk(api.url, said);
    expect(text).toMatch(new RegExp(`^HTTP/1\\.1 ${status} [^]*application/problem\\+json`));
    expect(text).toMatch(/x-content-type-options: nosniff/);
    expect(text).toMatch(/"requestId":"[\w-]+"/);
  });
});

test('a path written with escapes has the headers of the path it is', async () => {
  for (const path of ['/%61pi/tasks', '/api/%74asks', '/%61%70%69/nothing']) {
    const { headers } = await api.request('GET', path);
    expect([path, headers.get('cache-control')]).toEqual([path, 'no-store']);
  }
});

test('one address has so many connections at once, and new ones when some have ended', async () => {
  const bounded = await startApi({ MAX_CONNECTIONS_PER_ADDRESS: '5' });
  try {
    const sockets = await Promise.all(Array.from({ length: 5 }, () => open(bounded.url)));
    expect((await talk(bounded.url, http('GET', '/health/live', [HOST]))).text).toBe('');
    const closed = ended(sockets[0]!, 0);
    sockets[0]!.destroy();
    await closed;
    await eventually(async () => {
      const { text } = await talk(bounded.url, http('GET', '/health/live', [HOST]));
      return text.startsWith('HTTP/1.1 200 ');
    });
    sockets.forEach((socket) => socket.destroy());
  } finally {
    await bounded.stop();
  }
});

test('the server ends within its grace, in whatever state its connections are', async () => {
  const ending = await startApi({ SHUTDOWN_GRACE_MS: '500' });
  const talks = [
    '',
    `POST /api/auth/login HTTP/1.1\r\n${HOST}\r\n`,
    `POST /api/auth/login HTTP/1.1\r\n${HOST}\r\n${JSON_TYPE}\r\ncontent-length: 99\r\n\r\n{"user`,
    `GET /health/live HTTP/1.1\r\n${HOST}\r\n\r\n`,
    `GET /socket.io/?EIO=4&transport=polling HTTP/1.1\r\n${HOST}\r\n\r\n`,
  ].map((said) => talk(ending.url, said));
  await eventually(async () => (await connectionsOf(ending)) >= talks.length);
  const startedMs = performance.now();
  await ending.stop();
  await Promise.all(talks);
  expect(performance.now() - startedMs).toBeLessThan(2_500 + 5_000); // of which Bull takes its own
});

function connectionsOf({ app }: RunningApi): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = app.getHttpServer() as { getConnections(found: (error: Error | null, count: number) => void): void };
    server.getConnections((error, count) => (error ? reject(error) : resolve(count)));
  });
}
