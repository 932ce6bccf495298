import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { AuditLog } from '@task-queue/audit-trail';
import {
  AUDIT_PAGE_SIZE,
  type AuditEntry,
  type AuditPage,
  type BulkOutcome,
  type CreatedToken,
  type LoginResponse,
  type Schedule,
  type Task,
  type UserAccount,
} from '@task-queue/contracts';
import { eventually } from '../../testing/eventually.js';
import { listen } from '../../testing/live-listener.js';
import { unauditedRoutes } from '../../testing/routes.js';
import { PASSWORD, startApi, type RunningApi } from '../../testing/start-api.js';
import { toldOf } from '../../testing/told.js';

const LATER = '2099-01-01T00:00:00.000Z';

let api: RunningApi;
let admin: LoginResponse;
let ann: LoginResponse;
beforeAll(async () => {
  api = await startApi();
  admin = await api.login('admin');
  ann = await api.person('ann');
});
afterAll(() => api.stop());

const asAdmin = <Body>(method: string, path: string, body?: unknown) =>
  api.request<Body>(method, path, { token: admin.accessToken, ...(body === undefined ? {} : { body }) });

/** The entries that fit a query. */
async function told(query = ''): Promise<readonly AuditEntry[]> {
  const { body, status } = await asAdmin<AuditPage>('GET', `/api/audit?${query}`);
  expect(status).toBe(200);
  return body.items;
}

/** What one call is told by. */
async function toldOfCall({ headers }: { readonly headers: Headers }): Promise<AuditEntry> {
  let entry: AuditEntry | undefined;
  await eventually(async () => {
    entry = (await told()).find(({ requestId }) => requestId === headers.get('x-request-id'));
    return entry !== undefined;
  });
  return entry!;
}

const by = () => ({ who: { id: admin.user.id, username: 'admin' }, address: '127.0.0.1', outcome: 'done', count: 1 });

test('every route that may change something says what the audit log tells of it', () => {
  expect(unauditedRoutes(api.app)).toEqual([]);
});

describe('what people do', () => {
  test('is told with who, from where, to what, before and after, and the id of the call', async () => {
    const created = await asAdmin<UserAccount>('POST', '/api/users', { username: 'han', password: PASSWORD });
    const { id } = created.body;
    expect(await toldOfCall(created)).toMatchObject({
      ...by(),
      action: 'user.create',
      target: { type: 'user', id, name: 'han' },
      before: null,
      after: { username: 'han', role: 'user', isService: false },
    });
    const changed = await asAdmin('PATCH', `/api/users/${id}`, { role: 'operator', password: 'another password' });
    expect(await toldOfCall(changed)).toMatchObject({
      ...by(),
      action: 'user.change',
      target: { type: 'user', id, name: 'han' },
      before: { role: 'user' },
      after: { role: 'operator', password: 'changed' },
    });
    const removed = await asAdmin('DELETE', `/api/users/${id}`);
    expect(await toldOfCall(removed)).toMatchObject({
      ...by(),
      action: 'user.delete',
      before: { username: 'han', role: 'operator', disabled: false },
    });
    expect((await told(`targetId=${id}`)).map(({ action }) => action)).toEqual([
      ...['user.delete', 'user.change', 'user.create'],
    ]);
  });

  test('is told of signing in, going on and out, of whoever it was', async () => {
    const login = await api.request<LoginResponse>('POST', '/api/auth/login', {
      body: { username: 'ann', password: PASSWORD },
    });
    const who = { id: ann.user.id, username: 'ann' };
    expect(await toldOfCall(login)).toMatchObject({ action: 'auth.login', outcome: 'done', who });
    const cookie = login.headers.get('set-cookie')!.split(';')[0]!;
    const refreshed = await api.request('POST', '/api/auth/refresh', { headers: { cookie } });
    expect(await toldOfCall(refreshed)).toMatchObject({ action: 'auth.refresh', outcome: 'done', who });
    const out = await api.request('POST', '/api/auth/logout', { token: login.body.accessToken });
    expect(await toldOfCall(out)).toMatchObject({ action: 'auth.logout', outcome: 'done', who });
  });

  test('is told of lanes and types, with the reason that somebody gives', async () => {
    const paused = await asAdmin('POST', '/api/lanes/low/pause', { reason: 'the disk is full' });
    expect(await toldOfCall(paused)).toMatchObject({
      ...by(),
      action: 'lane.pause',
      target: { type: 'lane', id: 'low' },
      reason: 'the disk is full',
      before: { pause: null },
      after: { pause: { by: { username: 'admin' } } },
    });
    expect(await toldOfCall(await asAdmin('POST', '/api/lanes/low/resume'))).toMatchObject({
      action: 'lane.resume',
      before: { pause: { by: { username: 'admin' } } },
      after: { pause: null },
    });
    const limits = [{ key: 'owner', concurrency: 9 }];
    const set = await asAdmin('PUT', '/api/types/tasks.cleanup/limits', limits);
    expect(await toldOfCall(set)).toMatchObject({ action: 'type.limits', before: { limits: null }, after: { limits } });
    const slots = await asAdmin('PATCH', '/api/lanes/low', { slotsPerWorker: 3 });
    expect(await toldOfCall(slots)).toMatchObject({ action: 'lane.slots', after: { slotsPerWorker: 3 } });
    await asAdmin('PATCH', '/api/lanes/low', { slotsPerWorker: null });
    await asAdmin('DELETE', '/api/types/tasks.cleanup/limits');
  });

  test('is told of schedules by what changes, and not of what they do by themselves', async () => {
    const plan = { name: 'nightly', type: 'demo.steps', cron: '0 3 * * *', timeZone: 'UTC', params: { steps: 2 } };
    const created = await asAdmin<Schedule>('POST', '/api/schedules', plan);
    const { id } = created.body;
    expect(await toldOfCall(created)).toMatchObject({
      action: 'schedule.create',
      target: { type: 'schedule', id, name: 'nightly' },
      after: { cron: '0 3 * * *', type: 'demo.steps', owner: 'admin' },
    });
    const change = { cron: '0 4 * * *', params: { steps: 3 } };
    expect(await toldOfCall(await asAdmin('PATCH', `/api/schedules/${id}`, change))).toMatchObject({
      action: 'schedule.change',
      before: { cron: '0 3 * * *' },
      after: { cron: '0 4 * * *', params: 'changed' },
    });
    const paused = await toldOfCall(await asAdmin('POST', `/api/schedules/${id}/pause`));
    expect(paused).toMatchObject({ before: { enabled: true }, after: { enabled: false } });
    const again = await toldOfCall(await asAdmin('POST', `/api/schedules/${id}/pause`));
    expect(again).toMatchObject({ action: 'schedule.pause', before: null, after: null });
    const run = await asAdmin<Task>('POST', `/api/schedules/${id}/run`);
    expect(await toldOfCall(run)).toMatchObject({ action: 'schedule.run', target: { id }, taskId: run.body.id });
  });

  test('with an access token names the token; who that is may not read without the scope', async () => {
    const make = async (scope: string): Promise<CreatedToken> =>
      (await asAdmin<CreatedToken>('POST', '/api/tokens', { name: `for ${scope}`, scopes: [scope] })).body;
    const { id, token } = await make('tasks:create');
    const body = { type: 'demo.steps', runAt: LATER };
    const created = await api.request<Task>('POST', '/api/tasks', { token, body });
    expect(await toldOfCall(created)).toMatchObject({
      ...by(),
      action: 'task.create',
      token: { id, name: 'for tasks:create' },
      target: { type: 'task', id: created.body.id, name: 'demo.steps' },
    });
    expect((await api.request('GET', '/api/audit', { token })).status).toBe(403);
    expect((await api.request('GET', '/api/audit', { token: (await make('admin')).token })).status).toBe(200);
    expect(await told(`targetType=token&targetId=${id}`)).toMatchObject([{ after: { scopes: ['tasks:create'] } }]);
  });

  test('to many tasks at once is told by one entry that says what came of it, and is found by each of them', async () => {
    const tasks = Array.from({ length: 3 }, () => ({ type: 'demo.steps', runAt: LATER }));
    const body = { tasks: [...tasks, { type: 'no.such' }] };
    const batch = await asAdmin<{ task: Task }[]>('POST', '/api/tasks/batch-create', body);
    const ids = batch.body.slice(0, 3).map(({ task }) => task.id);
    expect(await toldOfCall(batch)).toMatchObject({ outcome: 'done', after: { count: 4, taskIds: ids, refused: 1 } });
    const gone = '0190b8a0-0000-7000-8000-000000000000';
    const bulk = await asAdmin<BulkOutcome[]>('POST', '/api/tasks/bulk', { action: 'cancel', ids: [...ids, gone] });
    expect(await toldOfCall(bulk)).toMatchObject({
      action: 'tasks.bulk',
      after: { action: 'cancel', count: 4, taskIds: ids, refused: { TASK_NOT_FOUND: 1 } },
    });
    const one = await told(`targetType=task&targetId=${ids[1]!}`);
    expect(one.map(({ action, outcome }) => [action, outcome])).toEqual([
      ['tasks.bulk', 'done'],
      ['tasks.batch-create', 'done'],
    ]);
    const filter = { type: ['demo.steps'], status: ['cancelled'] };
    const matching = await asAdmin<Task>('POST', '/api/tasks/bulk', { action: 'delete', filter });
    expect(await toldOfCall(matching)).toMatchObject({
      target: { type: 'task', id: matching.body.id },
      after: { action: 'delete', filter },
    });
    await api.finished(admin.accessToken, matching.body.id);
    const outcomes = await told(`action=tasks.bulk&targetId=${matching.body.id}`);
    expect(outcomes).toMatchObject([
      { who: { username: 'admin' }, after: { action: 'delete', matched: 3, done: 3, refused: {} } },
      { after: { action: 'delete', filter } },
    ]);
    expect(await told(`action=task.delete&targetId=${ids[0]!}`)).toEqual([]);
  });
});

describe('what people do to their own', () => {
  const ids = async (): Promise<readonly string[]> => (await toldOf(api)).map(({ id }) => id);
  const asAnn = <Body>(path: string, body?: unknown, headers = {}) =>
    api.request<Body>('POST', path, { token: ann.accessToken, headers, ...(body === undefined ? {} : { body }) });

  test('fills no log by being asked again: what was there before is not told a second time', async () => {
    const body = { type: 'demo.steps', runAt: LATER };
    const once = { ...body, unique: { key: 'only-one' } };
    const batch = { tasks: [{ ...body, idempotencyKey: 'again-in-a-batch' }] };
    const ask = async (): Promise<readonly number[]> => [
      (await asAnn('/api/tasks', body, { 'idempotency-key': 'asked-again' })).status,
      (await asAnn('/api/tasks', once)).status,
      (await asAnn('/api/tasks/batch-create', batch)).status,
    ];
    expect(await ask()).toEqual([201, 201, 200]);
    const before = await ids();
    expect(await ask()).toEqual([200, 200, 200]);
    expect(await ids()).toEqual(before);
  });

  test('is apart from what is done to others’, and a batch names its first twenty tasks', async () => {
    const tasks = Array.from({ length: 25 }, () => ({ type: 'demo.steps', runAt: LATER }));
    const batch = await asAnn<{ task: Task }[]>('/api/tasks/batch-create', { tasks });
    const made = batch.body.map(({ task }) => task.id);
    expect((await toldOfCall(batch)).after).toEqual({
      ...{ count: 25, taskIds: made.slice(0, 20), created: 25, refused: 0 },
    });
    const logOf = async (answer: { readonly headers: Headers }) => (await toldOfCall(answer)).id.at(-1);
    const bulk = (id: string) => ({ action: 'cancel', ids: [id] });
    expect([
      await logOf(await asAnn(`/api/tasks/${made[0]!}/cancel`)),
      await logOf(await asAnn('/api/tasks/bulk', bulk(made[1]!))),
      await logOf(await asAdmin('POST', `/api/tasks/${made[2]!}/cancel`)),
      await logOf(await asAdmin('DELETE', `/api/tasks/${made[2]!}`)),
      await logOf(await asAdmin('POST', '/api/tasks/bulk', bulk(made[3]!))),
    ]).toEqual(['b', 'b', 'a', 'a', 'a']);
  });
});

describe('what is refused', () => {
  test('is told with why, and what was not allowed apart from what failed', async () => {
    const refused = await api.request('GET', '/api/users?secret=1', { token: ann.accessToken });
    expect(await toldOfCall(refused)).toMatchObject({
      action: 'access',
      outcome: 'refused',
      code: 'FORBIDDEN',
      who: { username: 'ann' },
      target: { type: 'call', id: 'GET /api/users' },
    });
    const last = await asAdmin('DELETE', `/api/users/${admin.user.id}`);
    expect(await toldOfCall(last)).toMatchObject({ action: 'user.delete', outcome: 'failed', code: 'LAST_ADMIN' });
    const login = await api.request('POST', '/api/auth/login', { body: { username: 'ann', password: 'a guess' } });
    expect(await toldOfCall(login)).toMatchObject({
      action: 'auth.login',
      outcome: 'refused',
      code: 'INVALID_CREDENTIALS',
      who: null,
      address: '127.0.0.1',
      target: { type: 'user', id: ann.user.id, name: 'ann' },
    });
  });

  test('at a socket is told too', async () => {
    await expect(listen(api.url, 'no token of ours')).rejects.toThrow('UNAUTHORIZED');
    const listener = await listen(api.url, ann.accessToken);
    expect(await listener.subscribe({ scope: 'all' })).toMatchObject({ code: 'FORBIDDEN' });
    listener.client.close();
    await eventually(async () =>
      (await told('outcome=refused')).some(({ target }) => target?.id === 'tasks:subscribe /tasks'),
    );
    expect((await told('outcome=refused')).map(({ target, who }) => [target?.id, who?.username])).toEqual(
      expect.arrayContaining([
        ['CONNECT /tasks', undefined],
        ['tasks:subscribe /tasks', 'ann'],
      ]),
    );
  });

  test('of strangers in one minute stands together: fifty calls are one entry, and no name of nobody is kept', async () => {
    const before = await api.fixture.redis.xlen(`${api.fixture.prefix}:audit:refused`);
    for (let i = 0; i < 50; i += 1) {
      await api.request('GET', '/api/lanes', { token: `no-token-${i}` });
    }
    await eventually(async () => (await told('outcome=refused')).some(({ target }) => target?.id === 'GET /api/lanes'));
    expect(await api.fixture.redis.xlen(`${api.fixture.prefix}:audit:refused`)).toBe(before + 1);
  });
});

describe('the log', () => {
  test('is read page by page to its beginning, each entry once and in order, and narrowed by everything it says', async () => {
    const all = (await toldOf(api, 1_000)).map(({ id }) => id);
    const read: string[] = [];
    for (let before: string | null = ''; before !== null;) {
      const query: string = before === '' ? '' : `&before=${before}`;
      const { items, next } = (await asAdmin<AuditPage>('GET', `/api/audit?limit=7${query}`)).body;
      expect(items.length).toBeLessThanOrEqual(7);
      read.push(...items.map(({ id }) => id));
      before = next;
    }
    expect(read).toEqual(all);
    const by = await told('who=ANN&outcome=done,refused&limit=100');
    expect(by.length).toBeGreaterThan(0);
    expect(by.every(({ who }) => who?.username === 'ann')).toBe(true);
    expect((await told('address=203.0.113.5')).length).toBe(0);
    const middle = (await toldOf(api, 1_000)).at(-20)!;
    const since = await told(`from=${middle.at}&limit=${AUDIT_PAGE_SIZE.max}`);
    const until = await told(`to=${middle.at}&limit=${AUDIT_PAGE_SIZE.max}`);
    expect([since.some(({ id }) => id === middle.id), until.some(({ id }) => id === middle.id)]).toEqual([true, false]);
    expect(until.every(({ at }) => at < middle.at)).toBe(true);
  });

  test.each(['before=nonsense', 'limit=0', 'action=task.explode', 'from=yesterday', 'unknown=1'])(
    'refuses %s',
    async (query) => {
      expect((await asAdmin('GET', `/api/audit?${query}`)).status).toBe(422);
    },
  );

  test('keeps what is younger than it is to be kept, and so many', async () => {
    const { redis, prefix } = api.fixture;
    const log = new AuditLog(redis, `${prefix}:kept-a-while`);
    const actions = async () => (await log.read({}, () => true, 10)).entries.map(({ action }) => action).sort();
    await redis.xadd(`${prefix}:kept-a-while:audit`, '1-1', 'e', '{"a":"auth.login"}');
    for (const action of ['user.create', 'task.create', 'user.change', 'task.cancel', 'task.retry'] as const) {
      await log.append({ action });
    }
    await log.append({ action: 'access', outcome: 'refused' });
    await log.append({ action: 'task.stop', outcome: 'failed' });
    await log.trim({ maxAgeMs: 60_000 });
    expect(await actions()).toEqual([
      'access',
      'task.cancel',
      'task.create',
      'task.retry',
      'task.stop',
      'user.change',
      'user.create',
    ]);
    await log.trim({ maxCount: 1 });
    expect(await actions()).toEqual(['task.retry', 'task.stop', 'user.change']); // what is often, or refused, pushes out nothing else
  });

  test('holds no password, token, cookie, params or query', async () => {
    const params = { steps: 1, message: 'params-are-private' };
    await api.create(admin.accessToken, { type: 'demo.flaky', params: { failures: 0, message: params.message } });
    await asAdmin('GET', '/api/tasks?q=queries-are-private');
    await api.request('POST', '/api/auth/login', { body: { username: 'my-password-as-a-name', password: 'x' } });
    const log = JSON.stringify(await toldOf(api, 1_000));
    const secrets = [
      PASSWORD,
      'another password',
      'a guess',
      'params-are-private',
      'queries-are-private',
      'argon2',
      'tq_',
    ];
    expect([...secrets, 'my-password-as-a-name', admin.accessToken].filter((secret) => log.includes(secret))).toEqual(
      [],
    );
  });
});

describe('an entry and what it tells of', () => {
  /** Does something while a log cannot be written. */
  async function withoutLog<Result>(key: 'audit' | 'audit:often', act: () => Promise<Result>): Promise<Result> {
    const { redis, prefix } = api.fixture;
    await redis.rename(`${prefix}:${key}`, `${prefix}:kept`);
    await redis.set(`${prefix}:${key}`, 'somebody else wrote it');
    const result = await act();
    await redis.rename(`${prefix}:kept`, `${prefix}:${key}`);
    return result;
  }

  test('are written in one step: where it cannot be told, an account stays and a token is not made', async () => {
    const { user } = await api.person('about-to-go');
    const answers = await withoutLog('audit', async () => [
      await asAdmin('DELETE', `/api/users/${user.id}`),
      await asAdmin('POST', '/api/tokens', { name: 'never', scopes: ['admin'] }),
      await asAdmin('POST', '/api/lanes/low/pause'),
    ]);
    expect(answers.map(({ status }) => status >= 500)).toEqual([true, true, true]);
    expect((await asAdmin<UserAccount[]>('GET', '/api/users')).body.map(({ id }) => id)).toContain(user.id);
    expect(JSON.stringify((await asAdmin('GET', '/api/tokens')).body)).not.toContain('never');
    expect(JSON.stringify((await asAdmin('GET', '/api/lanes')).body)).not.toContain('"paused":true');
  });

  test('and so no task is created, cancelled or deleted', async () => {
    const { id } = await api.create(admin.accessToken, { type: 'demo.steps', title: 'kept', runAt: LATER });
    const answers = await withoutLog('audit:often', async () => [
      await asAdmin('POST', '/api/tasks', { type: 'demo.steps', title: 'never', runAt: LATER }),
      await asAdmin('POST', '/api/tasks/batch-create', {
        tasks: [{ type: 'demo.steps', title: 'never', runAt: LATER }],
      }),
      await asAdmin('POST', `/api/tasks/${id}/cancel`),
    ]);
    const bulk = { action: 'cancel', ids: [id] };
    answers.push(await withoutLog('audit', () => asAdmin('POST', '/api/tasks/bulk', bulk)));
    expect(answers.map(({ status }) => status >= 500)).toEqual([true, true, true, true]);
    expect((await asAdmin<{ total: number }>('GET', '/api/tasks?q=never')).body.total).toBe(0);
    expect((await asAdmin<Task>('GET', `/api/tasks/${id}`)).body.status).toBe('pending');
  });
});
