import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { CreateTaskRequest, ProblemDetails, ServerTime, Task, TaskStats, TaskType } from '@task-queue/contracts';
import type { Answer } from '../../testing/answer.js';
import { startApi, type RunningApi } from '../../testing/start-api.js';

// Every answer is held to the OpenAPI document besides: see startApi.

const FAR = '2099-01-01T00:00:00.000Z';
const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;
const UUID_V7 = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

let api: RunningApi;
let token: string;
let me: { id: string; username: string };
beforeAll(async () => {
  api = await startApi();
  const { accessToken, user } = await api.person('integrator');
  token = accessToken;
  me = { id: user.id, username: user.username };
});
afterAll(() => api.stop());

function post<Body = Task>(body: unknown, headers: Record<string, string> = {}): Promise<Answer<Body>> {
  return api.request<Body>('POST', '/api/tasks', { token, body, headers });
}
const fieldsOf = ({ body }: Answer<ProblemDetails>): string[] | undefined =>
  body.errors?.map(({ field }) => field).sort();

describe('POST /api/tasks', () => {
  test('answers 201 with the whole task and its address', async () => {
    const request: CreateTaskRequest = {
      type: 'demo.steps',
      title: '十一月',
      params: { steps: 2, stepMs: 0 },
      priority: 'high',
      maxRetries: 5,
      timeoutMs: 60_000,
      runAt: FAR,
    };
    const { status, headers, body: task } = await post(request);
    expect(status).toBe(201);
    expect(headers.get('location')).toBe(`/api/tasks/${task.id}`);
    expect(task).toEqual({
      id: expect.stringMatching(UUID_V7),
      type: 'demo.steps',
      title: '十一月',
      status: 'pending',
      priority: 'high',
      params: { steps: 2, stepMs: 0 },
      progress: 0,
      progressText: null,
      result: null,
      resultSummary: null,
      error: null,
      retryCount: 0,
      maxRetries: 5,
      timeoutMs: 60_000,
      runAt: FAR,
      startWithinMs: null,
      deadlineAt: null,
      deadline: null,
      createdBy: me,
      createdAt: expect.stringMatching(INSTANT),
      startedAt: null,
      finishedAt: null,
      artifact: null,
      stop: null,
      cancelledBecause: null,
      scheduleId: null,
      attempts: [],
      log: [],
      logDropped: 0,
      version: 1,
    });
    expect((await api.request('GET', headers.get('location')!, { token })).body).toEqual(task);
  });

  test('needs a type alone: the rest are the defaults of the type', async () => {
    const { body: types } = await api.request<TaskType[]>('GET', '/api/tasks/types', { token });
    for (const { type, title, defaults } of types.filter(({ isInternal }) => !isInternal)) {
      const { status, body } = await post({ type, runAt: FAR });
      expect([type, status]).toEqual([type, 201]);
      expect(body).toMatchObject({ type, title: title.zh, status: 'pending', ...defaults });
    }
  });

  test('takes null for an optional field for one that is left out', async () => {
    const optional = ['title', 'params', 'priority', 'maxRetries', 'timeoutMs', 'runAt'];
    const nothing = Object.fromEntries(optional.map((field) => [field, null]));
    const headers = { 'idempotency-key': 'contract-null' };
    const { status, body } = await post({ type: 'tasks.cleanup', ...nothing }, headers);
    expect(status).toBe(201);
    const plain = await post({ type: 'tasks.cleanup' });
    for (const field of optional as (keyof Task)[]) {
      expect([field, body[field]]).toEqual([field, plain.body[field]]);
    }
    const same = await post({ type: 'tasks.cleanup' }, headers);
    expect([same.status, same.body.id]).toEqual([200, body.id]);
    expect(fieldsOf(await post<ProblemDetails>({ type: null }))).toEqual(['type']);
  });

  test('titles an untitled task in the language of the caller', async () => {
    const { body } = await post({ type: 'tasks.export', runAt: FAR }, { 'accept-language': 'en' });
    expect(body.title).toBe('Batch export');
  });

  test.each([
    ['2099-01-01T08:00:00+08:00', FAR],
    ['2099-01-01T00:00:00', FAR],
    ['2099-01-01', FAR],
    [FAR, FAR],
  ])('takes the run time %s for %s', async (runAt, instant) => {
    expect((await post({ type: 'demo.steps', runAt })).body.runAt).toBe(instant);
  });

  test('runs a task at once whose run time is past', async () => {
    const { body } = await post({ type: 'demo.steps', params: { steps: 1, stepMs: 0 }, runAt: '2020-01-01' });
    expect(body.runAt).toBeNull();
    expect((await api.finished(token, body.id)).status).toBe('completed');
  });

  test.each([1, 250])('holds an attempt to %i ms where that is asked', async (timeoutMs) => {
    const { status, body } = await post({ type: 'demo.hang', timeoutMs, maxRetries: 0 });
    expect([status, body.timeoutMs]).toEqual([201, timeoutMs]);
    expect(await api.finished(token, body.id)).toMatchObject({ status: 'failed', error: { code: 'TIMEOUT' } });
  });

  test.each<[string, unknown, string[]]>([
    ['no type', {}, ['type']],
    ['an unknown type', { type: 'no.such.type' }, ['type']],
    ['an unknown field', { type: 'demo.steps', colour: 'red' }, ['colour']],
    [
      'fields of the server',
      { type: 'demo.steps', id: 'x', status: 'completed', createdBy: {} },
      ['createdBy', 'id', 'status'],
    ],
    ['a long title', { type: 'demo.steps', title: 'x'.repeat(201) }, ['title']],
    ['another priority', { type: 'demo.steps', priority: 'urgent' }, ['priority']],
    ['too many retries', { type: 'demo.steps', maxRetries: 21 }, ['maxRetries']],
    ['half a retry', { type: 'demo.steps', maxRetries: 0.5 }, ['maxRetries']],
    ['no time at all', { type: 'demo.steps', timeoutMs: 0 }, ['timeoutMs']],
    ['half a millisecond', { type: 'demo.steps', timeoutMs: 0.5 }, ['timeoutMs']],
    ['more than a day', { type: 'demo.steps', timeoutMs: 86_400_001 }, ['timeoutMs']],
    ['no instant', { type: 'demo.steps', runAt: 'tomorrow' }, ['runAt']],
    ['no date of this world', { type: 'demo.steps', runAt: '2099-02-30T00:00:00Z' }, ['runAt']],
    ['params that are a list', { type: 'demo.steps', params: [] }, ['params']],
    [
      'several wrong fields',
      { type: 'demo.steps', priority: 1, maxRetries: -1, timeoutMs: '1' },
      ['maxRetries', 'priority', 'timeoutMs'],
    ],
    [
      'several wrong params',
      { type: 'demo.steps', params: { steps: 0, stepMs: 'x', speed: 1 } },
      ['params.speed', 'params.stepMs', 'params.steps'],
    ],
    [
      'wrong params within params',
      { type: 'tasks.export', params: { filter: { status: ['gone'] } } },
      ['params.filter.status'],
    ],
  ])('answers 422 to %s, one entry a field', async (_what, body, fields) => {
    const answer = await post<ProblemDetails>(body);
    expect([answer.status, fieldsOf(answer)]).toEqual([422, fields]);
    expect(answer.headers.get('content-type')).toMatch(/^application\/problem\+json/);
  });

  test('has a code of its own for an unknown type', async () => {
    expect((await post<ProblemDetails>({ type: 'no.such.type' })).body.code).toBe('UNKNOWN_TASK_TYPE');
  });
});

describe('Idempotency-Key', () => {
  const body = { type: 'demo.steps', params: { steps: 1, stepMs: 0 }, runAt: FAR };

  test('the same key and body again: 200 and the same task, with its address', async () => {
    const headers = { 'idempotency-key': 'contract-1' };
    const first = await post(body, headers);
    const again = await post({ runAt: FAR, params: { stepMs: 0, steps: 1 }, type: 'demo.steps' }, headers);
    expect([first.status, again.status, again.body]).toEqual([201, 200, first.body]);
    expect(again.headers.get('location')).toBe(first.headers.get('location'));
  });

  test('the same key, another body: 422', async () => {
    const headers = { 'idempotency-key': 'contract-2' };
    await post(body, headers);
    const other = await post<ProblemDetails>({ ...body, title: 'other' }, headers);
    expect([other.status, other.body.code]).toEqual([422, 'IDEMPOTENCY_KEY_REUSED']);
  });

  test('is the caller’s own', async () => {
    const headers = { 'idempotency-key': 'contract-3' };
    const mine = await post(body, headers);
    const { accessToken } = await api.person('somebody');
    const theirs = await api.request<Task>('POST', '/api/tasks', { token: accessToken, body, headers });
    expect([mine.status, theirs.status]).toEqual([201, 201]);
    expect(theirs.body.id).not.toBe(mine.body.id);
  });

  test('that is no key is refused', async () => {
    const answer = await post<ProblemDetails>(body, { 'idempotency-key': 'x'.repeat(201) });
    expect([answer.status, fieldsOf(answer)]).toEqual([422, ['Idempotency-Key']]);
  });
});

test('GET /api/tasks/types tells type, title, description, params and defaults, and which the program itself creates', async () => {
  const { status, body } = await api.request<TaskType[]>('GET', '/api/tasks/types', { token });
  expect(status).toBe(200);
  expect(body.map(({ type }) => type)).toEqual([
    'audit.export',
    'demo.flaky',
    'demo.hang',
    'demo.steps',
    'tasks.bulk',
    'tasks.cleanup',
    'tasks.export',
  ]);
  expect(body.filter(({ isInternal }) => isInternal).map(({ type }) => type)).toEqual(['audit.export', 'tasks.bulk']);
  for (const type of body) {
    const fields = ['defaults', 'description', 'isInternal', 'paramsSchema', 'stoppable', 'title', 'type'];
    expect(Object.keys(type).sort()).toEqual(fields);
    expect(type.title).toEqual({ zh: expect.stringMatching(/[一-龥]/), en: expect.stringMatching(/^[\x20-\x7e]+$/) });
    expect(type.paramsSchema).toMatchObject({ type: 'object', additionalProperties: false });
  }
});

test('GET /api/tasks/stats counts by status and type what the caller may see', async () => {
  const { accessToken } = await api.person('counter');
  for (const title of ['a', 'b']) {
    await api.create(accessToken, { type: 'demo.steps', title, runAt: FAR });
  }
  await api.create(accessToken, { type: 'tasks.export', runAt: FAR });
  const statsOf = async (of: string): Promise<TaskStats> =>
    (await api.request<TaskStats>('GET', '/api/tasks/stats', { token: of })).body;
  expect(await statsOf(accessToken)).toEqual({
    total: 3,
    byStatus: { pending: 3, running: 0, completed: 0, failed: 0, cancelled: 0 },
    byType: { 'demo.steps': 2, 'tasks.export': 1 },
  });
  const everybodys = await statsOf((await api.login('admin')).accessToken);
  expect(everybodys.total).toBeGreaterThan(3);
  expect(everybodys.storage).toEqual({ level: 'ok', usedBytes: expect.any(Number), limitBytes: null });
});

test('GET /api/tasks/clock tells the time that all times of tasks are of', async () => {
  const { body, headers } = await api.request<ServerTime>('GET', '/api/tasks/clock', { token });
  const [seconds] = await api.fixture.redis.time();
  expect(Object.keys(body)).toEqual(['now']);
  expect(new Date(body.now).toISOString()).toBe(body.now);
  expect(Math.abs(Date.parse(body.now) - Number(seconds) * 1_000)).toBeLessThan(5_000);
  expect(headers.get('cache-control')).toBe('no-store');
});

describe('an error', () => {
  const path = '/api/tasks/019aaf3c-8d2b-7c4e-9f10-2b6d1e7a9c55';

  test('is a problem document with exactly the fields of RFC 9457 and ours', async () => {
    const { status, headers, body } = await api.request('GET', path, { token, headers: { 'x-request-id': 'trace-7' } });
    expect(status).toBe(404);
    expect(headers.get('content-type')).toMatch(/^application\/problem\+json/);
    expect(body).toEqual({
      type: expect.any(String),
      title: 'Not Found',
      status: 404,
      detail: '任务不存在',
      code: 'TASK_NOT_FOUND',
      requestId: 'trace-7',
    });
  });

  test.each([
    ['zh-CN,zh;q=0.9,en;q=0.8', '任务不存在'],
    ['en', 'There is no such task'],
    ['en-US,en;q=0.9,zh;q=0.1', 'There is no such task'],
    ['fr', '任务不存在'],
  ])('speaks the language of %s, and its code does not', async (language, detail) => {
    const { body } = await api.request('GET', path, { token, headers: { 'accept-language': language } });
    expect([body.detail, body.code]).toEqual([detail, 'TASK_NOT_FOUND']);
  });

  test.each(['nonsense', '0', '019aaf3c', '019AAF3C-8D2B-7C4E-9F10-2B6D1E7A9C55', '%00', '..%2f..%2fetc'])(
    'for a task named %s is a 404',
    async (id) => {
      const { status } = await api.request('GET', `/api/tasks/${id}`, { token });
      expect(status).toBe(404);
    },
  );
});

test('HEAD answers what GET does without its body, and another method is refused', async () => {
  const ask = (method: string): Promise<Response> =>
    fetch(`${api.url}/api/tasks`, { method, headers: { authorization: `Bearer ${token}` } });
  const head = await ask('HEAD');
  expect([head.status, head.headers.get('content-type'), await head.text()]).toEqual([
    200,
    'application/json; charset=utf-8',
    '',
  ]);
  for (const method of ['PUT', 'PATCH', 'OPTIONS']) {
    const answer = await ask(method);
    expect([404, 405]).toContain(answer.status);
    expect(answer.headers.get('content-type')).toMatch(/^application\/problem\+json/);
  }
});
