import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Task, TaskPage } from '@task-queue/contracts';
import type { Answer } from '../../testing/answer.js';
import { startApi, type RunningApi } from '../../testing/start-api.js';

const DAY_MS = 24 * 60 * 60 * 1000;

let api: RunningApi;
let ada: string;
let bob: string;
beforeAll(async () => {
  api = await startApi({ ROLE: 'api' }); // nothing runs, so nothing changes behind the test's back
  ada = (await api.person('ada')).accessToken;
  bob = (await api.person('bob')).accessToken;
}, 30_000);
afterAll(() => api.stop());

function post(token: string, key: string, body: unknown): Promise<Answer<Task>> {
  return api.request<Task>('POST', '/api/tasks', { token, body, headers: { 'idempotency-key': key } });
}

async function titled(token: string, q: string): Promise<number> {
  return (await api.request<TaskPage>('GET', `/api/tasks?q=${q}`, { token })).body.total;
}

const task = (title: string): object => ({
  type: 'demo.steps',
  title,
  params: { steps: 2, stepMs: 1 },
  priority: 'low',
});

describe('a hundred posts at once with one key', () => {
  test('make one task; every answer names it, exactly one says that it was made', async () => {
    const answers = await Promise.all(Array.from({ length: 100 }, () => post(ada, 'at-once', task('hundredfold'))));
    expect(new Set(answers.map(({ body }) => body.id)).size).toBe(1);
    const statuses = answers.map(({ status }) => status).sort();
    expect(statuses).toEqual([...Array.from({ length: 99 }, () => 200), 201]);
    expect(new Set(answers.map(({ headers }) => headers.get('location')))).toEqual(
      new Set([`/api/tasks/${answers[0]!.body.id}`]),
    );
    expect(await titled(ada, 'hundredfold')).toBe(1);
  }, 60_000);

  test('and two bodies make one task: whoever comes second with the other body is refused', async () => {
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, i) => post(ada, 'two-bodies', task(i % 2 === 0 ? 'twofold one' : 'twofold two'))),
    );
    const count = (wanted: number): number => answers.filter(({ status }) => status === wanted).length;
    expect([count(201), count(200), count(422)]).toEqual([1, 24, 25]);
    expect(await titled(ada, 'twofold')).toBe(1);
  }, 60_000);
});

describe('a key', () => {
  test('belongs to who sent it: another person with the same key and body has a task of their own', async () => {
    const mine = await post(ada, 'shared', task('mine'));
    const theirs = await post(bob, 'shared', task('mine'));
    expect([mine.status, theirs.status]).toEqual([201, 201]);
    expect(theirs.body.id).not.toBe(mine.body.id);
    expect(theirs.body.createdBy.username).toBe('bob');
  });

  test('stands for what is asked, not for how it is written', async () => {
    const first = await post(ada, 'order', '{"type":"demo.steps","title":"ordered","params":{"steps":2,"stepMs":1}}');
    const second = await post(
      ada,
      'order',
      '{ "params": {"stepMs":1,"steps":2}, "title":"ordered", "type":"demo.steps" }',
    );
    expect([first.status, second.status]).toEqual([201, 200]);
    expect(second.body.id).toBe(first.body.id);
  });

  test.each([
    ['title', { title: 'other' }],
    ['params', { params: { steps: 3, stepMs: 1 } }],
    ['priority', { priority: 'high' }],
    ['runAt', { runAt: new Date(Date.now() + 3_600_000).toISOString() }],
  ])('with another %s is refused and changes nothing', async (name, change) => {
    const key = `changed-${name}`;
    const { body: made } = await post(ada, key, task('one'));
    const refused = await api.request('POST', '/api/tasks', {
      token: ada,
      body: { ...task('one'), ...change },
      headers: { 'idempotency-key': key },
    });
    expect([refused.status, refused.body.code]).toEqual([422, 'IDEMPOTENCY_KEY_REUSED']);
    const again = await post(ada, key, task('one'));
    expect([again.status, again.body.id]).toEqual([200, made.id]);
  });

  test('of a refused request is free: it made nothing', async () => {
    const refused = await post(ada, 'bad-first', { type: 'demo.steps', params: { steps: -1 } });
    expect(refused.status).toBe(422);
    expect((await post(ada, 'bad-first', task('good after all'))).status).toBe(201);
  });

  test('is void with its task: once that was deleted, it makes another', async () => {
    const { body: made } = await post(ada, 'deleted', task('gone'));
    await api.request('POST', `/api/tasks/${made.id}/cancel`, { token: ada });
    await api.request('DELETE', `/api/tasks/${made.id}`, { token: ada });
    const again = await post(ada, 'deleted', task('gone'));
    expect(again.status).toBe(201);
    expect(again.body.id).not.toBe(made.id);
    expect(await titled(ada, 'gone')).toBe(1);
    expect([(await post(ada, 'deleted', task('gone'))).body.id]).toEqual([again.body.id]);
  });

  test('whose task was cancelled is answered with it', async () => {
    const { body: made } = await post(ada, 'cancelled', task('called off'));
    await api.request('POST', `/api/tasks/${made.id}/cancel`, { token: ada });
    const again = await post(ada, 'cancelled', task('called off'));
    expect([again.status, again.body.id, again.body.status]).toEqual([200, made.id, 'cancelled']);
  });

  test('is forgotten after 24 hours', async () => {
    const { body: made } = await post(ada, 'a-day', task('daily'));
    const { redis, prefix } = api.fixture;
    const keys = await redis.keys(`${prefix}:idem:*`);
    const holding = await Promise.all(
      keys.map(async (key) => ((await redis.hget(key, 'id')) === made.id ? key : null)),
    );
    const [key] = holding.filter((each) => each !== null);
    const leftMs = await redis.pttl(key!);
    expect(leftMs).toBeGreaterThan(DAY_MS - 60_000);
    expect(leftMs).toBeLessThanOrEqual(DAY_MS);
    await redis.pexpire(key!, 0); // the day is over
    const again = await post(ada, 'a-day', task('daily'));
    expect(again.status).toBe(201);
    expect(again.body.id).not.toBe(made.id);
  });
});
