import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { BatchCreateOutcome, ProblemDetails, Task, TaskPage } from '@task-queue/contracts';
import type { Answer } from '../../testing/answer.js';
import { startApi, type RunningApi } from '../../testing/start-api.js';

// Every answer is held to the OpenAPI document besides: see startApi.

const FAR = '2099-01-01T00:00:00.000Z';
const LATER = { type: 'demo.steps', runAt: FAR };

let api: RunningApi;
let token: string;
beforeAll(async () => {
  api = await startApi({ MAX_WAITING_PER_PERSON: '150' });
  token = (await api.person('integrator')).accessToken;
});
afterAll(() => api.stop());

type Headers = Record<string, string>;
const batch = <Body = BatchCreateOutcome[]>(tasks: unknown, headers: Headers = {}, as = token): Promise<Answer<Body>> =>
  api.request<Body>('POST', '/api/tasks/batch-create', { token: as, body: { tasks }, headers });
const single = (body: unknown, headers: Headers = {}): Promise<Answer<Task>> =>
  api.request<Task>('POST', '/api/tasks', { token, body, headers });
const refusedFields = ({ body }: Answer<ProblemDetails>): (string | undefined)[] | undefined =>
  body.errors?.map(({ field }) => field);

describe('POST /api/tasks/batch-create', () => {
  test('creates a hundred tasks, answered in their order and read back as they were answered', async () => {
    const { accessToken } = await api.person('of-many');
    const titles = Array.from({ length: 100 }, (_, i) => `第 ${i} 个`);
    const answer = await batch(titles.map((title) => ({ ...LATER, title })), {}, accessToken); // prettier-ignore
    expect(answer.status).toBe(200);
    expect(answer.body.map(({ ok, status, task }) => [ok, status, task?.title])).toEqual(
      titles.map((title) => [true, 201, title]),
    );
    const page = await api.request<TaskPage>('GET', '/api/tasks?pageSize=100', { token: accessToken });
    expect(page.body.items.map(({ id }) => id)).toEqual(answer.body.map(({ task }) => task!.id).reverse());
    const last = answer.body[99]!.task!;
    expect((await api.request('GET', `/api/tasks/${last.id}`, { token: accessToken })).body).toEqual(last);
  });

  test('one task that is refused keeps no other from being created, and says what a single create would', async () => {
    const wrong = [
      { type: 'no.such.type' },
      { ...LATER, params: { steps: 'many' }, colour: 'red' },
      ['no object'],
      { ...LATER, idempotencyKey: 'with space' },
      { ...LATER, unique: { key: 'x' }, debounce: { delayMs: 1, maxDelayMs: 1 } },
    ];
    const { body } = await batch([LATER, ...wrong, LATER], { 'accept-language': 'en' });
    expect(body.map(({ status }) => status)).toEqual([201, 422, 422, 422, 422, 422, 201]);
    for (const [i, request] of wrong.slice(0, 3).entries()) {
      const alone = (await single(request, { 'accept-language': 'en' })).body as unknown as ProblemDetails;
      expect({ ...body[i + 1]!.problem, requestId: '' }).toEqual({ ...alone, requestId: '' });
    }
    expect(body[4]!.problem!.errors!.map(({ field }) => field)).toEqual(['idempotencyKey']);
  });

  test('an idempotency key of a task is the key of a single create, also within one batch', async () => {
    const keyed = { ...LATER, title: 'once', idempotencyKey: 'batch-1' };
    const { body } = await batch([keyed, keyed, { ...keyed, title: 'another' }]);
    expect(body.map(({ status }) => status)).toEqual([201, 200, 422]);
    expect(body[1]!.task!.id).toBe(body[0]!.task!.id);
    expect(body[2]!.problem!.code).toBe('IDEMPOTENCY_KEY_REUSED');
    const alone = await single({ ...LATER, title: 'once' }, { 'idempotency-key': 'batch-1' });
    expect([alone.status, alone.body.id]).toEqual([200, body[0]!.task!.id]);
  });

  test('what is unique is created once, and the others are told of it', async () => {
    const unique = { ...LATER, unique: { key: 'month-end' } };
    const { body } = await batch([unique, unique, { ...LATER, unique: { key: 'month-end', onConflict: 'reject' } }]);
    const first = body[0]!.task!.id;
    expect(body.map(({ status, deduplicated }) => [status, deduplicated])).toEqual([
      [201, undefined],
      [200, true],
      [409, undefined],
    ]);
    expect([body[1]!.task!.id, body[2]!.problem!.taskId]).toEqual([first, first]);
  });

  test('as many are created as its person may have waiting, and no more', async () => {
    const { accessToken } = await api.person('of-too-many');
    const now = Array.from({ length: 100 }, () => LATER);
    await batch(now, {}, accessToken);
    const { body } = await batch(now, {}, accessToken);
    expect(body.filter(({ ok }) => ok)).toHaveLength(50);
    expect(new Set(body.slice(50).map(({ problem }) => problem?.code))).toEqual(new Set(['QUEUE_FULL']));
  });

  test('and as many retried, one by one and in bulk; what makes room is created all the same', async () => {
    const { accessToken: as } = await api.person('of-too-many-failed');
    const failing = { type: 'demo.flaky', params: { failures: 9 }, maxRetries: 0 };
    const failed = (await batch(Array.from({ length: 3 }, () => failing), {}, as)).body.map(({ task }) => task!.id); // prettier-ignore
    await Promise.all(failed.map((id) => api.finished(as, id)));
    await batch(Array.from({ length: 100 }, () => LATER), {}, as); // prettier-ignore
    await batch(Array.from({ length: 50 }, () => LATER), {}, as); // prettier-ignore
    const single = await api.request<ProblemDetails>('POST', `/api/tasks/${failed[0]}/retry`, { token: as });
    expect([single.status, single.body.code, single.headers.get('retry-after')]).toEqual([429, 'QUEUE_FULL', '60']);
    const bulk = (body: object): Promise<Answer<unknown>> =>
      api.request('POST', '/api/tasks/bulk', { token: as, body });
    expect((await bulk({ action: 'retry', ids: failed })).body).toEqual(
      failed.map((id) => ({ id, ok: false, code: 'QUEUE_FULL' })),
    );
    const { id } = (await bulk({ action: 'retry', filter: { status: ['failed'] } })).body as Task;
    expect((await api.finished(as, id)).result).toEqual({ matched: 3, done: 0, refused: { QUEUE_FULL: 3 } });
  });

  test.each<[string, unknown, string]>([
    ['no tasks', { tasks: [] }, 'tasks'],
    ['too many', { tasks: Array.from({ length: 101 }, () => LATER) }, 'tasks'],
    ['something else than a list', { tasks: LATER }, 'tasks'],
    ['nothing', {}, 'tasks'],
    ['what it does not know', { tasks: [LATER], type: 'demo.steps' }, 'type'],
  ])('with %s is refused as a whole', async (_what, body, field) => {
    const answer = await api.request<ProblemDetails>('POST', '/api/tasks/batch-create', { token, body });
    expect([answer.status, refusedFields(answer)]).toEqual([422, [field]]);
  });

  test('a key in the header is refused: it would be that of all', async () => {
    const answer = await batch<ProblemDetails>([LATER], { 'idempotency-key': 'of-all' });
    expect([answer.status, refusedFields(answer)]).toEqual([422, ['Idempotency-Key']]);
  });
});
