import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { ProblemDetails, Task, TaskPage } from '@task-queue/contracts';
import type { Answer } from '../../testing/answer.js';
import { startApi, type RunningApi } from '../../testing/start-api.js';

const FAR = '2099-01-01T00:00:00.000Z';

let api: RunningApi;
let token: string;
beforeAll(async () => {
  api = await startApi();
  token = (await api.person('walker')).accessToken;
});
afterAll(() => api.stop());

const create = (title: string, as = token): Promise<Task> =>
  api.create(as, { type: 'demo.steps', title, runAt: FAR, priority: 'low' });
const page = async (query: string, as = token): Promise<TaskPage> =>
  (await api.request<TaskPage>('GET', `/api/tasks?${query}`, { token: as })).body;
const refused = (query: string): Promise<Answer<ProblemDetails>> =>
  api.request<ProblemDetails>('GET', `/api/tasks?${query}`, { token });
const titlesOf = ({ items }: TaskPage): string[] => items.map(({ title }) => title);

async function createAll(...titles: string[]): Promise<Task[]> {
  const tasks: Task[] = [];
  for (const title of titles) {
    tasks.push(await create(title));
  }
  return tasks;
}

async function remove({ id }: Task): Promise<void> {
  await api.request('POST', `/api/tasks/${id}/cancel`, { token });
  expect((await api.request('DELETE', `/api/tasks/${id}`, { token })).status).toBe(204);
}

describe('the page before a task', () => {
  test('goes on where the last one ended, however many tasks are created meanwhile', async () => {
    const { accessToken } = await api.person('drifter');
    for (const title of ['1', '2', '3', '4', '5', '6']) {
      await create(title, accessToken);
    }
    const first = await page('pageSize=2', accessToken);
    expect(titlesOf(first)).toEqual(['6', '5']);
    await create('7', accessToken);
    await create('8', accessToken);
    const second = await page(`pageSize=2&before=${first.items.at(-1)!.id}`, accessToken);
    expect(titlesOf(second)).toEqual(['4', '3']);
    expect(second).toMatchObject({ total: 8, page: 3, pageSize: 2, totalPages: 4 });
    const last = await page(`pageSize=2&before=${second.items.at(-1)!.id}`, accessToken);
    expect(titlesOf(last)).toEqual(['2', '1']);
    expect(last).toMatchObject({ total: 8, page: 4, totalPages: 4 });
    expect(await page(`pageSize=2&before=${last.items.at(-1)!.id}`, accessToken)).toMatchObject({
      items: [],
      total: 8,
      page: 4,
    });
  });

  test('says a page that is not the last one while older tasks follow, and the last one where none do', async () => {
    const { accessToken } = await api.person('odd');
    const tasks: Task[] = [];
    for (const title of ['1', '2', '3', '4', '5']) {
      tasks.push(await create(title, accessToken));
    }
    const before = (i: number): Promise<TaskPage> => page(`pageSize=2&before=${tasks[i]!.id}`, accessToken);
    expect(await before(4)).toMatchObject({ page: 1, totalPages: 3 });
    expect(await before(3)).toMatchObject({ page: 2, totalPages: 3 });
    expect(await before(2)).toMatchObject({ page: 3, totalPages: 3 });
    expect(await before(0)).toMatchObject({ items: [], page: 3 });
  });

  test('is the same where that task was deleted since, is written in capitals, or is somebody else’s', async () => {
    const [a, b] = (await createAll('gone a', 'gone b', 'gone c')) as [Task, Task];
    const stranger = await create('not mine', (await api.person('neighbour')).accessToken);
    expect(titlesOf(await page(`q=gone&before=${b.id.toUpperCase()}`))).toEqual(['gone a']);
    await remove(b);
    expect(titlesOf(await page(`q=gone&before=${b.id}`))).toEqual(['gone a']);
    expect(titlesOf(await page(`q=gone&before=${stranger.id}`))).toEqual(['gone c', 'gone a']);
    expect((await page(`q=gone&before=${a.id}`)).items).toEqual([]);
  });

  test('counts and shows what the filter matches, exactly', async () => {
    const tasks = await createAll('walk 1', 'stand 1', 'walk 2', 'stand 2', 'walk 3');
    const walked = await page(`q=walk&before=${tasks[3]!.id}`);
    expect(titlesOf(walked)).toEqual(['walk 2', 'walk 1']);
    expect(walked.total).toBe(3);
    expect(await page(`status=failed&before=${tasks[3]!.id}`)).toMatchObject({ items: [], total: 0, page: 1 });
    expect(await page(`createdBy=nobody&before=${tasks[3]!.id}`)).toMatchObject({ items: [], total: 0, page: 1 });
  });

  test('of an id that nobody had is the one at its time', async () => {
    const [task] = (await createAll('timed')) as [Task];
    const at = (ms: number): string => {
      const hex = ms.toString(16).padStart(12, '0');
      return `${hex.slice(0, 8)}-${hex.slice(8)}-7000-8000-000000000000`;
    };
    const createdMs = Date.parse(task.createdAt);
    expect(titlesOf(await page(`q=timed&before=${at(createdMs + 60_000)}`))).toEqual(['timed']);
    expect((await page(`q=timed&before=${at(createdMs - 60_000)}`)).items).toEqual([]);
    expect((await page(`q=timed&before=${at(0)}`)).items).toEqual([]);
    expect(titlesOf(await page('q=timed&before=ffffffff-ffff-7fff-bfff-ffffffffffff'))).toEqual(['timed']);
  });

  test.each([
    ['before=abc', 'before'],
    ['before=019aaf3c-8d2b-4c4e-9f10-2b6d1e7a9c55', 'before'],
    ['before=019aaf3c-8d2b-7c4e-9f10-2b6d1e7a9c55&before=019aaf3c-8d2b-7c4e-9f10-2b6d1e7a9c56', 'before'],
    ['page=1&before=019aaf3c-8d2b-7c4e-9f10-2b6d1e7a9c55', 'before'],
    ['page=0', 'page'],
    ['page=', 'page'],
  ])('?%s is refused by the name of its field', async (query, field) => {
    const { status, body } = await refused(query);
    expect(status).toBe(422);
    expect(body.errors).toEqual([expect.objectContaining({ field })]);
  });

  test('left empty asks for page one', async () => {
    expect(await page('before=&pageSize=1')).toMatchObject({ page: 1 });
  });
});
