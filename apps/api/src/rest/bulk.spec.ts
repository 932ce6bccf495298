import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { BulkOutcome, Task, TaskPage } from '@task-queue/contracts';
import type { Answer } from '../../testing/answer.js';
import { startApi, type RunningApi } from '../../testing/start-api.js';

let api: RunningApi;
let ann: string;
let ben: string;
beforeAll(async () => {
  api = await startApi();
  ann = (await api.person('ann')).accessToken;
  ben = (await api.person('ben')).accessToken;
});
afterAll(() => api.stop());

const later = (token: string, title: string): Promise<Task> =>
  api.create(token, { type: 'demo.steps', title, runAt: '2099-01-01T00:00:00.000Z' });
const bulk = <Body = BulkOutcome[]>(token: string, body: unknown): Promise<Answer<Body>> =>
  api.request('POST', '/api/tasks/bulk', { token, body });
const read = async (token: string, id: string): Promise<Task> =>
  (await api.request<Task>('GET', `/api/tasks/${id}`, { token })).body;

describe('a bulk action on named tasks', () => {
  test('has an outcome for each, and touches nobody else’s', async () => {
    const [mine, cancelled, theirs] = [await later(ann, 'a'), await later(ann, 'b'), await later(ben, 'c')];
    await bulk(ann, { action: 'cancel', ids: [cancelled.id] });
    const { status, body } = await bulk(ann, { action: 'cancel', ids: [mine.id, cancelled.id, theirs.id, 'nonsense'] });
    expect(status).toBe(200);
    expect(body).toEqual([
      { id: mine.id, ok: true },
      { id: cancelled.id, ok: false, code: 'TASK_FINISHED' },
      { id: theirs.id, ok: false, code: 'TASK_NOT_FOUND' },
      { id: 'nonsense', ok: false, code: 'TASK_NOT_FOUND' },
    ]);
    expect((await read(ben, theirs.id)).status).toBe('pending');
    expect((await bulk(ann, { action: 'delete', ids: [mine.id] })).body).toEqual([{ id: mine.id, ok: true }]);
    expect((await api.request('GET', `/api/tasks/${mine.id}`, { token: ann })).status).toBe(404);
  });

  test.each([
    [{ action: 'cancel' }, 'ids'],
    [{ action: 'cancel', ids: [] }, 'ids'],
    [{ action: 'cancel', ids: Array.from({ length: 101 }, () => 'x') }, 'ids'],
    [{ action: 'cancel', ids: ['x'], filter: {} }, 'ids'],
    [{ action: 'explode', ids: ['x'] }, 'action'],
    [{ action: 'cancel', filter: { status: ['gone'] } }, 'filter.status'],
    [{ action: 'cancel', filter: { owner: 'ann' } }, 'filter.owner'],
  ])('of %j is refused, naming %s', async (body, field) => {
    const answer = await bulk<{ errors: { field: string }[] }>(ann, body);
    expect([answer.status, answer.body.errors.map((error) => error.field)]).toEqual([422, [field]]);
  });
});

describe('a bulk action on everything that matches', () => {
  test('is a task that acts on what matched at the time of the call, and on nothing of others', async () => {
    const matching = await Promise.all(Array.from({ length: 120 }, (_, i) => later(ann, `凭证 ${i}`)));
    const notMatching = await later(ann, '别的');
    const theirs = await later(ben, '凭证');
    const answer = await bulk<Task>(ann, { action: 'cancel', filter: { q: '凭证', status: ['pending'] } });
    expect(answer.status).toBe(202);
    expect(answer.body).toMatchObject({ type: 'tasks.bulk', createdBy: { username: 'ann' } });
    const after = await later(ann, '凭证 之后');
    const task = await api.finished(ann, answer.body.id);
    expect(task).toMatchObject({ status: 'completed', result: { matched: 120, done: 120, refused: {} } });
    const { body } = await api.request<TaskPage>('GET', '/api/tasks?status=cancelled&q=凭证', { token: ann });
    expect(body.total).toBe(matching.length);
    for (const [token, id] of [
      [ann, notMatching.id],
      [ann, after.id],
      [ben, theirs.id],
    ] as const) {
      expect((await read(token, id)).status).toBe('pending');
    }
  });

  test('takes null for a part, or for a filter, for one that is left out', async () => {
    const one = await later(ann, '空值');
    await later(ann, '别的空');
    const nothing = { status: null, type: null, priority: null, createdBy: null, createdFrom: null, createdTo: null };
    const answer = await bulk<Task>(ann, { action: 'cancel', ids: null, filter: { ...nothing, q: '空值' } });
    expect(answer.status).toBe(202);
    expect((await api.finished(ann, answer.body.id)).result).toEqual({ matched: 1, done: 1, refused: {} });
    expect((await bulk(ann, { action: 'delete', ids: [one.id], filter: null })).body).toEqual([
      { id: one.id, ok: true },
    ]);
  });

  test('leaves nothing behind of what was fixed for it', async () => {
    await later(ann, '不留');
    const answer = await bulk<Task>(ann, { action: 'cancel', filter: { q: '不留' } });
    expect(await api.finished(ann, answer.body.id)).toMatchObject({ status: 'completed', result: { done: 1 } });
    expect(await api.fixture.redis.keys(`${api.fixture.prefix}:x:*:snapshot:*`)).toEqual([]);
  });

  test('keeps to what was fixed although its status changed since', async () => {
    const [first, second] = [await later(ann, '固定'), await later(ann, '固定')];
    const answer = await bulk<Task>(ann, { action: 'delete', filter: { q: '固定', status: ['cancelled'] } });
    expect((await api.finished(ann, answer.body.id)).result).toEqual({ matched: 0, done: 0, refused: {} });
    await bulk(ann, { action: 'cancel', ids: [first.id] });
    const again = await bulk<Task>(ann, { action: 'delete', filter: { q: '固定', status: ['cancelled', 'pending'] } });
    expect((await api.finished(ann, again.body.id)).result).toEqual({
      matched: 2,
      done: 1,
      refused: { TASK_NOT_FINISHED: 1 },
    });
    expect((await read(ann, second.id)).status).toBe('pending');
  });

  test('acts on nothing where the range of times ends before all tasks', async () => {
    const kept = await later(ann, '最早');
    const answer = await bulk<Task>(ann, { action: 'cancel', filter: { createdTo: '1970-01-01T00:00:00.000Z' } });
    expect((await api.finished(ann, answer.body.id)).result).toEqual({ matched: 0, done: 0, refused: {} });
    expect((await read(ann, kept.id)).status).toBe('pending');
  });
});
