import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createTasksClient, type ViewCalls } from '@task-queue/client';
import { MAX_VIEWS_PER_PERSON, type ProblemDetails, type TaskView, type TaskViews } from '@task-queue/contracts';
import type { Answer } from '../../testing/answer.js';
import { startApi, type RunningApi } from '../../testing/start-api.js';

// Every answer is held to the OpenAPI document besides: see startApi.

let api: RunningApi;
let ann: string;
let ben: string;
beforeAll(async () => {
  api = await startApi();
  ann = (await api.person('ann')).accessToken;
  ben = (await api.person('ben')).accessToken;
});
afterAll(() => api.stop());

const call = <Body = TaskView>(token: string, method: string, id = '', body?: object): Promise<Answer<Body>> =>
  api.request<Body>(method, `/api/views${id === '' ? '' : `/${id}`}`, {
    token,
    ...(body === undefined ? {} : { body }),
  });
const viewsOf = (token: string): ViewCalls => createTasksClient({ url: api.url, token }).views;
const namesOf = async (token: string): Promise<readonly string[]> =>
  (await viewsOf(token).list()).items.map(({ name }) => name);

describe('a view', () => {
  test('is kept for who made it, changed and deleted', async () => {
    const { status, body: view } = await call(ann, 'POST', '', {
      name: '失败的导出',
      filter: { status: ['failed'], type: ['tasks.export'], q: '报表' },
      sort: '-finishedAt',
      columns: ['title', 'finishedAt'],
    });
    expect([status, view]).toEqual([
      201,
      {
        id: expect.any(String),
        name: '失败的导出',
        filter: { status: ['failed'], type: ['tasks.export'], q: '报表' },
        sort: '-finishedAt',
        columns: ['title', 'finishedAt'],
        shared: false,
        createdBy: { id: expect.any(String), username: 'ann' },
        createdAt: expect.any(String),
      },
    ]);
    const changed = await call(ann, 'PATCH', view.id, { name: '全部', filter: {} });
    expect(changed).toMatchObject({ status: 200, body: { name: '全部', filter: {}, sort: '-finishedAt' } });
    expect((await call<TaskViews>(ann, 'GET')).body.items).toEqual([changed.body]);
    expect(await namesOf(ben)).toEqual([]);
    expect(await call(ben, 'PATCH', view.id, { name: 'x' })).toMatchObject({
      status: 404,
      body: { code: 'VIEW_NOT_FOUND' },
    });
    expect((await call(ann, 'DELETE', view.id)).status).toBe(204);
    expect((await call(ann, 'DELETE', view.id)).status).toBe(404);
  });

  test('that is shared is in everybody’s list, and its owner’s to change', async () => {
    const view = await viewsOf(ann).create({ name: 'shared', shared: true });
    expect(view).toMatchObject({ sort: '-createdAt', columns: null, filter: {} });
    expect((await call<TaskViews>(ben, 'GET')).body.items).toEqual([view]);
    expect((await call(ben, 'PATCH', view.id, { name: 'mine' })).status).toBe(403);
    expect((await call(ben, 'DELETE', view.id)).status).toBe(403);
    await viewsOf(ann).change(view.id, { shared: false });
    expect(await namesOf(ben)).toEqual([]);
    await viewsOf(ann).remove(view.id);
    expect(await namesOf(ann)).toEqual([]);
  });

  test('of a viewer is theirs alone', async () => {
    const { accessToken: viewer } = await api.person('vera', 'viewer');
    expect((await call(viewer, 'POST', '', { name: 'for all', shared: true })).status).toBe(403);
    const { id } = await viewsOf(viewer).create({ name: 'my own' });
    expect((await call(viewer, 'PATCH', id, { shared: true })).status).toBe(403);
    expect(await call(viewer, 'PATCH', id, { name: 'still my own' })).toMatchObject({ status: 200 });
    await viewsOf(viewer).remove(id);
  });

  test('that two change at once has both changes', async () => {
    for (let i = 0; i < 10; i += 1) {
      const { id } = await viewsOf(ann).create({ name: 'a', shared: true });
      const changes = [{ shared: false }, { name: 'b' }, { sort: 'createdAt' as const }];
      await Promise.all(changes.map((change) => viewsOf(ann).change(id, change)));
      const { items } = await viewsOf(ann).list();
      expect(items.find((view) => view.id === id)).toMatchObject({ name: 'b', shared: false, sort: 'createdAt' });
      expect(await namesOf(ben)).toEqual([]);
      await viewsOf(ann).remove(id);
    }
  });

  test('goes back to the columns that the page shows', async () => {
    const { id } = await viewsOf(ann).create({ name: 'a', columns: ['title'] });
    expect((await viewsOf(ann).change(id, { name: 'b' })).columns).toEqual(['title']);
    expect((await viewsOf(ann).change(id, { columns: null })).columns).toBeNull();
    await viewsOf(ann).remove(id);
  });

  test.each([
    ['without a name', {}, 'name'],
    ['of two lines', { name: 'a\nb' }, 'name'],
    ['with a field that no filter has', { name: 'a', filter: { colour: 'red' } }, 'filter.colour'],
    ['in an order that there is not', { name: 'a', sort: 'colour' }, 'sort'],
  ])('%s is refused', async (_what, body, field) => {
    const { status, body: problem } = await call<ProblemDetails>(ann, 'POST', '', body);
    expect([status, problem.errors?.map((error) => error.field)]).toEqual([422, [field]]);
  });

  test('is one too many after fifty', async () => {
    for (let made = 0; made < MAX_VIEWS_PER_PERSON; made += 1) {
      expect((await call(ben, 'POST', '', { name: `view ${made}` })).status).toBe(201);
    }
    const { status, body } = await call<ProblemDetails>(ben, 'POST', '', { name: 'another' });
    expect([status, body.code]).toEqual([409, 'TOO_MANY_VIEWS']);
  });
});
