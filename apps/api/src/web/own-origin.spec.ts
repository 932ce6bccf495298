import { request as httpRequest } from 'node:http';
import { Writable } from 'node:stream';
import { describe, expect, test } from '@jest/globals';
import { startApi, type RunningApi } from '../../testing/start-api.js';
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
  ];
  const others: [string, Headers][] = [
    ['another host', { host: 'a.example', origin: 'http://b.example' }],
    ['another port', { host: 'a.example:3000', origin: 'http://a.example:3001' }],
    ['null', { host: 'a.example', origin: 'null' }],
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
      expect([await handshake(api, forwarded), await refresh(api, forwarded)]).toEqual([200, 401]);
      for (const headers of [wrongScheme, wrongHost, wrongHost]) {
        expect([await handshake(api, headers), await refresh(api, headers)]).toEqual([403, 403]);
      }
      const told = lines.map((line) => JSON.parse(line) as Record<string, string>).filter(({ origin }) => origin);
      expect(told.map(({ origin, host: ours }) => [origin, ours])).toEqual([
        ['http://tasks.example', 'tasks.example'],
        ['https://inner:3000', 'tasks.example'],
      ]);
      expect(told[0]!['msg']).toMatch(/TRUST_PROXY.*X-Forwarded-Host.*CORS_ORIGINS/);
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
