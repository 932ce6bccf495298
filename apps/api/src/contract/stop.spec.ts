import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { BulkOutcome, ProblemDetails, Task } from '@task-queue/contracts';
import { TaskHandler, type TaskContext } from '@task-queue/tasks';
import type { Answer } from '../../testing/answer.js';
import { eventually } from '../../testing/eventually.js';
import { toldOf } from '../../testing/told.js';
import { startApi, type RunningApi } from '../../testing/start-api.js';

// Every answer is held to the OpenAPI document besides: see startApi.

class NoParams {}

@TaskHandler({
  type: 'test.unstoppable',
  title: { zh: '不停', en: 'Unstoppable' },
  params: NoParams,
  priority: 'low',
  stoppable: false,
})
class UnstoppableTask {
  run(_params: NoParams, { signal }: TaskContext): Promise<never> {
    return new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error)));
  }
}

const NORMAL_SLOTS = 4;

let api: RunningApi;
let token: string;
let me: string;
beforeAll(async () => {
  api = await startApi({ WORKER_CONCURRENCY: `high=2,normal=${NORMAL_SLOTS},low=2` }, undefined, [UnstoppableTask]);
  const session = await api.person('stopper');
  token = session.accessToken;
  me = session.user.id;
});
afterAll(() => api.stop());

async function running(type = 'demo.hang', params: Record<string, unknown> = {}): Promise<Task> {
  const { id } = await api.create(token, { type, params, timeoutMs: 600_000, maxRetries: 3 });
  await api.happened(id, /started/);
  return read(id);
}
const read = async (id: string): Promise<Task> => (await api.request<Task>('GET', `/api/tasks/${id}`, { token })).body;
const stop = <Body = Task>(id: string, body: unknown = {}, as = token): Promise<Answer<Body>> =>
  api.request<Body>('POST', `/api/tasks/${id}/stop`, { token: as, body });

// First: later tests leave handlers in their slots that do not stop.
describe('many at once', () => {
  test('by ids: one outcome each', async () => {
    const tasks = [await running(), await running()];
    const waiting = await api.create(token, { type: 'demo.steps', runAt: '2099-01-01T00:00:00.000Z' });
    const ids = [...tasks, waiting].map(({ id }) => id);
    const { body } = await api.request<BulkOutcome[]>('POST', '/api/tasks/bulk', {
      token,
      body: { action: 'stop', ids },
    });
    expect(body.map(({ ok, code }) => code ?? ok)).toEqual([true, true, 'TASK_NOT_RUNNING']);
    for (const { id } of tasks) {
      await api.happened(id, /cancelled/);
    }
  });

  test('by filter: all that run', async () => {
    const tasks = await Promise.all(Array.from({ length: NORMAL_SLOTS }, () => running())); // every slot of their lane
    const filter = { status: ['running'], type: ['demo.hang'] };
    const { status } = await api.request('POST', '/api/tasks/bulk', { token, body: { action: 'stop', filter } });
    expect(status).toBe(202);
    await eventually(async () =>
      (await Promise.all(tasks.map(({ id }) => read(id)))).every(
        ({ cancelledBecause }) => cancelledBecause === 'stopped',
      ),
    );
  });
});

describe('POST /api/tasks/:id/stop', () => {
  test('202 with who asked, when and why, and when it is forced; then the task is cancelled, and says so', async () => {
    const { id, version } = await running();
    const { status, body } = await stop(id, { reason: '数据有误' });
    expect(status).toBe(202);
    expect(body).toMatchObject({
      id,
      status: 'running',
      version: version + 1,
      cancelledBecause: null,
      stop: { state: 'requested', by: { id: me, username: 'stopper' }, reason: '数据有误' },
    });
    const { at, forceAt } = body.stop!;
    expect(Date.parse(forceAt) - Date.parse(at)).toBe(30_000);
    await api.happened(id, /cancelled/);
    expect(await read(id)).toMatchObject({
      status: 'cancelled',
      cancelledBecause: 'stopped',
      error: null,
      retryCount: 0,
      attempts: [{ outcome: 'stopped', error: null }],
      stop: { state: 'acknowledged', at, forceAt },
    });
  });

  test('200 with the same where it was asked before; by force it is over at once', async () => {
    const { id } = await running('demo.hang', { ignoreSignal: true });
    const first = await stop(id);
    const again = await stop(id, { reason: 'too late to say why' });
    expect([first.status, again.status, again.body.stop?.at]).toEqual([202, 200, first.body.stop?.at]);
    expect(again.body.stop?.reason).toBeNull();
    const told = async (): Promise<unknown[]> =>
      (await toldOf(api)).flatMap(({ action, target, after }) =>
        action === 'task.stop' && target?.id === id ? [after] : [],
      );
    expect(await told()).toEqual([{ force: false }]);
    const forced = await stop(id, { force: true });
    expect(forced.status).toBe(202);
    expect(forced.body).toMatchObject({
      status: 'cancelled',
      cancelledBecause: 'stopped',
      attempts: [{ outcome: 'abandoned', mayStillRun: true }],
    });
    expect(await told()).toEqual([{ force: true }, { force: false }]);
  });

  test('without a body is a stop like another', async () => {
    const { id } = await running();
    const { status } = await api.request('POST', `/api/tasks/${id}/stop`, { token });
    expect(status).toBe(202);
    await api.happened(id, /cancelled/);
  });

  test('is refused by state, by type, and for what is nobody’s or another’s', async () => {
    const planned = await api.create(token, { type: 'demo.steps', runAt: '2099-01-01T00:00:00.000Z' });
    const cancelled = await api.request<Task>('POST', `/api/tasks/${planned.id}/cancel`, { token });
    expect(cancelled.body.cancelledBecause).toBe('user');
    const waiting = await api.create(token, { type: 'demo.steps', runAt: '2099-01-01T00:00:00.000Z' });
    const unstoppable = await running('test.unstoppable');
    const { accessToken: another } = await api.person('another');
    const refusals = await Promise.all([
      stop<ProblemDetails>(waiting.id),
      stop<ProblemDetails>(planned.id),
      stop<ProblemDetails>(unstoppable.id, { force: true }),
      stop<ProblemDetails>('019aaf3c-8d2b-7c4e-9f10-2b6d1e7a9c55'),
      stop<ProblemDetails>(unstoppable.id, {}, another),
    ]);
    expect(refusals.map(({ status, body }) => [status, body.code])).toEqual([
      [409, 'TASK_NOT_RUNNING'],
      [409, 'TASK_FINISHED'],
      [409, 'TASK_NOT_STOPPABLE'],
      [404, 'TASK_NOT_FOUND'],
      [404, 'TASK_NOT_FOUND'],
    ]);
    expect(refusals[2].body.detail).toBe('此类任务无法停止');
    expect((await read(unstoppable.id)).stop).toBeNull();
  });

  test.each([
    [{ reason: 1 }, 'reason'],
    [{ reason: 'x'.repeat(501) }, 'reason'],
    [{ force: 'yes' }, 'force'],
    [{ grace: 1 }, 'grace'],
  ])('422 for %j', async (body, field) => {
    const { id } = await running();
    const answer = await stop<ProblemDetails>(id, body);
    expect([answer.status, answer.body.errors?.map((error) => error.field)]).toEqual([422, [field]]);
    expect((await read(id)).stop).toBeNull();
    await stop(id);
  });
});
