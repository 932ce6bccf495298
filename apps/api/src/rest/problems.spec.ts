import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { ProblemDetails, Task } from '@task-queue/contracts';
import type { Answer } from '../../testing/answer.js';
import { startOwnRedis } from '../../testing/own-redis.js';
import { PASSWORD, startApi, type RunningApi } from '../../testing/start-api.js';

let api: RunningApi;
let admin: string;
let ann: string;
beforeAll(async () => {
  api = await startApi();
  admin = (await api.login('admin')).accessToken;
  ann = (await api.person('ann')).accessToken;
});
afterAll(() => api.stop());

/** Sends bytes as they are and reads the whole answer. */
async function sendRaw(lines: readonly string[]): Promise<string> {
  const socket = connect(Number(new URL(api.url).port), '127.0.0.1');
  socket.end(`${lines.join('\r\n')}\r\n\r\n`);
  return text(socket);
}

interface Refusal {
  readonly status: number;
  readonly code: string;
  readonly method?: string;
  readonly path: string;
  readonly body?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly token?: 'admin' | 'ann' | 'nobody';
}

const JSON_TYPE = { 'content-type': 'application/json' };
const FORM_TYPE = { 'content-type': 'application/x-www-form-urlencoded' };
const ID = '0190b8a0-0000-7000-8000-000000000000';
const REFUSALS: Readonly<Record<string, Refusal>> = {
  'a bad address': { status: 400, code: 'BAD_REQUEST', path: '/api/tasks/%E0%A4%A' },
  'broken JSON': { status: 400, code: 'BAD_REQUEST', method: 'POST', path: '/api/tasks', body: '{"type":' },
  'no token': { status: 401, code: 'UNAUTHORIZED', path: '/api/tasks', token: 'nobody' },
  'no right': { status: 403, code: 'FORBIDDEN', path: '/api/users', token: 'ann' },
  'an unknown address': { status: 404, code: 'NOT_FOUND', path: '/api/nowhere' },
  'an unknown task': { status: 404, code: 'TASK_NOT_FOUND', path: `/api/tasks/${ID}` },
  'another method': { status: 405, code: 'METHOD_NOT_ALLOWED', method: 'PUT', path: '/api/tasks' },
  'a state that forbids it': { status: 409, code: 'LAST_ADMIN', method: 'DELETE', path: '/api/users/{admin}' },
  'too long a body': {
    status: 413,
    code: 'PAYLOAD_TOO_LARGE',
    method: 'POST',
    path: '/api/tasks',
    body: `"${'x'.repeat(400_000)}"`,
  },
  'another content type': {
    status: 415,
    code: 'UNSUPPORTED_MEDIA_TYPE',
    method: 'POST',
    path: '/api/tasks',
    body: 'type=demo.steps',
    headers: FORM_TYPE,
  },
  'no object': { status: 422, code: 'VALIDATION_FAILED', method: 'POST', path: '/api/tasks', body: '[]' },
  'bad fields': { status: 422, code: 'VALIDATION_FAILED', method: 'POST', path: '/api/tasks', body: '{"type":7}' },
};

const refuse = async (name: string, language?: string): Promise<Answer> => {
  const { method = 'GET', path, body, headers, token = 'admin' } = REFUSALS[name]!;
  const { user } = await api.login('admin');
  return api.request(method, path.replace('{admin}', user.id), {
    ...(token === 'nobody' ? {} : { token: token === 'ann' ? ann : admin }),
    ...(body === undefined ? {} : { body }),
    headers: { ...(body === undefined ? {} : JSON_TYPE), ...headers, 'accept-language': language ?? '' },
  });
};

describe('every refusal', () => {
  test.each(Object.keys(REFUSALS))('is a problem document, in Chinese or English: %s', async (name) => {
    const [chinese, english] = [await refuse(name), await refuse(name, 'fr, en-GB;q=0.8, zh;q=0.3')];
    const { status, code } = REFUSALS[name]!;
    for (const [answer, language] of [
      [chinese, 'zh-CN'],
      [english, 'en'],
    ] as const) {
      expect([answer.status, answer.body.code]).toEqual([status, code]);
      expect(answer.headers.get('content-type')).toBe('application/problem+json; charset=utf-8');
      expect(answer.headers.get('content-language')).toBe(language);
      expect(answer.headers.get('vary')?.toLowerCase()).toContain('accept-language');
      expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
      expect(answer.body).toMatchObject({
        type: `urn:task-queue:problem:${code.toLowerCase().replaceAll('_', '-')}`,
        title: expect.any(String),
        status,
        requestId: answer.headers.get('x-request-id'),
      });
      expect(JSON.stringify(answer.body)).not.toMatch(/node_modules|\.ts:\d|FST_ERR|Exception/);
    }
    expect(chinese.body.detail).toMatch(/[一-龥]/);
    expect(english.body.detail).toMatch(/^[\x20-\x7e]+$/);
    for (const { message } of english.body.errors ?? []) {
      expect(message).toMatch(/^[\x20-\x7e]+$/);
    }
  });

  test('of a method says which there are', async () => {
    const allowOf = async (method: string, path: string): Promise<string | null> =>
      (await api.request(method, path, { token: admin })).headers.get('allow');
    expect(await allowOf('PUT', '/api/tasks')).toBe('GET, HEAD, POST');
    expect(await allowOf('GET', `/api/tasks/${ID}/cancel?x=1`)).toBe('POST');
    expect(await allowOf('POST', `/api/tasks/${ID}`)).toBe('DELETE, GET, HEAD');
    expect(await allowOf('DELETE', '/health/live')).toBe('GET, HEAD');
  });

  test.each([
    ['GET', '/api/tasks/'],
    ['POST', '/api/tasks/'],
    ['PUT', '/api/tasks/'],
    ['GET', '/api/tasks/types/'],
    ['GET', `/api/tasks/${ID}/`],
    ['POST', `/api/tasks/${ID}/cancel/`],
    ['GET', '/health/live/'],
  ])('of %s %s is a 404: with a slash at the end it is another address, for every method', async (method, path) => {
    const { status, headers, body } = await api.request(method, path, { token: admin });
    expect([status, body.code, headers.get('allow')]).toEqual([404, 'NOT_FOUND', null]);
  });

  test.each([
    ['a form', 'username=admin', FORM_TYPE],
    ['plain text, which any site may send', '{"username":"admin","password":"x"}', { 'content-type': 'text/plain' }],
    ['several parts', '--x--', { 'content-type': 'multipart/form-data; boundary=x' }],
  ])('of %s is a 415, also where nobody need be signed in', async (_name, body, headers) => {
    expect((await api.request('POST', '/api/auth/login', { body, headers })).status).toBe(415);
  });

  test('of bytes that are no UTF-8 is a 400', async () => {
    const body = Buffer.from([0x7b, 0x22, 0x74, 0x79, 0x70, 0x65, 0x22, 0x3a, 0x22, 0xff, 0xfe, 0x22, 0x7d]);
    const headers = { ...JSON_TYPE, authorization: `Bearer ${admin}` };
    const response = await fetch(`${api.url}/api/tasks`, { method: 'POST', headers, body });
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ code: 'BAD_REQUEST' });
  });

  test('of what is no HTTP is a problem document too', async () => {
    const answer = await sendRaw(['GET / HTTP/9.9', 'host: x']);
    expect(answer).toMatch(/^HTTP\/1\.1 400 Bad Request\r\n/);
    expect(answer).toContain('content-type: application/problem+json');
    const { requestId } = JSON.parse(answer.split('\r\n\r\n')[1]!) as ProblemDetails;
    expect(answer).toContain(`x-request-id: ${requestId}`);
  });
});

describe('a failure of our own', () => {
  test('says nothing but that it happened, and the request it happened to', async () => {
    const { redis, prefix } = api.fixture;
    await api.create(ann, { type: 'demo.steps', runAt: '2099-01-01T00:00:00.000Z' });
    await redis.rename(`${prefix}:count:`, `${prefix}:aside`);
    await redis.set(`${prefix}:count:`, 'secret');
    const answer = await api.request('GET', '/api/tasks/stats', { token: admin, headers: { 'x-request-id': 'r-500' } });
    await redis.rename(`${prefix}:aside`, `${prefix}:count:`);
    expect(answer.status).toBe(500);
    expect(answer.headers.get('content-type')).toContain('application/problem+json');
    expect(answer.body).toEqual({
      type: 'urn:task-queue:problem:internal',
      title: 'Internal Server Error',
      status: 500,
      detail: '服务器内部错误',
      code: 'INTERNAL',
      requestId: 'r-500',
    });
  });
});

describe('Redis out of reach', () => {
  test('is a 503 that says when to try again, with a token, without one and at the login', async () => {
    const own = await startOwnRedis();
    const alone = await startApi({ REDIS_URL: `redis://127.0.0.1:${own.port}`, ROLE: 'api' });
    try {
      const { accessToken: token } = await alone.login('admin');
      await own.stop();
      const body = { username: 'admin', password: PASSWORD };
      for (const answer of [
        await alone.request('GET', '/api/tasks', { token }),
        await alone.request('GET', '/api/users', { token }),
        await alone.request('POST', '/api/tasks', { token, body: { type: 'demo.steps' } }),
        await alone.request('POST', '/api/auth/login', { body }),
        await alone.request('GET', '/health/ready'),
      ]) {
        expect([answer.status, answer.body.code]).toEqual([503, 'UNAVAILABLE']);
        expect(answer.headers.get('content-type')).toContain('application/problem+json');
        expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
        expect(JSON.stringify(answer.body)).not.toMatch(/redis|ECONN|closed/i);
      }
      expect((await alone.request('GET', '/health/live')).status).toBe(200);
    } finally {
      await alone.stop();
    }
  });
});

describe('the stack of a failed task', () => {
  test('is for administrators', async () => {
    const { id } = await api.create(ann, {
      type: 'demo.flaky',
      maxRetries: 0,
      params: { failures: 1, message: 'ouch' },
    });
    const own = await api.finished(ann, id);
    expect(own.error).toMatchObject({ message: 'ouch', code: 'HANDLER_ERROR', attempt: 1 });
    expect(JSON.stringify(own)).not.toContain('stack');
    const list = await api.request('GET', '/api/tasks', { token: ann });
    expect(JSON.stringify(list.body)).not.toContain('stack');
    const { body } = await api.request<Task>('GET', `/api/tasks/${id}`, { token: admin });
    expect(body.error?.stack).toContain('ouch');
    expect(body.attempts[0]?.error?.stack).toContain('ouch');
  });
});

describe('a request id', () => {
  test.each(['trace-42', 'A_b-9'.repeat(12)])('%s is kept, on answers and errors alike', async (given) => {
    for (const path of ['/health/live', '/api/tasks', '/api/nowhere']) {
      const { headers } = await api.request('GET', path, { headers: { 'x-request-id': given } });
      expect(headers.get('x-request-id')).toBe(given);
    }
  });

  test.each(['', 'a b <script>', 'x'.repeat(65), 'a\tb', 'ümlaut'])('%j is replaced', async (given) => {
    const { headers } = await api.request('GET', '/health/live', { headers: { 'x-request-id': given } });
    expect(headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
  });
});
