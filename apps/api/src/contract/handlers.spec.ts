import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { parse } from 'csv-parse/sync';
import { FINGERPRINT, type CreateTaskRequest, type Task, type TaskPage } from '@task-queue/contracts';
import { startApi, type RunningApi } from '../../testing/start-api.js';

// Every answer is held to the OpenAPI document besides: see startApi.

const FAR = '2099-01-01T00:00:00.000Z';

let api: RunningApi;
let token: string;
beforeAll(async () => {
  api = await startApi();
  token = (await api.person('runner')).accessToken;
});
afterAll(() => api.stop());

async function ran(request: CreateTaskRequest, as = token): Promise<Task> {
  return api.finished(as, (await api.create(as, request)).id);
}

/** What the event log says of a task, in order. */
async function eventsOf(id: string): Promise<{ name: string; version: number; progress: number }[]> {
  const entries = await api.fixture.redis.xrange(`${api.fixture.prefix}:events`, '-', '+');
  return entries
    .map(([, fields]) => Object.fromEntries(fields.flatMap((field, i) => (i % 2 ? [] : [[field, fields[i + 1]!]]))))
    .filter((entry) => entry['i'] === id)
    .map((entry) => ({ name: entry['n']!, ...(JSON.parse(entry['s']!) as { version: number; progress: number }) }))
    .map(({ name, version, progress }) => ({ name, version, progress }));
}

describe('demo.steps', () => {
  test('says how far it is after each step, and each change is one version', async () => {
    const task = await ran({ type: 'demo.steps', params: { steps: 4, stepMs: 150 } });
    expect(task).toMatchObject({
      status: 'completed',
      progress: 100,
      result: { steps: 4 },
      error: null,
      retryCount: 0,
    });
    expect(task.attempts).toEqual([
      {
        number: 1,
        startedAt: task.startedAt,
        finishedAt: task.finishedAt,
        outcome: 'completed',
        error: null,
        worker: expect.any(String),
      },
    ]);
    expect(task.log).toHaveLength(4);
    const events = await eventsOf(task.id);
    expect(events.map(({ version }) => version)).toEqual(events.map((_event, i) => i + 1));
    expect(events.map(({ name }) => name).filter((name) => name !== 'task:progress')).toEqual([
      'task:created',
      'task:started',
      'task:completed',
    ]);
    const progress = events.map((event) => event.progress);
    expect(progress).toEqual([...progress].sort((a, b) => a - b));
    expect(progress).toEqual(expect.arrayContaining([0, 25, 100]));
    expect(task.version).toBe(events.at(-1)!.version);
  });

  test('waits for its run time as a pending task that says so', async () => {
    const runAt = new Date(Date.now() + 1_500).toISOString();
    const task = await api.create(token, { type: 'demo.steps', params: { steps: 1, stepMs: 0 }, runAt });
    expect([task.status, task.runAt]).toEqual(['pending', runAt]);
    const { startedAt } = await api.finished(token, task.id);
    expect(Date.parse(startedAt!)).toBeGreaterThanOrEqual(Date.parse(runAt));
  });
});

describe('demo.flaky', () => {
  test('fails that many attempts, then succeeds: retries are counted and every attempt is kept', async () => {
    const { id } = await api.create(token, { type: 'demo.flaky', params: { failures: 2, message: 'not yet' } });
    await api.happened(id, /completed/);
    const { body: task } = await api.request<Task>('GET', `/api/tasks/${id}`, { token });
    expect(task).toMatchObject({ status: 'completed', retryCount: 2, maxRetries: 3, error: null, runAt: null });
    const error = (attempt: number): object => ({
      message: 'not yet',
      code: 'HANDLER_ERROR',
      attempt,
      fingerprint: expect.stringMatching(FINGERPRINT),
    });
    expect(task.attempts.map((attempt) => [attempt.number, attempt.outcome, attempt.error])).toEqual([
      [1, 'failed', error(1)],
      [2, 'failed', error(2)],
      [3, 'completed', null],
    ]);
    const events = await eventsOf(id);
    expect(events.map(({ version }) => version)).toEqual(events.map((_event, i) => i + 1));
    expect(events.filter(({ name }) => name === 'task:retrying')).toHaveLength(2);
  });

  test('fails for good when its retries are used up, saying why', async () => {
    const task = await ran({ type: 'demo.flaky', params: { failures: 20, message: 'never' }, maxRetries: 0 });
    expect(task).toMatchObject({
      status: 'failed',
      error: { message: 'never', code: 'HANDLER_ERROR', attempt: 1 },
      result: null,
      retryCount: 0,
      finishedAt: expect.any(String),
    });
    expect(Object.keys(task.error!).sort()).toEqual(['attempt', 'code', 'fingerprint', 'message']);
  });

  test('shows an administrator the stack, and its owner none', async () => {
    const { id } = await ran({ type: 'demo.flaky', params: { failures: 20 }, maxRetries: 0 });
    const { accessToken: admin } = await api.login('admin');
    const { body } = await api.request<Task>('GET', `/api/tasks/${id}`, { token: admin });
    expect(body.error!.stack).toContain('FlakyTask');
  });
});

test.each([{}, { ignoreSignal: true }])('demo.hang with %j never returns: its time runs out', async (params) => {
  const task = await ran({ type: 'demo.hang', params, timeoutMs: 1_000 });
  expect(task).toMatchObject({ status: 'failed', error: { code: 'TIMEOUT', attempt: 1 } });
});

describe('tasks.export', () => {
  const artifactOf = async (id: string): Promise<{ response: Response; bytes: Buffer }> => {
    const response = await fetch(`${api.url}/api/tasks/${id}/artifact`, {
      headers: { authorization: `Bearer ${token}` },
    });
    return { response, bytes: Buffer.from(await response.arrayBuffer()) };
  };

  test.each([
    ['csv', 'text/csv; charset=utf-8', 'efbbbf'],
    ['xlsx', 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet', '504b0304'],
    ['json', 'application/json; charset=utf-8', '5b0a'],
  ])('writes %s and streams it with its type, length and name', async (format, contentType, magic) => {
    await api.create(token, { type: 'demo.steps', title: '一行，带"引号"', runAt: FAR });
    const task = await ran({ type: 'tasks.export', params: { format } });
    expect(task).toMatchObject({ status: 'completed', progress: 100, resultSummary: expect.stringMatching(/\d/) });
    const { name, sizeBytes } = task.artifact!;
    expect([task.artifact!.contentType, name.endsWith(`.${format}`)]).toEqual([contentType, true]);
    const { response, bytes } = await artifactOf(task.id);
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe(contentType);
    expect(response.headers.get('content-length')).toBe(String(sizeBytes));
    expect(response.headers.get('content-disposition')).toMatch(`attachment; filename="${name}"`);
    expect(response.headers.get('x-content-type-options')).toBe('nosniff');
    expect([bytes.length, bytes.subarray(0, magic.length / 2).toString('hex')]).toEqual([sizeBytes, magic]);
    const again = await artifactOf(task.id);
    const digest = (of: Buffer): string => createHash('sha256').update(of).digest('hex');
    expect(digest(again.bytes)).toBe(digest(bytes));
  });

  test('has what its filter asks for, of its creator’s tasks alone', async () => {
    const { accessToken: stranger } = await api.person('export-stranger');
    await api.create(stranger, { type: 'demo.steps', title: '对账 别人', runAt: FAR });
    for (const title of ['对账 一', '对账 二', '别的']) {
      await api.create(token, { type: 'demo.steps', title, runAt: FAR });
    }
    const task = await ran({
      type: 'tasks.export',
      params: { format: 'csv', filter: { q: '对账', status: ['pending'] } },
    });
    const rows = parse((await artifactOf(task.id)).bytes, { bom: true, columns: true });
    expect((rows as { title: string }[]).map(({ title }) => title)).toEqual(['对账 二', '对账 一']);
  });

  test('is the only one with a file', async () => {
    const { id } = await api.create(token, { type: 'demo.steps', runAt: FAR });
    expect(await api.request('GET', `/api/tasks/${id}/artifact`, { token })).toMatchObject({
      status: 404,
      body: { code: 'ARTIFACT_NOT_FOUND' },
    });
  });
});

test('tasks.cleanup deletes finished tasks of the statuses and the age asked for', async () => {
  const { accessToken: as } = await api.person('cleaner');
  const done = await ran({ type: 'demo.steps', params: { steps: 1, stepMs: 0 } }, as);
  const failed = await ran({ type: 'demo.flaky', params: { failures: 20 }, maxRetries: 0 }, as);
  const pending = await api.create(as, { type: 'demo.steps', runAt: FAR });
  const idsOf = async (): Promise<string[]> =>
    (await api.request<TaskPage>('GET', '/api/tasks?type=demo.steps,demo.flaky', { token: as })).body.items.map(
      ({ id }) => id,
    );
  const old = await ran({ type: 'tasks.cleanup', params: { olderThanDays: 1, statuses: ['completed', 'failed'] } }, as);
  expect([old.status, await idsOf()]).toEqual(['completed', [pending.id, failed.id, done.id]]);
  const all = await ran({ type: 'tasks.cleanup', params: { olderThanDays: 0, statuses: ['completed'] } }, as);
  expect([all.status, await idsOf()]).toEqual(['completed', [pending.id, failed.id]]);
});
