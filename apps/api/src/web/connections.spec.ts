import { once } from 'node:events';
import { Agent, get, type IncomingMessage } from 'node:http';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { eventually } from '../../testing/eventually.js';
import { startApi, type RunningApi } from '../../testing/start-api.js';
import { open, talk } from '../../testing/talk.js';

const http = (method: string, path: string, headers: readonly string[], body = ''): string =>
  [`${method} ${path} HTTP/1.1`, ...headers, 'connection: close', '', body].join('\r\n');
const HOST = 'host: a.example';
const JSON_TYPE = 'content-type: application/json';
const UPGRADE = ['connection: upgrade, http2-settings', 'upgrade: h2c', 'http2-settings: AAMAAABkAAQAoAAAAAIAAAAA'];
const ANSWERED_LATE = /^HTTP\/1\.1 408 [^]*application\/problem\+json/;

/** What the applications of this file log: the library keeps the sink of the first for all. */
const lines: string[] = [];
let api: RunningApi;
beforeAll(async () => {
  const env = { HEADERS_TIMEOUT_MS: '1000', REQUEST_TIMEOUT_MS: '1500', LOG_LEVEL: 'warn' };
  api = await startApi(env, undefined, [], { write: (line) => lines.push(line) });
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

  test('is answered at every call over its connection', async () => {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const headers = { connection: 'upgrade, http2-settings', upgrade: 'h2c', 'http2-settings': 'AAMAAABk' };
    const answers: unknown[] = [];
    for (let call = 0; call < 3; call += 1) {
      const asked = get(`${api.url}/health/live`, { agent, headers });
      const [answer] = (await once(asked, 'response')) as [IncomingMessage];
      await once(answer.resume(), 'end');
      answers.push([answer.statusCode, asked.reusedSocket]);
    }
    agent.destroy();
    expect(answers).toEqual([
      [200, false],
      [200, true],
      [200, true],
    ]);
  });

  test.each(['/socket.io', '/%73ocket.io/?EIO=4', '/socket.iox/'])(
    'or a WebSocket at %s, where Socket.IO is not, is answered',
    async (path) => {
      const headers = [HOST, 'connection: upgrade', 'upgrade: websocket'];
      expect((await talk(api.url, http('GET', path, headers))).text).toMatch(/^HTTP\/1\.1 404 [^]*problem\+json/);
    },
  );

  test('or a WebSocket is answered by a worker, which has none', async () => {
    const worker = await startApi({ ROLE: 'worker' });
    const headers = [HOST, 'connection: upgrade', 'upgrade: websocket'];
    const { text } = await talk(worker.url, http('GET', '/socket.io/?EIO=4&transport=websocket', headers));
    expect(text).toMatch(/^HTTP\/1\.1 404 [^]*problem\+json/);
    await worker.stop();
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
    ['an expectation of a call without a body', http('GET', '/health/live', [HOST, 'expect: 200-ok']), 417],
    ['a tunnel asked for', `CONNECT a.example:443 HTTP/1.1\r\n${HOST}\r\n\r\n`, 405],
    ['a head that is too long', http('GET', '/', [HOST, `x: ${'a'.repeat(20_000)}`]), 431],
    ['an address that is too long', http('GET', `/${'a'.repeat(20_000)}`, [HOST]), 431],
    [
      'a chunk that says too much',
      http(
        'POST',
        '/api/auth/login',
        [HOST, JSON_TYPE, 'transfer-encoding: chunked'],
        `1;${'a'.repeat(20_000)}\r\n{\r\n0\r\n\r\n`,
      ),
      413,
    ],
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

  test('a refused expectation has the id and the language that its caller asked for', async () => {
    const headers = [HOST, 'expect: nonsense', 'x-request-id: mine-1', 'accept-language: en'];
    const { text } = await talk(api.url, http('GET', '/health/live', headers));
    expect(text).toMatch(/x-request-id: mine-1[^]*could not be understood[^]*"requestId":"mine-1"/);
  });

  test.each(['?EIO=4&transport=polling', '?EIO=4&transport=polling&sid=none', ''])(
    'what Socket.IO answers to %j has our headers',
    async (query) => {
      const { headers } = await fetch(`${api.url}/socket.io/${query}`);
      expect([headers.get('x-content-type-options'), headers.get('cache-control')]).toEqual(['nosniff', 'no-store']);
    },
  );
});

test('a path written with escapes has the headers of the path it is', async () => {
  for (const path of ['/%61pi/tasks', '/api/%74asks', '/%61%70%69/nothing', '/api', '/%61pi?x']) {
    const { headers } = await api.request('GET', path);
    expect([path, headers.get('cache-control')]).toEqual([path, 'no-store']);
  }
});

test.each(['/api%2Ftasks', '/api/tasks%2F', '/api/tasks%3Fpage=1', '/api/tasks;x'])(
  '%s is another path than /api/tasks, and not found',
  async (path) => {
    const { status, headers } = await api.request('GET', path);
    expect([status, headers.get('allow')]).toEqual([404, null]);
  },
);

test('one address has so many connections at once, is told of in the log, and has new ones when some have ended', async () => {
  const bounded = await startApi({ MAX_CONNECTIONS_PER_ADDRESS: '5' });
  const sockets = await Promise.all(Array.from({ length: 5 }, () => open(bounded.url)));
  for (let more = 0; more < 2; more += 1) {
    expect((await talk(bounded.url, http('GET', '/health/live', [HOST]))).text).toBe('');
  }
  const told = lines.map((line) => JSON.parse(line) as Record<string, unknown>).filter(({ most }) => most === 5);
  expect(told.map(({ address, msg }) => [address, msg])).toEqual([
    ['127.0.0.1', expect.stringMatching(/TRUST_PROXY.*MAX_CONNECTIONS_PER_ADDRESS/)],
  ]);
  sockets[0]!.destroy();
  await eventually(async () => {
    const { text } = await talk(bounded.url, http('GET', '/health/live', [HOST]));
    return text.startsWith('HTTP/1.1 200 ');
  });
  sockets.forEach((socket) => socket.destroy());
  await bounded.stop();
});

test('the connections of a trusted proxy are not bounded: everybody comes through it', async () => {
  const proxied = await startApi({ MAX_CONNECTIONS_PER_ADDRESS: '1', TRUST_PROXY: 'loopback' });
  const sockets = await Promise.all(Array.from({ length: 3 }, () => open(proxied.url)));
  expect((await talk(proxied.url, http('GET', '/health/live', [HOST]))).text).toMatch(/^HTTP\/1\.1 200 /);
  sockets.forEach((socket) => socket.destroy());
  await proxied.stop();
});
