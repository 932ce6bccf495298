import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { BulkOutcome, ProblemDetails, Task, TaskPage } from '@task-queue/contracts';
import type { Answer } from '../../testing/answer.js';
import { startApi, type RunningApi } from '../../testing/start-api.js';

// Every answer is held to the OpenAPI document besides: see startApi.

const FAR = '2099-01-01T00:00:00.000Z';
const UNKNOWN = '019aaf3c-8d2b-7c4e-9f10-2b6d1e7a9c55';

let api: RunningApi;
let token: string;
beforeAll(async () => {
  api = await startApi();
  token = (await api.person('actor')).accessToken;
});
afterAll(() => api.stop());

const act = <Body = Task>(method: string, id: string, action = '', as = token): Promise<Answer<Body>> =>
  api.request<Body>(method, `/api/tasks/${id}${action}`, { token: as });
const read = async (id: string): Promise<Task> => (await act('GET', id)).body;
const bulk = <Body = BulkOutcome[]>(body: unknown): Promise<Answer<Body>> =>
  api.request<Body>('POST', '/api/tasks/bulk', { token, body });

/** A task in each state. */
const inState = {
  pending: () => api.create(token, { type: 'demo.steps', runAt: FAR }),
  running: async (): Promise<Task> => {
    const { id } = await api.create(token, { type: 'demo.hang', timeoutMs: 600_000 });
    await api.happened(id, /started/);
    return read(id);
  },
  completed: async (): Promise<Task> => {
    const { id } = await api.create(token, { type: 'demo.steps', params: { steps: 1, stepMs: 0 } });
    return api.finished(token, id);
  },
  failed: async (): Promise<Task> => {
    const params = { failures: 1, message: 'once' };
    const { id } = await api.create(token, { type: 'demo.flaky', params, maxRetries: 0 });
    return api.finished(token, id);
  },
  cancelled: async (): Promise<Task> => (await act('POST', (await inState.pending()).id, '/cancel')).body,
};

describe('what can be done with one task', () => {
  test('cancelling a pending one makes it cancelled, a version on', async () => {
    const { id } = await inState.pending();
    const { status, body } = await act('POST', id, '/cancel');
    expect(status).toBe(200);
    expect(body).toMatchObject({ id, status: 'cancelled', version: 2, finishedAt: expect.any(String), attempts: [] });
    expect(await read(id)).toEqual(body);
  });

  test('a running one cannot be cancelled: 无法取消正在执行的任务', async () => {
    const { id } = await inState.running();
    const { status, body } = await act<ProblemDetails>('POST', id, '/cancel');
    expect([status, body.code, body.detail]).toEqual([409, 'TASK_RUNNING', '无法取消正在执行的任务']);
    const english = await api.request('POST', `/api/tasks/${id}/cancel`, {
      token,
      headers: { 'accept-language': 'en' },
    });
    expect([english.body.code, english.body.detail]).toEqual(['TASK_RUNNING', 'A running task cannot be cancelled']);
    expect((await read(id)).status).toBe('running');
  });

  test('retrying a failed one makes it pending with its retry count at 0, and it runs again', async () => {
    const { id, version } = await inState.failed();
    const { status, body } = await act('POST', id, '/retry');
    expect(status).toBe(200);
    expect(body).toMatchObject({ id, status: 'pending', retryCount: 0, finishedAt: null });
    expect(body.version).toBeGreaterThan(version);
    await api.happened(id, /completed/);
    expect((await read(id)).attempts.map(({ number, outcome }) => [number, outcome])).toEqual([
      [1, 'failed'],
      [2, 'completed'],
    ]);
  });

  test('one that was cancelled is answered so although somebody deletes it right after', async () => {
    const deleteOnceFinished = async (id: string): Promise<void> => {
      while ((await act('DELETE', id)).status !== 204);
    };
    for (let i = 0; i < 20; i += 1) {
      const { id } = await inState.pending();
      const [alone] = await Promise.all([act('POST', id, '/cancel'), deleteOnceFinished(id)]);
      expect(alone).toMatchObject({ status: 200, body: { id, status: 'cancelled', version: 2 } });
      const { id: named } = await inState.pending();
      const [among] = await Promise.all([bulk({ action: 'cancel', ids: [named] }), deleteOnceFinished(named)]);
      expect(among.body).toEqual([{ id: named, ok: true }]);
    }
  });

  test.each(['completed', 'failed', 'cancelled'] as const)('a %s one can be deleted: 204, then 404', async (state) => {
    const { id } = await inState[state]();
    const { status, body } = await act<string>('DELETE', id);
    expect([status, body]).toEqual([204, '']);
    expect(await act<ProblemDetails>('GET', id)).toMatchObject({ status: 404, body: { code: 'TASK_NOT_FOUND' } });
    expect((await act('DELETE', id)).status).toBe(404);
  });

  test.each([
    ['POST', '/cancel', 'completed', 'TASK_FINISHED'],
    ['POST', '/cancel', 'failed', 'TASK_FINISHED'],
    ['POST', '/cancel', 'cancelled', 'TASK_FINISHED'],
    ['POST', '/retry', 'pending', 'TASK_NOT_FAILED'],
    ['POST', '/retry', 'running', 'TASK_NOT_FAILED'],
    ['POST', '/retry', 'completed', 'TASK_NOT_FAILED'],
    ['POST', '/retry', 'cancelled', 'TASK_NOT_FAILED'],
    ['DELETE', '', 'pending', 'TASK_NOT_FINISHED'],
    ['DELETE', '', 'running', 'TASK_NOT_FINISHED'],
  ] as const)('%s %s of a %s one is refused with 409 %s and changes nothing', async (method, action, state, code) => {
    const before = await inState[state]();
    const { status, body } = await act<ProblemDetails>(method, before.id, action);
    expect([status, body.code]).toEqual([409, code]);
    const { status: after, version } = await read(before.id);
    expect([after, version]).toEqual([before.status, before.version]);
  });

  test.each([
    ['GET', ''],
    ['POST', '/cancel'],
    ['POST', '/retry'],
    ['DELETE', ''],
    ['GET', '/artifact'],
  ])('%s %s of somebody else’s task and of none at all is the same 404', async (method, action) => {
    const { accessToken: stranger } = await api.person(`stranger-${method}${action.slice(1)}`);
    const { id } = await inState.pending();
    const theirs = await act<ProblemDetails>(method, id, action, stranger);
    const none = await act<ProblemDetails>(method, UNKNOWN, action, stranger);
    expect([theirs.status, theirs.body.code]).toEqual([404, 'TASK_NOT_FOUND']);
    expect({ ...theirs.body, requestId: '' }).toEqual({ ...none.body, requestId: '' });
  });
});

describe('POST /api/tasks/bulk', () => {
  test('with ids answers 200 and one outcome a task, in their order', async () => {
    const [pending, running, failed] = [await inState.pending(), await inState.running(), await inState.failed()];
    const ids = [pending.id, running.id, UNKNOWN, failed.id, 'no id'];
    const outcomes = await bulk({ action: 'cancel', ids });
    expect([outcomes.status, outcomes.body]).toEqual([
      200,
      [
        { id: pending.id, ok: true },
        { id: running.id, ok: false, code: 'TASK_RUNNING' },
        { id: UNKNOWN, ok: false, code: 'TASK_NOT_FOUND' },
        { id: failed.id, ok: false, code: 'TASK_FINISHED' },
        { id: 'no id', ok: false, code: 'TASK_NOT_FOUND' },
      ],
    ]);
    expect((await bulk({ action: 'retry', ids: [failed.id, pending.id] })).body).toEqual([
      { id: failed.id, ok: true },
      { id: pending.id, ok: false, code: 'TASK_NOT_FAILED' },
    ]);
    expect((await bulk({ action: 'delete', ids: [pending.id, running.id] })).body).toEqual([
      { id: pending.id, ok: true },
      { id: running.id, ok: false, code: 'TASK_NOT_FINISHED' },
    ]);
  });

  test('has one outcome for a task that is named twice', async () => {
    const [first, second] = [await inState.pending(), await inState.pending()];
    const { body } = await bulk({ action: 'cancel', ids: [first.id, second.id, first.id, UNKNOWN, UNKNOWN] });
    expect(body).toEqual([
      { id: first.id, ok: true },
      { id: second.id, ok: true },
      { id: UNKNOWN, ok: false, code: 'TASK_NOT_FOUND' },
    ]);
  });

  test('takes 100 ids and no more', async () => {
    const ids = Array.from({ length: 101 }, (_, i) => `unknown ${i}`);
    expect((await bulk({ action: 'cancel', ids: ids.slice(1) })).body).toHaveLength(100);
    expect((await bulk({ action: 'cancel', ids })).status).toBe(422);
  });

  test('with a filter answers 202 and a task that does it to what matched then', async () => {
    const wanted = await Promise.all(
      [1, 2, 3].map(() => api.create(token, { type: 'demo.steps', title: '待取消', runAt: FAR })),
    );
    const { status, headers, body } = await bulk<Task>({ action: 'cancel', filter: { q: '待取消' } });
    const after = await api.create(token, { type: 'demo.steps', title: '待取消', runAt: FAR });
    expect([status, body.type]).toEqual([202, 'tasks.bulk']);
    expect(headers.get('location')).toBe(`/api/tasks/${body.id}`);
    expect(await api.finished(token, body.id)).toMatchObject({
      status: 'completed',
      progress: 100,
      result: { matched: 3, done: 3, refused: {} },
    });
    expect(await Promise.all([...wanted, after].map(async ({ id }) => (await read(id)).status))).toEqual([
      'cancelled',
      'cancelled',
      'cancelled',
      'pending',
    ]);
  });

  test.each([
    [{ ids: [UNKNOWN] }, 'action'],
    [{ action: 'cancel' }, 'ids'],
    [{ action: 'cancel', ids: [] }, 'ids'],
    [{ action: 'cancel', ids: null, filter: null }, 'ids'],
    [{ action: 'delete', filter: null }, 'ids'],
    [{ action: 'cancel', ids: [UNKNOWN], filter: {} }, 'ids'],
    [{ action: 'cancel', ids: UNKNOWN }, 'ids'],
    [{ action: 'cancel', ids: [1] }, 'ids'],
    [{ action: 'cancel', ids: [null] }, 'ids'],
    [{ action: null, ids: [UNKNOWN] }, 'action'],
    [{ action: 'cancel', filter: { status: [null] } }, 'filter.status'],
    [{ action: 'pause', ids: [UNKNOWN] }, 'action'],
    [{ action: 'cancel', filter: [] }, 'filter'],
    [{ action: 'cancel', filter: { status: ['gone'] } }, 'filter.status'],
    [{ action: 'cancel', filter: { createdTo: 'now' } }, 'filter.createdTo'],
    [{ action: 'cancel', filter: { page: 1 } }, 'filter.page'],
  ])('refuses %j, naming %s, and does nothing', async (body, field) => {
    const totalOf = async (): Promise<number> =>
      (await api.request<TaskPage>('GET', '/api/tasks', { token })).body.total;
    const before = await totalOf();
    const answer = await bulk<ProblemDetails>(body);
    expect([answer.status, answer.body.errors?.map((error) => error.field)]).toEqual([422, [field]]);
    expect(await totalOf()).toBe(before);
  });
});
