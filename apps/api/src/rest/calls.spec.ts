import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { TaskPage } from '@task-queue/contracts';
import { startApi, type RunningApi } from '../../testing/start-api.js';

let api: RunningApi;
let admin: string;
beforeAll(async () => {
  api = await startApi();
  admin = (await api.login('admin')).accessToken;
});
afterAll(() => api.stop());

interface OpenApi {
  readonly paths: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

describe('every call', () => {
  test('is refused without a token, but for login, logout, refresh, a provider’s word and health', async () => {
    const { body } = await api.request<OpenApi>('GET', '/api/docs-json');
    const open: string[] = [];
    let closed = 0;
    for (const [path, operations] of Object.entries(body.paths)) {
      for (const method of Object.keys(operations)) {
        const { status } = await api.request(method.toUpperCase(), path.replaceAll(/\{\w+\}/g, 'x'));
        if (status === 401 && !path.startsWith('/api/auth/refresh')) {
          closed += 1;
        } else {
          open.push(`${method} ${path}`);
        }
      }
    }
    expect(open.sort()).toEqual([
      'get /health/live',
      'get /health/ready',
      'get /metrics',
      'post /api/auth/login',
      'post /api/auth/logout',
      'post /api/auth/oidc/backchannel-logout',
      'post /api/auth/oidc/login',
      'post /api/auth/refresh',
    ]);
    expect(closed).toBeGreaterThan(8);
  });

  test.each([
    ['broken JSON', '{"type":', 400],
    ['no object', '[]', 422],
    ['an unknown field', { type: 'demo.steps', owner: 'me' }, 422],
    ['a status of its own', { type: 'demo.steps', status: 'completed' }, 422],
    ['a creator of its own', { type: 'demo.steps', createdBy: 'somebody' }, 422],
    ['an unknown type', { type: 'no.such.type' }, 422],
    ['bad params', { type: 'demo.steps', params: { steps: 'many' } }, 422],
    ['a key __proto__', '{"type":"demo.steps","params":{"a":{"__proto__":{"x":1}}}}', 422],
    ['a key constructor', '{"type":"demo.steps","params":{"constructor":{"prototype":{}}}}', 422],
    ['more than the limit', { type: 'demo.steps', title: 'x'.repeat(400 * 1024) }, 413],
  ])('with %s is refused and creates nothing', async (_name, body, status) => {
    const totalOf = async (): Promise<number> =>
      (await api.request<TaskPage>('GET', '/api/tasks', { token: admin })).body.total;
    const before = await totalOf();
    const answer = await api.request('POST', '/api/tasks', { token: admin, body });
    expect(answer.status).toBe(status);
    expect(answer.headers.get('content-type')).toContain('application/problem+json');
    expect(JSON.stringify(answer.body)).not.toMatch(/node_modules|\.ts:\d/);
    expect(await totalOf()).toBe(before);
  });

  test.each(['status=done', 'priority=urgent', 'createdFrom=yesterday', 'createdTo=1', 'unknown=1'])(
    'with the query %s is refused, naming the field',
    async (query) => {
      const { status, body } = await api.request('GET', `/api/tasks?${query}`, { token: admin });
      expect(status).toBe(422);
      expect(body.errors?.[0]?.field).toBe(query.split('=')[0]);
    },
  );
});

describe('an idempotency key', () => {
  test('gives the same task again, and refuses another body', async () => {
    const headers = { 'idempotency-key': 'once' };
    const body = { type: 'demo.steps', params: { steps: 1, stepMs: 0 } };
    const first = await api.request<{ id: string }>('POST', '/api/tasks', { token: admin, headers, body });
    expect(first.status).toBe(201);
    expect(first.headers.get('location')).toBe(`/api/tasks/${first.body.id}`);
    const again = await api.request<{ id: string }>('POST', '/api/tasks', { token: admin, headers, body });
    expect([again.status, again.body.id]).toEqual([200, first.body.id]);
    const other = await api.request('POST', '/api/tasks', { token: admin, headers, body: { ...body, title: 'other' } });
    expect([other.status, other.body.code]).toEqual([422, 'IDEMPOTENCY_KEY_REUSED']);
  });
});

describe("somebody else's task", () => {
  const later = { type: 'demo.steps', runAt: '2099-01-01T00:00:00.000Z' };

  test('does not exist for a user, and does for an administrator', async () => {
    const ann = await api.person('ann');
    const ben = await api.person('ben');
    const { id } = await api.create(ann.accessToken, later);
    const calls: [string, string][] = [
      ['GET', ''],
      ['POST', '/cancel'],
      ['POST', '/retry'],
      ['GET', '/artifact'],
      ['POST', '/artifact/link'],
      ['DELETE', ''],
    ];
    for (const [method, path] of calls) {
      const { status, body } = await api.request(method, `/api/tasks/${id}${path}`, { token: ben.accessToken });
      expect([method, path, status, body.code]).toEqual([method, path, 404, 'TASK_NOT_FOUND']);
    }
    const listOf = async (token: string, query = ''): Promise<string[]> =>
      (await api.request<TaskPage>('GET', `/api/tasks${query}`, { token })).body.items.map((task) => task.id);
    expect(await listOf(ben.accessToken)).toEqual([]);
    expect(await listOf(ben.accessToken, `?createdBy=${ann.user.id}`)).toEqual([]);
    expect(await listOf(ann.accessToken)).toEqual([id]);
    expect(await listOf(admin, `?createdBy=${ann.user.id}`)).toEqual([id]);
    expect((await api.request('GET', `/api/tasks/${id}`, { token: admin })).status).toBe(200);
  });
});
