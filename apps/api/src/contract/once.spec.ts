import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { BulkOutcome, CreateTaskRequest, ProblemDetails, Task } from '@task-queue/contracts';
import { TaskHandler, TaskParam } from '@task-queue/tasks';
import { IsOptional, IsInt } from 'class-validator';
import type { Answer } from '../../testing/answer.js';
import { startApi, type RunningApi } from '../../testing/start-api.js';

// Every answer is held to the OpenAPI document besides: see startApi.

class CountParams {
  @TaskParam({ title: { zh: '数', en: 'Number' } })
  @IsInt()
  readonly a: number = 1;

  @IsOptional()
  @IsInt()
  readonly b?: number;
}

@TaskHandler({
  type: 'test.once',
  title: { zh: '一次', en: 'Once' },
  params: CountParams,
  unique: { onConflict: 'reject' },
  maxRetries: 0,
})
class OnceTask {
  run(): never {
    throw new Error('not now');
  }
}

const FAR = '2099-01-01T00:00:00.000Z';

let api: RunningApi;
let token: string;
let another: string;
beforeAll(async () => {
  api = await startApi({}, undefined, [OnceTask]);
  token = (await api.person('once')).accessToken;
  another = (await api.person('another')).accessToken;
});
afterAll(() => api.stop());

const post = <Body = Task>(
  body: Partial<CreateTaskRequest> | object,
  { as = token, ...headers }: Record<string, string> = {},
): Promise<Answer<Body>> =>
  api.request<Body>('POST', '/api/tasks', { token: as, body: { type: 'demo.steps', runAt: FAR, ...body }, headers });
const read = async (id: string): Promise<Task> => (await api.request<Task>('GET', `/api/tasks/${id}`, { token })).body;
const cancel = (id: string) => api.request('POST', `/api/tasks/${id}/cancel`, { token });
const isDeduplicated = ({ headers }: Answer<unknown>): string | null => headers.get('task-deduplicated');

describe('POST /api/tasks with unique', () => {
  test('201, then 200 with the same task and Task-Deduplicated, whatever the order of the params, until it is over', async () => {
    const first = await post({ params: { steps: 3, stepMs: 5 }, unique: {} });
    expect([first.status, isDeduplicated(first)]).toEqual([201, null]);
    const second = await post({ params: { stepMs: 5, steps: 3 }, unique: {} });
    expect([second.status, isDeduplicated(second), second.body.id]).toEqual([200, 'true', first.body.id]);
    expect(second.headers.get('location')).toBe(`/api/tasks/${first.body.id}`);
    expect((await post({ params: { steps: 4, stepMs: 5 }, unique: {} })).status).toBe(201);
    expect((await post({ params: { steps: 3, stepMs: 5 }, unique: {} }, { as: another })).status).toBe(201);
    await cancel(first.body.id);
    expect((await post({ params: { steps: 3, stepMs: 5 }, unique: {} })).status).toBe(201);
  });

  test('409 TASK_DUPLICATE with its id, in both languages, where it is to be rejected', async () => {
    const unique = { key: 'rejected', onConflict: 'reject' };
    const first = await post({ unique });
    const zh = await post<ProblemDetails>({ unique, params: { steps: 9 } });
    expect([zh.status, zh.body.code, zh.body.taskId]).toEqual([409, 'TASK_DUPLICATE', first.body.id]);
    expect(zh.body.detail).toBe('已有一个相同的任务尚未结束');
    const en = await post<ProblemDetails>({ unique }, { 'accept-language': 'en' });
    expect(en.body.detail).toBe('There is a task like it that is not over yet');
  });

  test('Idempotency-Key wins, and keeps the answer that it had', async () => {
    const unique = { key: 'keyed' };
    const first = await post({ unique });
    const keyed = await post({ unique }, { 'idempotency-key': 'once-1' });
    expect([keyed.status, keyed.body.id]).toEqual([200, first.body.id]);
    await cancel(first.body.id);
    const rejecting = { key: 'keyed-2', onConflict: 'reject' };
    const second = await post({ unique: rejecting }, { 'idempotency-key': 'once-2' });
    const again = await post({ unique: rejecting }, { 'idempotency-key': 'once-2' });
    expect([again.status, again.body.id, isDeduplicated(again)]).toEqual([200, second.body.id, null]);
    expect((await post({ unique }, { 'idempotency-key': 'once-1' })).body.id).toBe(first.body.id);
  });

  test('the type may have a rule of its own, which a retry by hand meets too', async () => {
    const first = await api.create(token, { type: 'test.once' });
    await api.happened(first.id, /failed/);
    const second = (await post({ type: 'test.once' })).body;
    expect((await post<ProblemDetails>({ type: 'test.once', params: { a: 1 } })).body).toMatchObject({
      code: 'TASK_DUPLICATE',
      taskId: second.id,
    });
    const retry = await api.request<ProblemDetails>('POST', `/api/tasks/${first.id}/retry`, { token });
    expect([retry.status, retry.body.code, retry.body.taskId]).toEqual([409, 'TASK_DUPLICATE', second.id]);
    const bulk = { action: 'retry', ids: [first.id] };
    const { body } = await api.request<BulkOutcome[]>('POST', '/api/tasks/bulk', { token, body: bulk });
    expect(body).toEqual([{ id: first.id, ok: false, code: 'TASK_DUPLICATE' }]);
    expect((await post({ type: 'test.once', unique: { onConflict: 'return' } })).body.id).toBe(second.id);
  });
});

describe('POST /api/tasks with debounce', () => {
  test('201, then 200 with the same task, moved, and its params', async () => {
    const debounce = { key: 'index', delayMs: 60_000, maxDelayMs: 3_600_000 };
    const first = await post({ runAt: null, debounce, params: { steps: 1 } });
    expect(first.status).toBe(201);
    expect(Date.parse(first.body.runAt!) - Date.parse(first.body.createdAt)).toBe(60_000);
    const longer = { ...debounce, delayMs: 120_000 };
    const second = await post({ runAt: null, debounce: longer, params: { steps: 2 } });
    expect([second.status, isDeduplicated(second), second.body.id]).toEqual([200, 'true', first.body.id]);
    expect(second.body).toMatchObject({ params: { steps: 2 }, version: 2, status: 'pending' });
    expect(Date.parse(second.body.runAt!)).toBeGreaterThan(Date.parse(first.body.runAt!));
  });

  test('it begins in the end, once', async () => {
    const debounce = { key: 'soon', delayMs: 200, maxDelayMs: 400 };
    const params = { steps: 1, stepMs: 1 };
    const { id } = (await post({ runAt: null, debounce, params })).body;
    await post({ runAt: null, debounce, params });
    await api.happened(id, /completed/);
    expect((await read(id)).attempts).toHaveLength(1);
    expect((await post({ runAt: null, debounce, params })).status).toBe(201);
  });
});

describe('POST /api/tasks with a time', () => {
  test('not begun within startWithinMs: cancelled, expired', async () => {
    const { body } = await post({ startWithinMs: 300 });
    expect(body).toMatchObject({ status: 'pending', startWithinMs: 300 });
    await api.happened(body.id, /cancelled/);
    expect(await read(body.id)).toMatchObject({ status: 'cancelled', cancelledBecause: 'expired', attempts: [] });
  });

  test('expires also where no worker runs at all', async () => {
    const alone = await startApi({ ROLE: 'api' });
    const { accessToken } = await alone.person('alone');
    const { id } = await alone.create(accessToken, { type: 'demo.steps', startWithinMs: 300 });
    await alone.happened(id, /cancelled/);
    const { body } = await alone.request<Task>('GET', `/api/tasks/${id}`, { token: accessToken });
    await alone.stop();
    expect(body.cancelledBecause).toBe('expired');
  });

  test('a deadline is ok, at risk (told), then missed, and ends nothing', async () => {
    const deadlineAt = new Date(Date.now() + 1_000).toISOString();
    const { body } = await post({ runAt: null, type: 'demo.hang', timeoutMs: 60_000, deadlineAt });
    expect(body).toMatchObject({ deadlineAt, deadline: { state: 'ok' } });
    await api.happened(body.id, /at-risk/);
    expect((await read(body.id)).deadline?.state).toMatch(/^(?:atRisk|missed)$/);
    const waiting = await post({ deadlineAt: '2020-01-01' });
    expect(waiting.body).toMatchObject({ deadlineAt: '2020-01-01T00:00:00.000Z', deadline: { state: 'missed' } });
    expect(waiting.body.status).toBe('pending');
    await api.request('POST', `/api/tasks/${body.id}/stop`, { token, body: { force: true } });
  });
});

describe('what is wrong is named', () => {
  test.each([
    [{ unique: true }, 'unique'],
    [{ unique: [] }, 'unique'],
    [{ unique: { keys: 'x' } }, 'unique.keys'],
    [{ unique: { key: '' } }, 'unique.key'],
    [{ unique: { key: 'x'.repeat(201) } }, 'unique.key'],
    [{ unique: { key: 1 } }, 'unique.key'],
    [{ unique: { by: 'type' } }, 'unique.by'],
    [{ unique: { by: [] } }, 'unique.by'],
    [{ unique: { by: ['title'] } }, 'unique.by'],
    [{ unique: { by: ['type', 'type'] } }, 'unique.by'],
    [{ unique: { while: 'running' } }, 'unique.while'],
    [{ unique: { forMs: 0 } }, 'unique.forMs'],
    [{ unique: { forMs: 1.5 } }, 'unique.forMs'],
    [{ unique: { forMs: 31_536_000_001 } }, 'unique.forMs'],
    [{ unique: { onConflict: 'replace' } }, 'unique.onConflict'],
    [{ runAt: null, debounce: { delayMs: 1 } }, 'debounce.maxDelayMs'],
    [{ runAt: null, debounce: { maxDelayMs: 1 } }, 'debounce.delayMs'],
    [{ runAt: null, debounce: { delayMs: 1, maxDelayMs: 86_400_001 } }, 'debounce.maxDelayMs'],
    [{ runAt: null, debounce: { delayMs: 0, maxDelayMs: 1 } }, 'debounce.delayMs'],
    [{ runAt: null, debounce: { delayMs: 2, maxDelayMs: 1 } }, 'debounce.maxDelayMs'],
    [{ runAt: null, debounce: { delayMs: 1, maxDelayMs: 1, params: 'none' } }, 'debounce.params'],
    [{ runAt: null, debounce: { delayMs: 1, maxDelayMs: 1, wait: 1 } }, 'debounce.wait'],
    [{ runAt: null, unique: {}, debounce: { delayMs: 1, maxDelayMs: 1 } }, 'unique'],
    [{ debounce: { delayMs: 1, maxDelayMs: 1 } }, 'runAt'],
    [{ startWithinMs: 0 }, 'startWithinMs'],
    [{ startWithinMs: 'soon' }, 'startWithinMs'],
    [{ startWithinMs: 31_536_000_001 }, 'startWithinMs'],
    [{ deadlineAt: 'tomorrow' }, 'deadlineAt'],
    [{ deadlineAt: 1 }, 'deadlineAt'],
  ])('%j: 422 for %s', async (body, field) => {
    const { status, body: problem } = await post<ProblemDetails>(body);
    expect([status, problem.errors?.map((error) => error.field)]).toEqual([422, [field]]);
    expect(problem.errors![0]!.message).toMatch(/[一-龥]/);
  });

  test('null is as good as leaving it out', async () => {
    const nothing = { unique: null, debounce: null, startWithinMs: null, deadlineAt: null };
    expect((await post(nothing)).status).toBe(201);
    expect((await post({ unique: { key: null, by: null, while: null, forMs: null, onConflict: null } })).status).toBe(
      201,
    );
  });
});
