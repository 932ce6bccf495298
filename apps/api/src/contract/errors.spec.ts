import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createTasksClient, type SystemCalls } from '@task-queue/client';
import type { ErrorGroup, ErrorPage, ErrorQuery, Task } from '@task-queue/contracts';
import { eventually } from '../../testing/eventually.js';
import { startApi, type RunningApi } from '../../testing/start-api.js';

// Every answer is held to the OpenAPI document besides: see startApi.

let api: RunningApi;
let admin: string;
let ann: string;
let ben: string;
beforeAll(async () => {
  api = await startApi();
  admin = (await api.login('admin')).accessToken;
  ann = (await api.person('ann')).accessToken;
  ben = (await api.person('ben')).accessToken;
});
afterAll(() => api.stop());

const failed = async (token: string, message: string, failures = 1): Promise<Task> => {
  const params = { failures, message };
  const { id } = await api.create(token, { type: 'demo.flaky', maxRetries: 0, params });
  return api.finished(token, id);
};
const system = (token: string): SystemCalls => createTasksClient({ url: api.url, token }).system;
const list = (token: string, query: ErrorQuery = {}): Promise<ErrorPage> => system(token).errors(query);
const kind = async (token: string, { error }: Task): Promise<ErrorGroup | undefined> =>
  (await list(token)).items.find(({ fingerprint }) => fingerprint === error!.fingerprint);
/** The kind once it was seen so often. */
const seen = async (token: string, task: Task, count: number): Promise<ErrorGroup> => {
  await eventually(async () => (await kind(token, task))?.count === count);
  return (await kind(token, task))!;
};
const say = (task: Task, state: string, token = admin): Promise<{ status: number; body: unknown }> =>
  api.request('PATCH', `/api/errors/${task.error!.fingerprint}`, { token, body: { state } });

describe('errors by kind', () => {
  test('are counted with when, how often and which was the latest: everybody’s, and one’s own', async () => {
    const first = await failed(ann, '无法写入 /data/1.csv：磁盘已满');
    await failed(ann, '无法写入 /data/2.csv：磁盘已满');
    const last = await failed(ben, '无法写入 /data/3.csv：磁盘已满');
    const group = await seen(admin, last, 3);
    expect(group).toEqual({
      fingerprint: first.error!.fingerprint,
      count: 3,
      stillFailed: 3,
      firstAt: first.finishedAt,
      lastAt: last.finishedAt,
      trend: expect.any(Array),
      sample: { taskId: last.id, type: 'demo.flaky', message: last.error!.message, code: 'HANDLER_ERROR' },
      state: 'open',
    });
    expect(group.trend.reduce((sum, count) => sum + count, 0)).toBe(3);
    expect(await seen(ann, first, 2)).toMatchObject({ stillFailed: 2, firstAt: first.finishedAt });
    expect(await seen(ben, first, 1)).toMatchObject({ sample: { taskId: last.id } });
  });

  test('are listed by when they were seen last, or how often, page by page', async () => {
    const often = await failed(ann, 'often');
    await failed(ann, 'often');
    await failed(ann, 'often');
    await failed(ann, 'often');
    const late = await failed(ann, 'late');
    await seen(ann, often, 4);
    await seen(ann, late, 1);
    const [byTime, byCount] = [await list(ann), await list(ann, { sort: 'count', pageSize: 1 })];
    expect(byTime.items[0]!.fingerprint).toBe(late.error!.fingerprint);
    expect(byCount).toMatchObject({ total: byTime.total, page: 1, pageSize: 1, items: [{ count: 4 }] });
    expect((await list(ann, { page: 2, pageSize: 1 })).items[0]!.fingerprint).toBe(often.error!.fingerprint);
  });

  test('are muted for good, and resolved until one recurs', async () => {
    const muted = await failed(ann, 'a nuisance');
    const mended = await failed(ann, 'a mended fault');
    await seen(admin, muted, 1);
    await seen(admin, mended, 1);
    expect(await say(muted, 'muted')).toMatchObject({ status: 200, body: { state: 'muted', count: 1 } });
    expect(await say(mended, 'resolved')).toMatchObject({ status: 200, body: { state: 'resolved' } });
    expect((await list(admin, { state: 'muted' })).items.map(({ fingerprint }) => fingerprint)).toEqual([
      muted.error!.fingerprint,
    ]);
    expect(await kind(ann, mended)).toMatchObject({ state: 'resolved' });
    await failed(ben, 'a nuisance');
    await failed(ben, 'a mended fault');
    expect(await seen(admin, muted, 2)).toMatchObject({ state: 'muted' });
    expect(await seen(admin, mended, 2)).toMatchObject({ state: 'open' });
    expect(await system(admin).changeError(muted.error!.fingerprint!, 'open')).toMatchObject({ state: 'open' });
    expect(await say(muted, 'muted', ann)).toMatchObject({ status: 403 });
    expect(await say(muted, 'gone')).toMatchObject({ status: 422 });
  });

  test('are retried as a whole: every task that is failed by one', async () => {
    const tasks = [await failed(ann, 'try again 1'), await failed(ben, 'try again 2'), await failed(ann, 'once more')];
    await seen(admin, tasks[0]!, 2);
    const path = `/api/errors/${tasks[0]!.error!.fingerprint}/retry`;
    const answer = await api.request<Task>('POST', path, { token: admin });
    expect(answer).toMatchObject({ status: 202, body: { type: 'tasks.bulk' } });
    expect(answer.headers.get('location')).toBe(`/api/tasks/${answer.body.id}`);
    expect((await api.finished(admin, answer.body.id)).result).toMatchObject({ matched: 2, done: 2 });
    await Promise.all(tasks.slice(0, 2).map(({ id }) => api.happened(id, /completed/)));
    expect(await kind(admin, tasks[0]!)).toMatchObject({ count: 2, stillFailed: 0 });
    expect(await kind(admin, tasks[2]!)).toMatchObject({ stillFailed: 1 });
    const again = await system(ann).retryError(tasks[2]!.error!.fingerprint!);
    expect((await api.finished(ann, again.id)).result).toMatchObject({ matched: 1, done: 1 });
    expect(await api.request('POST', '/api/errors/0123456789abcdef/retry', { token: admin })).toMatchObject({
      status: 404,
    });
  });
});
