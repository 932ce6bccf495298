import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { TaskPage } from '@task-queue/contracts';
import type { Answer } from '../../testing/answer.js';
import { PASSWORD, startApi, type RunningApi } from '../../testing/start-api.js';

let api: RunningApi;
let admin: string;
beforeAll(async () => {
  api = await startApi();
  admin = (await api.login('admin')).accessToken;
});
afterAll(() => api.stop());

const post = (path: string, body: unknown, headers = {}): Promise<Answer> =>
  api.request('POST', path, { token: admin, body, headers });
const totalOf = async (): Promise<number> =>
  (await api.request<TaskPage>('GET', '/api/tasks?pageSize=1', { token: admin })).body.total;
const fieldsOf = ({ body }: Answer): string[] => (body.errors ?? []).map(({ field }) => field);
const nested = (depth: number): string => `{"a":`.repeat(depth) + '1' + '}'.repeat(depth);

describe('mass assignment', () => {
  test('what the server alone decides about a task is refused from outside, an entry a field', async () => {
    const foreign = {
      id: '019aaf3c-8d2b-7c4e-9f10-2b6d1e7a9c55',
      createdBy: { id: 'somebody', username: 'else' },
      status: 'completed',
      attempts: [],
      progress: 100,
      result: {},
      error: null,
      retryCount: 0,
      version: 7,
      createdAt: '2026-11-23T08:15:30.123Z',
      startedAt: null,
      finishedAt: null,
      artifact: { name: 'x', contentType: 'text/html', sizeBytes: 1 },
      log: [],
      worker: 'me',
    };
    const before = await totalOf();
    const answer = await post('/api/tasks', { type: 'demo.steps', ...foreign });
    expect(answer.status).toBe(422);
    expect(fieldsOf(answer).sort()).toEqual(Object.keys(foreign).sort());
    expect(await totalOf()).toBe(before);
  });

  test.each([
    [
      '/api/users',
      { username: 'sly', password: PASSWORD, id: 'x', passwordHash: 'x', disabled: false, createdAt: 'x' },
    ],
    ['/api/auth/login', { username: 'admin', password: PASSWORD, role: 'admin' }],
    ['/api/auth/password', { currentPassword: PASSWORD, newPassword: PASSWORD, userId: 'x' }],
    ['/api/auth/second-factor', { password: PASSWORD, secret: 'x' }],
    ['/api/auth/second-factor/confirm', { code: '123456', userId: 'x' }],
    ['/api/tasks/bulk', { action: 'cancel', ids: ['x'], createdBy: 'x' }],
    ['/api/tasks/bulk', { action: 'cancel', filter: { owner: 'x', status: ['pending'] } }],
    ['/api/tasks', { type: 'demo.steps', params: { steps: 1, owner: 'x' } }],
  ])('%s refuses fields that are not of its own', async (path, body) => {
    const answer = await post(path, body);
    expect([answer.status, answer.body.code]).toEqual([422, 'VALIDATION_FAILED']);
    expect(fieldsOf(answer).length).toBeGreaterThan(0);
  });

  test('an account is changed by its role, its password and whether it is disabled, and by nothing else', async () => {
    const { user } = await api.person('fixed');
    const body = { username: 'another', id: 'x', passwordHash: 'x', createdAt: 'x' };
    const answer = await api.request('PATCH', `/api/users/${user.id}`, { token: admin, body });
    expect(answer.status).toBe(422);
    expect(fieldsOf(answer).sort()).toEqual(Object.keys(body).sort());
  });
});

describe('a body that is no object', () => {
  const calls = [
    ['POST', '/api/tasks'],
    ['POST', '/api/tasks/batch-create'],
    ['POST', '/api/tasks/bulk'],
    ['POST', '/api/auth/login'],
    ['POST', '/api/auth/password'],
    ['POST', '/api/auth/second-factor'],
    ['POST', '/api/users'],
    ['PATCH', '/api/users/x'],
  ] as const;
  test.each(calls)('is refused as such by %s %s, whatever it is', async (method, path) => {
    for (const body of ['[]', '[{}]', '[{"type":"demo.steps"}]', '"text"', '7', 'true', 'null']) {
      const answer = await api.request(method, path, { token: admin, body });
      expect([body, answer.status, answer.body.errors]).toEqual([
        body,
        422,
        [{ field: 'body', message: '必须是 JSON 对象' }],
      ]);
    }
  });
});

describe('prototype pollution', () => {
  const keys = ['__proto__', 'constructor', 'prototype'];
  const bodies = keys.flatMap((key): [string, string, string, string][] => [
    [key, 'at the top', '/api/tasks', `{"type":"demo.steps","${key}":{"isAdmin":true}}`],
    [key, 'in params', '/api/tasks', `{"type":"demo.steps","params":{"a":[{"b":{"${key}":{"x":1}}}]}}`],
    [key, 'in a filter', '/api/tasks/bulk', `{"action":"delete","filter":{"status":["failed"],"${key}":{}}}`],
    [key, 'in an account', '/api/users', `{"username":"proto","password":"${PASSWORD}","${key}":{"role":"admin"}}`],
    [key, 'in a login', '/api/auth/login', `{"username":"admin","password":"${PASSWORD}","${key}":1}`],
  ]);

  test.each(bodies)('a key %s %s is refused and named', async (key, _where, path, body) => {
    const answer = await post(path, body);
    expect([answer.status, answer.body.code]).toEqual([422, 'VALIDATION_FAILED']);
    expect(fieldsOf(answer)).toEqual([expect.stringMatching(new RegExp(`(^|\\.)${key}$`))]);
    expect(answer.body.errors![0]!.message).toMatch(/[一-龥]/);
    expect(({} as Record<string, unknown>)['isAdmin']).toBeUndefined();
  });

  test.each([...keys, 'toString', 'hasOwnProperty'])('a query parameter %s is refused and named', async (key) => {
    for (const query of [`${key}=1`, `${key}=x&${key}[a]=y`, `page=1&${key}=`]) {
      const answer = await api.request('GET', `/api/tasks?${query}`, { token: admin });
      expect([query, answer.status, answer.body.errors?.[0]]).toEqual([
        query,
        422,
        { field: key, message: '未知字段' },
      ]);
    }
  });

  test.each(['toString', 'valueOf', '__defineGetter__'])(
    'a field %s, which every object has, is unknown',
    async (key) => {
      const answer = await post('/api/tasks', { type: 'demo.steps', [key]: 1 });
      expect([answer.status, fieldsOf(answer)]).toEqual([422, [key]]);
    },
  );
});

describe('consumption', () => {
  test('a body is at most 300 KiB, and params at most 256 KiB', async () => {
    for (const length of [301 * 1024, 5 * 1024 * 1024]) {
      const answer = await post('/api/tasks', { type: 'demo.steps', title: 'x'.repeat(length) });
      expect([answer.status, answer.body.code]).toEqual([413, 'PAYLOAD_TOO_LARGE']);
    }
    const params = { message: 'x'.repeat(257 * 1024), failures: 1 };
    expect((await post('/api/tasks', { type: 'demo.flaky', params })).status).toBeGreaterThanOrEqual(413);
  });

  test.each([40, 50_000])('JSON nested %i deep is refused', async (depth) => {
    const answer = await post('/api/tasks', `{"type":"demo.steps","params":${nested(depth)}}`);
    expect([answer.status, answer.body.code]).toEqual([413, 'PAYLOAD_TOO_LARGE']);
  });

  test.each(['page=0', 'page=1000001', 'page=1.5', 'page=NaN', 'page=1&page=2', 'pageSize=0', 'pageSize=101', 'page='])(
    'a page out of bounds (%s) is refused, naming the field',
    async (query) => {
      const answer = await api.request('GET', `/api/tasks?${query}`, { token: admin });
      expect(answer.status).toBe(422);
      expect(fieldsOf(answer)).toEqual([query.split('=')[0]]);
    },
  );

  test('a bulk action names at most 100 tasks', async () => {
    const ids = Array.from({ length: 101 }, (_, i) => String(i));
    const answer = await post('/api/tasks/bulk', { action: 'cancel', ids });
    expect(answer.status).toBe(422);
    expect(fieldsOf(answer)).toEqual(['ids']);
  });

  test.each([
    ['a search of 201 characters', `/api/tasks?q=${'x'.repeat(201)}`, 422],
    ['51 types', `/api/tasks?type=${Array.from({ length: 51 }, (_, i) => `t${i}`).join(',')}`, 422],
    ['a thousand parameters', `/api/tasks?${Array.from({ length: 1000 }, (_, i) => `p${i}=1`).join('&')}`, 422],
    ['an address of 20 kB', `/api/tasks?q=${'x'.repeat(20_000)}`, 431],
    ['an id of 5 kB', `/api/tasks/${'x'.repeat(5_000)}`, 400],
  ])('%s is refused', async (_name, path, status) => {
    const answer = await api.request('GET', path, { token: admin });
    expect(answer.status).toBe(status);
    expect(answer.headers.get('content-type')).toContain('application/problem+json');
    expect(answer.body.requestId).toMatch(/^[\w-]+$/);
  });

  test('a person may make so many calls a minute, whoever else makes some', async () => {
    const limited = await startApi({ RATE_LIMIT: '40' });
    try {
      const { accessToken: token } = await limited.person('eager');
      const { accessToken: other } = await limited.person('calm');
      const calls = await Promise.all(
        Array.from({ length: 45 }, () => limited.request('GET', '/api/tasks', { token })),
      );
      expect(calls.filter(({ status }) => status === 200)).toHaveLength(40);
      for (const { headers, body } of calls.filter(({ status }) => status !== 200)) {
        expect(body).toMatchObject({ status: 429, code: 'TOO_MANY_REQUESTS' });
        expect(Number(headers.get('retry-after'))).toBeGreaterThan(0);
        expect(Number(headers.get('retry-after'))).toBeLessThanOrEqual(60);
      }
      expect((await limited.request('GET', '/api/tasks', { token: other })).status).toBe(200);
    } finally {
      await limited.stop();
    }
  });
});

describe('ReDoS', () => {
  test('a search is words, never a pattern', async () => {
    for (const q of ['(a+)+$', '.*', '[', '\\', '(?<x>a)\\k<x>', `${'a'.repeat(100)}!`, '%', '*']) {
      const { status, body } = await api.request<TaskPage>('GET', `/api/tasks?q=${encodeURIComponent(q)}`, {
        token: admin,
      });
      expect([q, status]).toEqual([q, 200]);
      expect(body.total).toBe(0);
    }
  });
});
