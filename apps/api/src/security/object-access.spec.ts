import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { BulkOutcome, LoginResponse, Task, TaskPage, TaskStats } from '@task-queue/contracts';
import { startApi, type RunningApi } from '../../testing/start-api.js';

const LATER = '2099-01-01T00:00:00.000Z';

let api: RunningApi;
let admin: LoginResponse;
let ann: LoginResponse;
let ben: LoginResponse;
beforeAll(async () => {
  api = await startApi();
  admin = await api.login('admin');
  ann = await api.person('ann');
  ben = await api.person('ben');
});
afterAll(() => api.stop());

describe('object access', () => {
  const WORD = 'heliotrope';
  let mine: string;
  beforeAll(async () => {
    mine = (await api.create(ann.accessToken, { type: 'demo.steps', title: WORD, runAt: LATER })).id;
  });

  test('lists and searches show others nothing, whatever is asked for', async () => {
    const idsFor = async (token: string, query: string): Promise<string[]> => {
      const { body } = await api.request<TaskPage>('GET', `/api/tasks?pageSize=100&${query}`, { token });
      expect(body.total).toBe(body.items.length);
      return body.items.map(({ id }) => id);
    };
    for (const query of ['', `q=${WORD}`, `q=${mine}`, `q=${mine.slice(0, 8)}`, 'status=pending', 'type=demo.steps']) {
      expect(await idsFor(ann.accessToken, query)).toContain(mine);
      expect(await idsFor(ben.accessToken, query)).not.toContain(mine);
    }
    expect(await idsFor(ben.accessToken, `createdBy=${ann.user.id}`)).toEqual([]);
    expect(await idsFor(admin.accessToken, `createdBy=${ann.user.id}&q=${WORD}`)).toEqual([mine]);
  });

  test('counts are of what the caller may see', async () => {
    const statsOf = async (token: string): Promise<TaskStats> =>
      (await api.request<TaskStats>('GET', '/api/tasks/stats', { token })).body;
    const { accessToken } = await api.person('newcomer');
    await api.create(admin.accessToken, { type: 'demo.steps', runAt: LATER });
    expect((await statsOf(accessToken)).total).toBe(0);
    expect((await statsOf(accessToken)).byType).toEqual({});
    const [all, annsTotal] = [await statsOf(admin.accessToken), (await statsOf(ann.accessToken)).total];
    expect(annsTotal).toBeGreaterThan(0);
    expect(all.total).toBeGreaterThan(annsTotal);
  });

  test.each(['cancel', 'retry', 'delete'] as const)('%s by ids finds nothing of others', async (action) => {
    const { body } = await api.request<BulkOutcome[]>('POST', '/api/tasks/bulk', {
      token: ben.accessToken,
      body: { action, ids: [mine] },
    });
    expect(body).toEqual([{ id: mine, ok: false, code: 'TASK_NOT_FOUND' }]);
  });

  test.each([{ q: WORD }, { createdBy: '' }, {}])('a bulk action on %j touches nothing of others', async (given) => {
    const filter = 'createdBy' in given ? { createdBy: ann.user.id } : given;
    const { body, status } = await api.request<Task>('POST', '/api/tasks/bulk', {
      token: ben.accessToken,
      body: { action: 'cancel', filter },
    });
    expect(status).toBe(202);
    expect((await api.finished(ben.accessToken, body.id)).status).toBe('completed');
    const { body: untouched } = await api.request<Task>('GET', `/api/tasks/${mine}`, { token: ann.accessToken });
    expect(untouched.status).toBe('pending');
  });

  test('an export holds nothing of others, whatever its filter says', async () => {
    const idsIn = async (token: string, filter: object): Promise<string> => {
      const { id } = await api.create(token, { type: 'tasks.export', params: { format: 'json', filter } });
      await api.finished(token, id);
      return JSON.stringify((await api.request<unknown>('GET', `/api/tasks/${id}/artifact`, { token })).body);
    };
    expect(await idsIn(ann.accessToken, {})).toContain(mine);
    expect(await idsIn(ben.accessToken, {})).not.toContain(mine);
    expect(await idsIn(admin.accessToken, { createdBy: ann.user.id })).toContain(mine);
    const { status, body } = await api.request<Task>('POST', '/api/tasks', {
      token: ben.accessToken,
      body: { type: 'tasks.export', params: { format: 'json', filter: { createdBy: ann.user.id } } },
    });
    expect(status).toBe(201);
    await api.finished(ben.accessToken, body.id);
    const file = await api.request<unknown>('GET', `/api/tasks/${body.id}/artifact`, { token: ben.accessToken });
    expect(JSON.stringify(file.body)).not.toContain(mine);
  });

  test('an idempotency key of another person is another key', async () => {
    const create = (token: string) =>
      api.request<Task>('POST', '/api/tasks', {
        token,
        headers: { 'idempotency-key': 'shared' },
        body: { type: 'demo.steps', runAt: LATER },
      });
    const [anns, bens] = [await create(ann.accessToken), await create(ben.accessToken)];
    expect([anns.status, bens.status]).toEqual([201, 201]);
    expect(bens.body.id).not.toBe(anns.body.id);
  });
});
