import { request as httpRequest } from 'node:http';
import { Writable } from 'node:stream';
import { describe, expect, test } from '@jest/globals';
import { PASSWORD, startApi, type RunningApi } from '../../testing/start-api.js';
import { readable } from '../settings/logging.js';

type Headers = Readonly<Record<string, string>>;

/** Asks with exactly these headers, `Host` among them, which fetch would not send. */
function ask(api: RunningApi, method: string, path: string, headers: Headers, body = ''): Promise<number> {
  return new Promise((resolve, reject) => {
    const asked = httpRequest(api.url + path, { method, headers }, (answer) => {
      answer.resume();
      resolve(answer.statusCode!);
    });
    asked.on('error', reject);
    asked.end(body);
  });
}

const handshake = (api: RunningApi, headers: Headers): Promise<number> =>
  ask(api, 'GET', '/socket.io/?EIO=4&transport=polling', headers);

/** 401 where it is let through: there is no session. */
const refresh = (api: RunningApi, headers: Headers): Promise<number> => ask(api, 'POST', '/api/auth/refresh', headers);

const FORWARDED = { 'x-forwarded-host': 'tasks.example', 'x-forwarded-proto': 'https' };

async function withApi(env: Headers, run: (api: RunningApi, lines: string[]) => Promise<void>): Promise<void> {
  const lines: string[] = [];
  const api = await startApi(env, undefined, [], { write: (line) => lines.push(line) });
  try {
    await run(api, lines);
  } finally {
    await api.stop();
  }
}

describe('our own origin, for sockets and for calls by cookie alike', () => {
  const own: [string, Headers][] = [
    ['the host with its port', { host: 'a.example:3000', origin: 'http://a.example:3000' }],
    ['a default port on one side', { host: 'a.example:80', origin: 'http://a.example' }],
    ['a default port of TLS', { host: 'a.example:443', origin: 'https://a.example' }],
    ['no port on either side', { host: 'A.example', origin: 'http://a.example' }],
    ['IPv6', { host: '[::1]:3000', origin: 'http://[0:0:0:0:0:0:0:1]:3000' }],
    ['no origin: no page asks', { host: 'a.example' }],
    [
      'another host, where the browser itself says that the page is ours',
      { host: 'inner:3000', origin: 'http://a.example', 'sec-fetch-site': 'same-origin' },
    ],
  ];
  const others: [string, Headers][] = [
    ['another host', { host: 'a.example', origin: 'http://b.example' }],
    ['another port', { host: 'a.example:3000', origin: 'http://a.example:3001' }],
    ['null', { host: 'a.example', origin: 'null' }],
    ['an application of another scheme', { host: 'localhost', origin: 'capacitor://localhost' }],
    ['an extension', { host: 'abcdefgh', origin: 'chrome-extension://abcdefgh' }],
    ['a sister host, as the browser says', { host: 'a.example', 'sec-fetch-site': 'same-site' }],
    ['no address at all', { host: 'a.example', origin: 'a.example' }],
    [
      'a host forwarded by nobody who is trusted',
      { host: 'inner:3000', origin: 'https://tasks.example', ...FORWARDED },
    ],
  ];
  // The first of the file: the library keeps the sink of the first application for all.
  test('is what a trusted proxy says it was asked for, scheme and all', () =>
    withApi({ TRUST_PROXY: 'loopback', LOG_LEVEL: 'warn' }, async (api, lines) => {
      const host = 'inner:3000';
      const forwarded = { host, origin: 'https://tasks.example', ...FORWARDED };
      const wrongScheme = { ...forwarded, origin: 'http://tasks.example' };
      const wrongHost = { ...forwarded, origin: 'https://inner:3000' };
      const told = [
        forwarded,
        { ...forwarded, 'x-forwarded-host': 'tasks.example:443' },
        { ...forwarded, 'x-forwarded-host': 'tasks.example, between:8080', 'x-forwarded-proto': 'https, http' },
        { ...forwarded, 'x-forwarded-proto': 'wss' }, // as Traefik says of a WebSocket
        { ...forwarded, 'x-forwarded-proto': 'HTTPS' },
        { ...forwarded, origin: 'https://tasks.example:8443', 'x-forwarded-port': '8443' },
        { ...forwarded, 'x-forwarded-port': '8443' }, // a port between the proxies
        { ...forwarded, origin: 'https://[2001:db8::1]', 'x-forwarded-host': '[2001:db8::1]' },
        { host: 'tasks.example', origin: 'https://tasks.example', 'x-forwarded-proto': 'https' },
      ];
      for (const headers of told) {
        expect([headers, await handshake(api, headers), await refresh(api, headers)]).toEqual([headers, 200, 401]);
      }
      for (const headers of [wrongScheme, wrongHost, wrongHost]) {
        expect([await handshake(api, headers), await refresh(api, headers)]).toEqual([403, 403]);
      }
      const logged = lines.map((line) => JSON.parse(line) as Record<string, string>).filter(({ origin }) => origin);
      expect(logged.map(({ origin, host: ours }) => [origin, ours])).toEqual([
        ['http://tasks.example', 'https://tasks.example'],
        ['https://inner:3000', 'https://tasks.example'],
      ]);
      expect(logged[0]!['msg']).toMatch(/TRUST_PROXY.*X-Forwarded-Host.*CORS_ORIGINS/);
    }));

  test('is the host that was asked, whatever way it is written, and no other', () =>
    withApi({}, async (api) => {
      for (const [name, headers] of own) {
        expect([name, await handshake(api, headers), await refresh(api, headers)]).toEqual([name, 200, 401]);
      }
      for (const [name, headers] of others) {
        expect([name, await handshake(api, headers), await refresh(api, headers)]).toEqual([name, 403, 403]);
      }
    }));
});

test('a cookie is for TLS alone where the browser came over TLS, however many proxies stand between', () =>
  withApi({ TRUST_PROXY: 'loopback' }, async (api) => {
    const body = { username: 'admin', password: PASSWORD };
    for (const [scheme, isSecure] of [
      ['https', true],
      ['https, http', true],
      ['http', false],
      ['http, https', false],
    ] as const) {
      const { headers } = await api.request('POST', '/api/auth/login', {
        body,
        headers: { 'x-forwarded-proto': scheme },
      });
      const cookies = headers.getSetCookie();
      expect([scheme, cookies.length]).toEqual([scheme, 2]);
      for (const cookie of cookies) {
        expect([scheme, cookie.startsWith('__Host-'), /; Secure/.test(cookie)]).toEqual([scheme, isSecure, isSecure]);
      }
    }
  }));

test('at a terminal a log line is words, not JSON', () => {
  const lines: string[] = [];
  const terminal = new Writable({
    write(line: Buffer, _encoding, done) {
      lines.push(line.toString());
      done();
    },
  });
  readable(terminal).write(
    '{"level":40,"time":1795807340902,"pid":7,"hostname":"x","context":"TaskWorker","msg":"Lane high: gone"}\n',
  );
  expect(lines.join('')).toMatch(/^\[\d\d:\d\d:\d\d\] WARN: TaskWorker: Lane high: gone\n$/);
});
