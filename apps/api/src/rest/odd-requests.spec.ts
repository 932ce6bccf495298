import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { ProblemDetails } from '@task-queue/contracts';
import { startApi, type RunningApi } from '../../testing/start-api.js';
import { talk } from '../../testing/talk.js';

let api: RunningApi;
let token: string;
beforeAll(async () => {
  api = await startApi();
  token = (await api.person('odd')).accessToken;
});
afterAll(() => api.stop());

/** A call by its head alone, as no client of a browser would write it; the answer as it came. */
async function ask(line: string, ...headers: readonly string[]): Promise<string> {
  const head = [line, ...headers, `Authorization: Bearer ${token}`, 'Connection: close'];
  return (await talk(api.url, `${head.join('\r\n')}\r\n\r\n`)).text;
}

describe('a whole address, as a proxy is asked', () => {
  test.each(['http://tasks.example/api/tasks', 'https://other.example:99/%61pi/tasks', 'http://a.example/api/tasks/x'])(
    '%s is answered by the API, and never kept',
    async (address) => {
      const answer = await ask(`GET ${address} HTTP/1.1`, 'Host: tasks.example');
      expect(answer).toMatch(/^HTTP\/1\.1 (200|404) .*^content-type: application\/(problem\+)?json/ms);
      expect(answer).toMatch(/^cache-control: no-store\r$/m);
    },
  );

  test('of another method is told which there are', async () => {
    const answer = await ask('PUT http://tasks.example/api/tasks HTTP/1.1', 'Host: tasks.example');
    expect(answer).toMatch(/^HTTP\/1\.1 405 .*^allow: GET, HEAD, POST\r$/ms);
  });
});

test('a request with two hosts is refused: a proxy may have read the other', async () => {
  for (const second of ['b.example', 'a.example']) {
    const answer = await ask('GET /api/tasks HTTP/1.1', 'Host: a.example', `host: ${second}`);
    expect(answer).toMatch(/^HTTP\/1\.1 400 .*"code":"BAD_REQUEST"/s);
  }
});

describe('a body', () => {
  async function post(body: string | Uint8Array, headers = {}): Promise<{ status: number; body: ProblemDetails }> {
    const all = { 'content-type': 'application/json', authorization: `Bearer ${token}`, ...headers };
    const answer = await fetch(`${api.url}/api/tasks`, { method: 'POST', headers: all, body });
    return { status: answer.status, body: (await answer.json()) as ProblemDetails };
  }

  test.each(['gzip', 'br', 'deflate', 'zstd', 'identity, gzip'])('packed by %s is refused unread', async (coding) => {
    const answer = await post(gzipSync('{"type":"demo.steps"}'), { 'content-encoding': coding });
    expect([answer.status, answer.body.code]).toEqual([415, 'UNSUPPORTED_MEDIA_TYPE']);
  });

  test('that says it is not packed is read', async () => {
    const answer = await post('{"type":"demo.steps"}', { 'content-encoding': 'Identity' });
    expect(answer.status).toBe(201);
  });

  test.each(['[{"a":'.repeat(5_000), '['.repeat(32_000), '{"a":'.repeat(6_500)])(
    'that breaks off deep inside is no JSON',
    async (text) => {
      const answer = await post(text);
      expect([answer.status, answer.body.errors]).toEqual([400, [{ field: 'body', message: '不是有效的 JSON' }]]);
    },
  );

  test.each([{ type: {} }, { status: { length: 3 } }, { priority: { 0: 'high' } }])(
    'with something else where a list belongs is told so: %j',
    async (filter) => {
      const answer = await api.request('POST', '/api/tasks/bulk', { token, body: { action: 'retry', filter } });
      const field = `filter.${Object.keys(filter)[0]}`;
      expect([answer.status, answer.body.errors]).toEqual([422, [{ field, message: '必须是数组' }]]);
    },
  );
});
