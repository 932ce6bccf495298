import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { AuditPage, BulkOutcome, Task, TaskPage } from '@task-queue/contracts';
import { TaskHandler, type TaskContext } from '@task-queue/tasks';
import type { Answer } from '../../testing/answer.js';
import { startApi, type RunningApi } from '../../testing/start-api.js';

class NoParams {}

const SAID = 'a\u0000b\u001B[31m\u202Egpj.exe\nline 2';

/** Says what nobody should have to read. */
@TaskHandler({ type: 'test.odd', title: { zh: '怪', en: 'Odd' }, params: NoParams, maxRetries: 0 })
class OddTask {
  run(_params: NoParams, context: TaskContext): void {
    context.progress(33.333_333_333_333_336, SAID);
    context.log(SAID);
    throw new Error(SAID);
  }
}

let api: RunningApi;
let token: string;
beforeAll(async () => {
  api = await startApi({}, undefined, [OddTask]);
  token = (await api.person('odd')).accessToken;
});
afterAll(() => api.stop());

const create = (body: object): Promise<Answer<Task>> => api.request('POST', '/api/tasks', { token, body });
const later = { type: 'demo.steps', runAt: '2199-01-01T00:00:00.000Z' };

describe('a run time', () => {
  test.each([
    '9999-12-31T23:59:59.999Z',
    '9999-12-31T23:59:59.998Z',
    '5138-11-16T09:46:40.001Z',
    '5138-11-16T09:46:39.999Z',
    '2286-11-20T17:46:40.001Z',
  ])('of %s is kept to the millisecond, through every change', async (runAt) => {
    const { status, body } = await create({ type: 'demo.steps', runAt });
    expect([status, body.runAt]).toEqual([201, runAt]);
    const { body: cancelled } = await api.request<Task>('POST', `/api/tasks/${body.id}/cancel`, { token });
    expect(cancelled.runAt === null || cancelled.runAt === runAt).toBe(true);
    const again = await create({ type: 'demo.steps', runAt: body.runAt! });
    expect([again.status, again.body.runAt]).toEqual([201, runAt]);
    const due = await api.fixture.redis.zrange(`${api.fixture.prefix}:due`, '0', '-1', 'WITHSCORES');
    const place = due.findIndex((member) => member.includes(again.body.id));
    expect(due[place + 1]).toBe(String(Date.parse(runAt)));
  });
});

describe('a title', () => {
  test.each(['\u200B', '\u200B \u2060\uFEFF', '\u2800', '\u3164', '\u00AD', ' \u00A0\u3000', '\u202E'])(
    'of %j, which shows nothing, counts as none',
    async (title) => {
      expect((await create({ ...later, title })).body.title).toBe('演示：分步');
    },
  );

  test.each(['a\nb', 'a\u0000', '\u001B[31mred', 'a\r', 'a\tb', 'a\u2028b', 'a\u0085b', 'a\u007F'])(
    'of %j, which is no one line, is refused',
    async (title) => {
      const answer = await api.request('POST', '/api/tasks', { token, body: { ...later, title } });
      expect([answer.status, answer.body.errors]).toEqual([
        422,
        [{ field: 'title', message: '不能含有控制字符或换行' }],
      ]);
    },
  );

  test.each([
    ['invoice\u202Egpj.exe', 'invoicegpj.exe'],
    ['\u2067تقرير\u2069', 'تقرير'],
    ['نسخة \u200F(1)', 'نسخة \u200F(1)'],
    ['👩\u200D💻', '👩\u200D💻'],
    ['می\u200Cخواهم', 'می\u200Cخواهم'],
  ])('of %j reads as %j', async (title, shown) => {
    expect((await create({ ...later, title })).body.title).toBe(shown);
  });
});

test('what a handler says shows what it holds: no control characters, no turned text, gists in one line', async () => {
  const { body } = await create({ type: 'test.odd' });
  const task = await api.finished(token, body.id);
  expect(task.progressText).toBe('a␀b␛[31mgpj.exe line 2');
  expect(task.error?.message).toBe('a␀b␛[31mgpj.exe\nline 2');
  expect(task.log.map(({ line }) => line)).toEqual(['a␀b␛[31mgpj.exe\nline 2']);
});

describe('an id', () => {
  test('is read whatever its case', async () => {
    const { body } = await create(later);
    const id = body.id.toUpperCase();
    expect((await api.request<Task>('GET', `/api/tasks/${id}`, { token })).body.id).toBe(body.id);
    const bulk = { token, body: { action: 'cancel', ids: [id] } };
    expect((await api.request<BulkOutcome[]>('POST', '/api/tasks/bulk', bulk)).body).toEqual([{ id, ok: true }]);
    expect((await api.request('DELETE', `/api/tasks/${id}`, { token })).status).toBe(204);
    expect((await api.request<TaskPage>('GET', `/api/tasks?q=${id}`, { token })).body.total).toBe(0);
  });

  test.each([1, 36, 100, 101, 300, 900])('of %i letters that nobody has is an unknown task', async (length) => {
    for (const [method, path] of [
      ['GET', ''],
      ['POST', '/cancel'],
      ['POST', '/retry'],
      ['DELETE', ''],
      ['GET', '/artifact'],
      ['POST', '/artifact/link'],
    ] as const) {
      const answer = await api.request(method, `/api/tasks/${'x'.repeat(length)}${path}`, { token });
      expect([method, path, answer.status, answer.body.code]).toEqual([method, path, 404, 'TASK_NOT_FOUND']);
    }
  });
});

test.each(['createdFrom', 'createdTo'])('a raw + in %s is told how to write it', async (field) => {
  const answer = await api.request('GET', `/api/tasks?${field}=2026-11-24T01:00:00+08:00`, { token });
  expect([answer.status, answer.body.errors]).toEqual([422, [{ field, message: '地址中的 + 会变成空格，请写成 %2B' }]]);
  const encoded = await api.request('GET', `/api/tasks?${field}=2026-11-24T01:00:00%2B08:00`, { token });
  expect(encoded.status).toBe(200);
});

describe('an instant of a query', () => {
  const INSTANTS = [
    '0000-01-01T00:00:00+23:59',
    '0000-01-01',
    '1960-01-01',
    '1969-12-31T23:59:59.999Z',
    '1970-01-01T00:00:00.000Z',
    '9999-12-31T23:59:59.999Z',
    '9999-12-31T23:59:59-23:59',
  ];

  test.each(INSTANTS)('%s is taken, or refused by its name', async (at) => {
    const admin = (await api.login('admin')).accessToken;
    for (const [path, fields] of [
      ['audit', ['from', 'to']],
      ['tasks', ['createdFrom', 'createdTo', 'finishedFrom', 'finishedTo']],
    ] as const) {
      for (const field of fields) {
        const query = new URLSearchParams({ [field]: at }).toString();
        const { status } = await api.request('GET', `/api/${path}?${query}`, { token: admin });
        expect([path, field, status]).toEqual([path, field, /[+-]23:59$/.test(at) ? 422 : 200]);
      }
    }
    const exported = { type: 'audit.export', params: { filter: { from: at, to: at } } };
    const answer = await api.request<Task>('POST', '/api/tasks', { token: admin, body: exported });
    const isTaken = answer.status === 201;
    expect(isTaken ? (await api.finished(admin, answer.body.id)).status : answer.status).toBe(
      /[+-]23:59$/.test(at) ? 422 : 'completed',
    );
  });

  test('before there was anything has everything after it, and nothing before it', async () => {
    const admin = (await api.login('admin')).accessToken;
    const told = async (query: string): Promise<number> =>
      (await api.request<AuditPage>('GET', `/api/audit?${query}`, { token: admin })).body.items.length;
    expect(await told('from=1960-01-01')).toBeGreaterThan(0);
    expect(await told('to=1960-01-01')).toBe(0);
  });
});
