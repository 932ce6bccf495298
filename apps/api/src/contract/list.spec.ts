import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { FINGERPRINT, type ProblemDetails, type Task, type TaskPage } from '@task-queue/contracts';
import type { Answer } from '../../testing/answer.js';
import { startApi, type RunningApi } from '../../testing/start-api.js';

// Every answer is held to the OpenAPI document besides: see startApi.

const FAR = '2099-01-01T00:00:00.000Z';

let api: RunningApi;
let token: string;
let me: string;
let admin: string;
/** Eight tasks, the newest first. */
let tasks: Task[];
const titlesOf = ({ body }: Answer<TaskPage>): string[] => body.items.map(({ title }) => title);

beforeAll(async () => {
  api = await startApi();
  admin = (await api.login('admin')).accessToken;
  const person = await api.person('lister');
  token = person.accessToken;
  me = person.user.id;
  const { accessToken: stranger } = await api.person('stranger');
  await api.create(stranger, { type: 'demo.steps', title: '别人的 凭证', runAt: FAR });

  const later = { runAt: FAR, type: 'demo.steps' } as const;
  const failed = await api.create(token, {
    type: 'demo.flaky',
    title: 'Monthly report',
    params: { failures: 20, message: 'The disk is full: 磁盘已满' },
    maxRetries: 0,
  });
  await api.finished(token, failed.id);
  const done = await api.create(token, { type: 'demo.steps', title: '完成', params: { steps: 1, stepMs: 0 } });
  await api.finished(token, done.id);
  const cancelled = await api.create(token, { ...later, title: '凭证导出 一', priority: 'low' });
  await api.request('POST', `/api/tasks/${cancelled.id}/cancel`, { token });
  const pending: Task[] = [];
  for (const [title, priority] of [
    ['凭证导出 二', 'high'],
    ['凭证校验', 'high'],
    ['发票导出', 'normal'],
    ['Invoice export', 'low'],
  ] as const) {
    pending.push(await api.create(token, { ...later, title, priority }));
  }
  pending.push(await api.create(token, { type: 'tasks.export', title: '历史', runAt: FAR }));
  tasks = [failed, done, cancelled, ...pending].reverse();
}, 60_000);
afterAll(() => api.stop());

function list<Body = TaskPage>(query: string, as = token): Promise<Answer<Body>> {
  return api.request<Body>('GET', `/api/tasks${query}`, { token: as });
}

describe('a page', () => {
  test('has items, total, page, pageSize and totalPages, the newest first', async () => {
    const { status, body } = await list('');
    expect(status).toBe(200);
    expect(Object.keys(body).sort()).toEqual(['items', 'page', 'pageSize', 'total', 'totalPages']);
    expect(body).toMatchObject({ total: 8, page: 1, pageSize: 20, totalPages: 1 });
    expect(body.items.map(({ id }) => id)).toEqual(tasks.map(({ id }) => id));
  });

  test('shows of each task all but its params, result, attempts and log', async () => {
    const [item] = (await list('?q=Monthly')).body.items;
    expect(Object.keys(item!).sort()).toEqual([
      'artifact',
      'cancelledBecause',
      'createdAt',
      'createdBy',
      'deadline',
      'deadlineAt',
      'error',
      'finishedAt',
      'id',
      'maxRetries',
      'priority',
      'progress',
      'progressText',
      'resultSummary',
      'retryCount',
      'runAt',
      'scheduleId',
      'startWithinMs',
      'startedAt',
      'status',
      'stop',
      'timeoutMs',
      'title',
      'type',
      'version',
    ]);
    expect(item!.error).toEqual({
      message: 'The disk is full: 磁盘已满',
      code: 'HANDLER_ERROR',
      attempt: 1,
      fingerprint: expect.stringMatching(FINGERPRINT),
    });
  });

  test.each([
    ['?page=1&pageSize=3', 3, 1, 3],
    ['?page=2&pageSize=3', 3, 2, 3],
    ['?page=3&pageSize=3', 2, 3, 3],
    ['?page=4&pageSize=3', 0, 4, 3],
    ['?page=1000000&pageSize=1', 0, 1_000_000, 8],
    ['?pageSize=100', 8, 1, 1],
    ['?pageSize=1', 1, 1, 8],
    ['?q=nothingmatches', 0, 1, 0],
  ])('%s has %i items', async (query, items, page, totalPages) => {
    const { body } = await list(query);
    expect([body.items.length, body.page, body.totalPages]).toEqual([items, page, totalPages]);
  });

  test.each([
    ['page=0', 'page'],
    ['page=', 'page'],
    ['page=-1', 'page'],
    ['page=1.5', 'page'],
    ['page=1e1', 'page'],
    ['page=one', 'page'],
    ['pageSize=0', 'pageSize'],
    ['pageSize=101', 'pageSize'],
    ['status=done', 'status'],
    ['status=pending,done', 'status'],
    ['priority=urgent', 'priority'],
    ['createdFrom=yesterday', 'createdFrom'],
    ['createdTo=2026-W10', 'createdTo'],
    ['createdTo=2026-02-30', 'createdTo'],
    ['owner=me', 'owner'],
    ['q[a]=b', 'q[a]'],
    [`q=${'x'.repeat(201)}`, 'q'],
  ])('is refused with %s, naming the field', async (query, field) => {
    const { status, body } = await list<ProblemDetails>(`?${query}`);
    expect([status, body.code, body.errors?.map((error) => error.field)]).toEqual([422, 'VALIDATION_FAILED', [field]]);
  });
});

describe('filters', () => {
  const everything = [
    '历史',
    'Invoice export',
    '发票导出',
    '凭证校验',
    '凭证导出 二',
    '凭证导出 一',
    '完成',
    'Monthly report',
  ];

  test.each([
    ['?page=1&pageSize=20&status=&type=&priority=&q=&createdBy=&createdFrom=&createdTo=', everything],
    ['?status=cancelled', ['凭证导出 一']],
    ['?status=failed,completed', ['完成', 'Monthly report']],
    ['?status=failed&status=completed', ['完成', 'Monthly report']],
    ['?status=pending,running,completed,failed,cancelled', everything],
    ['?status=running', []],
    ['?type=tasks.export', ['历史']],
    ['?type=tasks.export,demo.flaky', ['历史', 'Monthly report']],
    ['?type=no.such.type', []],
    ['?priority=high', ['凭证校验', '凭证导出 二']],
    ['?priority=high,low', ['Invoice export', '凭证校验', '凭证导出 二', '凭证导出 一']],
    ['?q=凭证', ['凭证校验', '凭证导出 二', '凭证导出 一']],
    ['?q=凭证导出', ['凭证导出 二', '凭证导出 一']],
    ['?q=导出', ['发票导出', '凭证导出 二', '凭证导出 一']],
    ['?q=invoice', ['Invoice export']],
    ['?q=EXPORT%20invoice', ['Invoice export']],
    ['?q=disk%20full', ['Monthly report']],
    ['?q=磁盘', ['Monthly report']],
    ['?q=tasks.export', ['历史']],
    ['?q=凭证&status=pending', ['凭证校验', '凭证导出 二']],
    ['?q=凭证&status=pending&priority=high&type=demo.steps,demo.flaky', ['凭证校验', '凭证导出 二']],
    ['?q=凭证&priority=low', ['凭证导出 一']],
    ['?q=凭证&type=tasks.export', []],
  ])('%s finds exactly what matches', async (query, titles) => {
    const answer = await list(encodeURI(decodeURI(query)));
    expect(titlesOf(answer)).toEqual(titles);
    expect(answer.body.total).toBe(titles.length);
  });

  test('an id, or its beginning, finds the task', async () => {
    const { id, title } = tasks[3]!;
    expect(titlesOf(await list(`?q=${id}`))).toEqual([title]);
    expect(titlesOf(await list(`?q=${id.slice(0, 23)}`))).toEqual([title]);
    expect(titlesOf(await list(`?q=${id.slice(0, 8)}`))).toContain(title);
  });

  test('a time range has its beginning and not its end', async () => {
    const [newer, older] = [tasks[2]!, tasks[5]!];
    const between = `?createdFrom=${older.createdAt}&createdTo=${newer.createdAt}`;
    expect(titlesOf(await list(between))).toEqual(tasks.slice(3, 6).map(({ title }) => title));
    const at = `?createdFrom=${older.createdAt}&createdTo=${older.createdAt}`;
    expect(titlesOf(await list(at))).toEqual([]);
    expect(titlesOf(await list(`${between}&status=pending&q=${encodeURI('凭证')}`))).toEqual([
      '凭证校验',
      '凭证导出 二',
    ]);
  });

  test.each(['1970-01-01T00:00:00Z', '1969-01-01'])(
    'a time range that ends at %s has nothing in it',
    async (instant) => {
      expect(titlesOf(await list(`?createdTo=${instant}`))).toEqual([]);
      expect(titlesOf(await list(`?createdFrom=${instant}`))).toEqual(titlesOf(await list('')));
    },
  );

  test('a creator is for administrators to choose', async () => {
    expect(titlesOf(await list(`?createdBy=${me}`, admin))).toEqual(everything);
    expect((await list('', admin)).body.total).toBe(9);
    expect((await list(`?q=${encodeURI('凭证')}`, admin)).body.total).toBe(4);
    expect(titlesOf(await list(`?createdBy=${me}`))).toEqual(everything);
    expect(titlesOf(await list('?createdBy=somebody-else'))).toEqual([]);
  });
});
