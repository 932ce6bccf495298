import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { BulkOutcome, ProblemDetails, Task, TaskPage } from '@task-queue/contracts';
import { startApi, type RunningApi } from '../../testing/start-api.js';

// Every answer is held to the OpenAPI document besides: see startApi.

let api: RunningApi;
let token: string;
let failed: (message: string, maxRetries?: number) => Promise<Task>;
beforeAll(async () => {
  api = await startApi();
  token = (await api.person('ann')).accessToken;
  failed = async (message) => {
    const params = { failures: 1, message };
    const { id } = await api.create(token, { type: 'demo.flaky', maxRetries: 0, params });
    return api.finished(token, id);
  };
});
afterAll(() => api.stop());

const idsOf = async (query: string): Promise<readonly string[]> =>
  (await api.request<TaskPage>('GET', `/api/tasks?${query}`, { token })).body.items.map(({ id }) => id);

describe('the fingerprint of an error', () => {
  test('finds every task that failed like it, and none other; what is done about them leaves none', async () => {
    const first = await failed('导出 /data/报表/1.csv 失败：订单 10086 不存在');
    const second = await failed('导出 /data/报表/2026/22.csv 失败：订单 7 不存在');
    const other = await failed('导入 /data/报表/1.csv 失败：订单 10086 不存在');
    const { fingerprint } = first.error!;
    expect(second.error!.fingerprint).toBe(fingerprint);
    expect(first.attempts[0]!.error!.fingerprint).toBe(fingerprint);
    expect(other.error!.fingerprint).not.toBe(fingerprint);
    expect(await idsOf(`fingerprint=${fingerprint}`)).toEqual([second.id, first.id]);
    expect(await idsOf(`fingerprint=${fingerprint},${other.error!.fingerprint}&status=failed`)).toHaveLength(3);
    expect(await idsOf(`fingerprint=${fingerprint}&status=completed`)).toEqual([]);

    const body = { action: 'retry', filter: { fingerprint: [fingerprint] } };
    const bulk = await api.request<Task | BulkOutcome[]>('POST', '/api/tasks/bulk', { token, body });
    const done = await api.finished(token, (bulk.body as Task).id);
    expect(done.result).toMatchObject({ matched: 2, done: 2 });
    await Promise.all([first, second].map(({ id }) => api.happened(id, /completed/)));
    expect(await idsOf(`fingerprint=${fingerprint}`)).toEqual([]);
    expect(await idsOf(`fingerprint=${other.error!.fingerprint}`)).toEqual([other.id]);
  });

  test('that is none is refused', async () => {
    const { status, body } = await api.request<ProblemDetails>('GET', '/api/tasks?fingerprint=boom', { token });
    expect([status, body.errors?.map(({ field }) => field)]).toEqual([422, ['fingerprint']]);
  });
});
