import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createTasksClient } from '@task-queue/client';
import type { ProblemDetails, TaskSort } from '@task-queue/contracts';
import { startApi, type RunningApi } from '../../testing/start-api.js';

// Every answer is held to the OpenAPI document besides: see startApi.

const FAR = '2099-01-01T00:00:00.000Z';

let api: RunningApi;
let token: string;
let listed: (sort?: TaskSort, page?: number, pageSize?: number) => Promise<readonly string[]>;
beforeAll(async () => {
  api = await startApi();
  token = (await api.person('ann')).accessToken;
  const { tasks } = createTasksClient({ url: api.url, token });
  listed = async (sort, page = 1, pageSize = 10) =>
    (await tasks.list({ page, pageSize, ...(sort === undefined ? {} : { sort }) })).items.map(({ title }) => title);
  const steps = async (title: string, stepMs: number, runAt?: string): Promise<string> =>
    (await api.create(token, { type: 'demo.steps', title, params: { steps: 1, stepMs }, ...(runAt === undefined ? {} : { runAt }) })).id; // prettier-ignore
  const [slow, quick] = [await steps('slow', 700), await steps('quick', 10)];
  await api.finished(token, quick);
  await api.finished(token, slow);
  await api.finished(token, await steps('middling', 200));
  await steps('waiting', 0, FAR);
});
afterAll(() => api.stop());

describe('the list', () => {
  test.each<[TaskSort | undefined, readonly string[]]>([
    [undefined, ['waiting', 'middling', 'quick', 'slow']],
    ['-createdAt', ['waiting', 'middling', 'quick', 'slow']],
    ['createdAt', ['slow', 'quick', 'middling', 'waiting']],
    ['finishedAt', ['quick', 'slow', 'middling', 'waiting']],
    ['-finishedAt', ['middling', 'slow', 'quick', 'waiting']],
    ['duration', ['quick', 'middling', 'slow', 'waiting']],
    ['-duration', ['slow', 'middling', 'quick', 'waiting']],
    ['progress', ['waiting', 'middling', 'quick', 'slow']],
    ['-progress', ['middling', 'quick', 'slow', 'waiting']],
  ])('sorted by %s has what is not there yet last, page by page', async (sort, titles) => {
    expect(await listed(sort)).toEqual(titles);
    expect(await listed(sort, 2, 3)).toEqual(titles.slice(3));
    expect(await listed(sort, 3, 3)).toEqual([]);
  });

  test.each([
    ['?sort=colour', 'sort'],
    ['?sort=duration&before=019aaf3c-8d2b-7c4e-9f10-2b6d1e7a9c55', 'before'],
  ])('%s is refused', async (query, field) => {
    const { status, body } = await api.request<ProblemDetails>('GET', `/api/tasks${query}`, { token });
    expect([status, body.errors?.map((error) => error.field)]).toEqual([422, [field]]);
  });
});
