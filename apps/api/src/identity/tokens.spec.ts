import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import {
  TOKEN_SCOPE_NAMES,
  type ApiToken,
  type ApiTokens,
  type BatchCreateOutcome,
  type CreatedToken,
  type LoginResponse,
  type Overview,
  type OwnAccount,
  type Task,
  type TaskView,
  type TokenScope,
  type UserAccount,
} from '@task-queue/contracts';
import type { Answer } from '../../testing/answer.js';
import { eventually } from '../../testing/eventually.js';
import { listen } from '../../testing/live-listener.js';
import { PASSWORD, startApi, type RunningApi } from '../../testing/start-api.js';

const NO_TOKEN = `tq_${'0'.repeat(36)}`;
const LATER = '2099-01-01T00:00:00.000Z';

let api: RunningApi;
let admin: LoginResponse;
let ann: LoginResponse;
beforeAll(async () => {
  api = await startApi({ RATE_LIMIT: '0', RATE_LIMIT_ANONYMOUS: '0' });
  admin = await api.login('admin');
  ann = await api.person('ann');
});
afterAll(() => api.stop());

async function make(of: LoginResponse, ...scopes: TokenScope[]): Promise<CreatedToken> {
  const answer = await api.request<CreatedToken>('POST', '/api/tokens', {
    token: of.accessToken,
    body: { name: 'of a test', scopes },
  });
  expect(answer.status).toBe(201);
  return answer.body;
}

const statusOf = async (token: string, method: string, path: string, body?: object): Promise<number> =>
  (await api.request(method, path, { token, ...(body && { body }) })).status;
const listOf = async ({ accessToken }: LoginResponse): Promise<readonly ApiToken[]> =>
  (await api.request<ApiTokens>('GET', '/api/tokens', { token: accessToken })).body.items;

describe('an access token', () => {
  test('is shown once, kept as a digest alone, and listed with when it was used', async () => {
    const { token, ...shown } = await make(ann, 'tasks:read');
    expect(token).toMatch(/^tq_[0-9A-Za-z]{36}$/);
    const days = (Date.parse(shown.expiresAt) - Date.parse(shown.createdAt)) / 86_400_000;
    expect([days, shown.lastUsedAt]).toEqual([90, null]);
    expect(await listOf(ann)).toEqual([shown]);
    expect(await statusOf(token, 'GET', '/api/tasks')).toBe(200);
    const [used] = await listOf(ann);
    expect(used!.lastUsedAt).toMatch(/T\d\d:\d\d:00\.000Z$/);
    const everything = await Promise.all(
      ['tokens', 'tokens-used', `tokens-of:${ann.user.id}`].map((key) =>
        api.fixture.redis.hgetall(`${api.fixture.prefix}:${key}`),
      ),
    );
    expect(JSON.stringify(everything)).not.toContain(token.slice(3));
  });

  test.each<[string, object, string]>([
    ['no name', { scopes: ['tasks:read'] }, 'name'],
    ['an empty one', { name: ' ', scopes: ['tasks:read'] }, 'name'],
    ['one of two lines', { name: 'a\nb', scopes: ['tasks:read'] }, 'name'],
    ['one too long', { name: 'n'.repeat(101), scopes: ['tasks:read'] }, 'name'],
    ['no scopes', { name: 'a', scopes: [] }, 'scopes'],
    ['an unknown scope', { name: 'a', scopes: ['tasks:everything'] }, 'scopes'],
    ['a scope twice', { name: 'a', scopes: ['admin', 'admin'] }, 'scopes'],
    ['more than a year', { name: 'a', scopes: ['admin'], expiresInDays: 366 }, 'expiresInDays'],
    ['no day', { name: 'a', scopes: ['admin'], expiresInDays: 0 }, 'expiresInDays'],
    ['half a day', { name: 'a', scopes: ['admin'], expiresInDays: 0.5 }, 'expiresInDays'],
    ['a token of one’s own', { name: 'a', scopes: ['admin'], token: 'tq_mine' }, 'token'],
  ])('with %s is refused by name', async (_what, body, field) => {
    const answer = await api.request('POST', '/api/tokens', { token: ann.accessToken, body });
    expect([answer.status, answer.body]).toMatchObject([422, { errors: [{ field }] }]);
  });

  test.each<[TokenScope, Record<string, boolean>]>([
    [
      'tasks:read',
      { read: true, create: false, cancel: false, plan: false, metrics: false, lanes: true, users: false },
    ],
    [
      'tasks:create',
      { read: false, create: true, cancel: false, plan: false, metrics: false, lanes: false, users: false },
    ],
    [
      'tasks:control',
      { read: true, create: false, cancel: true, plan: false, metrics: false, lanes: false, users: false },
    ],
    [
      'schedules:write',
      { read: false, create: false, cancel: false, plan: true, metrics: false, lanes: false, users: false },
    ],
    [
      'metrics:read',
      { read: false, create: false, cancel: false, plan: false, metrics: true, lanes: false, users: false },
    ],
    ['admin', { read: true, create: true, cancel: true, plan: true, metrics: true, lanes: true, users: true }],
  ])('of an administrator reaches no further than %s', async (scope, expected) => {
    const { token } = await make(admin, scope);
    const pending = await api.create(ann.accessToken, { type: 'demo.steps', runAt: LATER });
    const plan = { name: 'a', type: 'demo.steps', cron: '0 0 1 1 *', timeZone: 'UTC' };
    const { body } = await api.request<OwnAccount>('GET', '/api/auth/me', { token });
    expect({
      read: (await statusOf(token, 'GET', '/api/tasks')) === 200,
      create: (await statusOf(token, 'POST', '/api/tasks', { type: 'demo.steps', runAt: LATER })) === 201,
      cancel: (await statusOf(token, 'POST', `/api/tasks/${pending.id}/cancel`)) === 200,
      plan: (await statusOf(token, 'POST', '/api/schedules', plan)) === 201,
      metrics: body.permissions.includes('metrics:read'),
      lanes: (await statusOf(token, 'GET', '/api/lanes')) === 200,
      users: (await statusOf(token, 'GET', '/api/users')) === 200,
    }).toEqual(expected);
  });

  test('to create alone gets its own task again for the same call, and deletes nothing by a task that does', async () => {
    const { token } = await make(ann, 'tasks:create');
    const create = (body: object, key?: string): Promise<Answer<Task>> =>
      api.request<Task>('POST', '/api/tasks', { token, body, ...(key && { headers: { 'idempotency-key': key } }) });
    const later = { type: 'demo.steps', runAt: LATER };
    const [first, again] = [await create(later, 'k'), await create(later, 'k')];
    expect([first.status, again.status, again.body]).toEqual([201, 200, first.body]);
    const unique = { ...later, unique: { while: 'pending' } };
    const [one, other] = [await create(unique), await create(unique)];
    expect([one.status, other.status, other.body.id]).toEqual([201, 200, one.body.id]);
    expect(other.headers.get('task-deduplicated')).toBe('true');
    const debounced = { type: 'demo.steps', debounce: { delayMs: 60_000, maxDelayMs: 60_000 } };
    const [waits, moved] = [await create(debounced), await create(debounced)];
    expect([waits.status, moved.status, moved.body.id]).toEqual([201, 200, waits.body.id]);
    const batch = { tasks: [{ ...later, idempotencyKey: 'k' }] };
    const { body } = await api.request<BatchCreateOutcome[]>('POST', '/api/tasks/batch-create', { token, body: batch });
    expect(body).toMatchObject([{ ok: true }]);

    for (const params of [{ olderThanDays: 0 }, { action: 'delete', filter: {} }]) {
      const type = 'action' in params ? 'tasks.bulk' : 'tasks.cleanup';
      expect([type, (await create({ type, params })).body]).toMatchObject([type, { code: 'FORBIDDEN' }]);
    }
  });

  test('to control does one thing with all that match, by filter as by ids', async () => {
    const { token } = await make(ann, 'tasks:control');
    const task = await api.create(ann.accessToken, { type: 'demo.steps', title: 'to be cancelled', runAt: LATER });
    const body = { action: 'cancel', filter: { q: 'cancelled' } };
    expect(await statusOf(token, 'POST', '/api/tasks/bulk', body)).toBe(202);
    await eventually(
      async () => (await api.request<Task>('GET', `/api/tasks/${task.id}`, { token })).body.status === 'cancelled',
    );
    expect(await statusOf(token, 'POST', '/api/tasks', { type: 'demo.steps' })).toBe(403);
    const viewer = await api.person('vic', 'viewer');
    expect(await statusOf(viewer.accessToken, 'POST', '/api/tasks/bulk', body)).toBe(403);
  });

  test('grants nothing that its owner may not', async () => {
    const { token } = await make(ann, ...TOKEN_SCOPE_NAMES);
    const others = await api.create(admin.accessToken, { type: 'demo.steps', runAt: LATER });
    expect(await statusOf(token, 'GET', `/api/tasks/${others.id}`)).toBe(404);
    expect(await statusOf(token, 'GET', '/api/users')).toBe(403);
    const { body: mine } = await api.request<Task>('POST', '/api/tasks', { token, body: { type: 'demo.steps' } });
    expect(mine.createdBy).toEqual({ id: ann.user.id, username: 'ann' });
  });

  test('manages no tokens and changes no password', async () => {
    const { token, id } = await make(admin, 'admin');
    expect(await statusOf(token, 'GET', '/api/tokens')).toBe(403);
    expect(await statusOf(token, 'POST', '/api/tokens', { name: 'a', scopes: ['admin'] })).toBe(403);
    expect(await statusOf(token, 'DELETE', `/api/tokens/${id}`)).toBe(403);
    const change = { currentPassword: PASSWORD, newPassword: 'another password' };
    expect(await statusOf(token, 'POST', '/api/auth/password', change)).toBe(403);
  });

  test('is refused as soon as it is revoked, and its sockets close', async () => {
    const { token, id } = await make(ann, 'tasks:read');
    const other = await make(ann, 'tasks:read');
    const [socket, spared] = [await listen(api.url, token), await listen(api.url, other.token)];
    expect(await socket.subscribe({})).toMatchObject({ ok: true });
    const closed = new Promise((resolve) => socket.client.on('disconnect', resolve));
    const startedMs = performance.now();
    expect(await statusOf(ann.accessToken, 'DELETE', `/api/tokens/${id}`)).toBe(204);
    expect(await statusOf(token, 'GET', '/api/tasks')).toBe(401);
    await closed;
    expect(performance.now() - startedMs).toBeLessThan(1_500); // sockets are looked at without being told every 3 s
    expect(spared.client.connected).toBe(true);
    expect(await statusOf(ann.accessToken, 'DELETE', `/api/tokens/${id}`)).toBe(404);
    socket.client.disconnect();
    spared.client.disconnect();
  });

  test('without a scope to read hears nothing', async () => {
    const { token } = await make(ann, 'tasks:create');
    const socket = await listen(api.url, token);
    expect(await socket.subscribe({})).toEqual({ ok: false, code: 'FORBIDDEN' });
    socket.client.disconnect();
  });

  test('that reaches no lanes and no schedules finds them neither in the overview nor at a socket', async () => {
    const { token } = await make(admin, 'tasks:control');
    expect(await statusOf(token, 'GET', '/api/lanes')).toBe(403);
    expect(await statusOf(token, 'GET', '/api/schedules')).toBe(403);
    const { body } = await api.request<Overview>('GET', '/api/overview', { token });
    expect(body.lanes).toEqual([]);
    expect(body.steps.every(({ waiting }) => waiting.low === null)).toBe(true);
    const heard: string[] = [];
    for (const scope of ['mine', 'all'] as const) {
      const socket = await listen(api.url, token);
      socket.client.onAny((name: string) => void heard.push(name));
      await socket.subscribe({ scope });
      const plan = { name: scope, type: 'demo.steps', cron: '0 0 1 1 *', timeZone: 'UTC' };
      expect(await statusOf(admin.accessToken, 'POST', '/api/schedules', plan)).toBe(201);
      const { id } = await api.create(admin.accessToken, { type: 'demo.steps', runAt: LATER });
      await socket.until('task:created', id);
      socket.client.disconnect();
    }
    expect(heard).toEqual(['task:created', 'task:created']);
  });

  test('that is to read alone keeps no views; one that may write does', async () => {
    const view = { name: 'kept' };
    const { token: reading } = await make(ann, 'tasks:read', 'metrics:read');
    const { token: writing } = await make(ann, 'tasks:read', 'tasks:create');
    const kept = await api.request<TaskView>('POST', '/api/views', { token: writing, body: view });
    expect(kept.status).toBe(201);
    const path = `/api/views/${kept.body.id}`;
    expect(await statusOf(reading, 'GET', '/api/views')).toBe(200);
    expect(await statusOf(reading, 'POST', '/api/views', view)).toBe(403);
    expect(await statusOf(reading, 'PATCH', path, view)).toBe(403);
    expect(await statusOf(reading, 'DELETE', path)).toBe(403);
    expect(await statusOf(writing, 'DELETE', path)).toBe(204);
  });

  test('ends with its account, and rests while that is disabled', async () => {
    const { user, ...session } = await api.person('leaving');
    const { token } = await make({ user, ...session }, 'tasks:read');
    const path = `/api/users/${user.id}`;
    await api.request('PATCH', path, { token: admin.accessToken, body: { disabled: true } });
    expect(await statusOf(token, 'GET', '/api/tasks')).toBe(401);
    await api.request('PATCH', path, { token: admin.accessToken, body: { disabled: false } });
    expect(await statusOf(token, 'GET', '/api/tasks')).toBe(200);
    await api.request('DELETE', path, { token: admin.accessToken });
    expect(await statusOf(token, 'GET', '/api/tasks')).toBe(401);
    expect(await api.fixture.redis.exists(`${api.fixture.prefix}:tokens-of:${user.id}`)).toBe(0);
  });

  test('has the role that its owner has now', async () => {
    const { user, ...session } = await api.person('rising');
    const { token } = await make({ user, ...session }, 'admin');
    expect(await statusOf(token, 'GET', '/api/users')).toBe(403);
    await api.request('PATCH', `/api/users/${user.id}`, { token: admin.accessToken, body: { role: 'admin' } });
    expect(await statusOf(token, 'GET', '/api/users')).toBe(200);
    await api.request('DELETE', `/api/users/${user.id}`, { token: admin.accessToken });
  });

  test('that has expired is none', async () => {
    const { token, id } = await make(ann, 'tasks:read');
    const { redis, prefix } = api.fixture;
    const digest = (await redis.hget(`${prefix}:tokens-of:${ann.user.id}`, id))!;
    const stored = JSON.parse((await redis.hget(`${prefix}:tokens`, digest))!) as object;
    await redis.hset(`${prefix}:tokens`, digest, JSON.stringify({ ...stored, expiresMs: Date.now() - 1 }));
    expect(await statusOf(token, 'GET', '/api/tasks')).toBe(401);
  });

  test('is one of a hundred at most', async () => {
    const { user, ...session } = await api.person('collecting');
    const of = { user, ...session };
    for (let i = 0; i < 100; i += 1) {
      await make(of, 'tasks:read');
    }
    const body = { name: 'one more', scopes: ['tasks:read'] };
    const answer = await api.request('POST', '/api/tokens', { token: of.accessToken, body });
    expect([answer.status, answer.body.code]).toEqual([409, 'TOO_MANY_TOKENS']);
  });
});

describe('tokens of others', () => {
  test('are for administrators, a service account’s among them', async () => {
    const body = { name: 'for it', scopes: ['tasks:create'], userId: ann.user.id };
    const ofAnn = await api.request<CreatedToken>('POST', '/api/tokens', { token: admin.accessToken, body });
    expect(ofAnn.status).toBe(201);
    expect((await listOf(ann)).map(({ id }) => id)).toContain(ofAnn.body.id);
    const ben = await api.person('ben');
    for (const [method, path, sent] of [
      ['GET', `/api/tokens?userId=${ann.user.id}`, undefined],
      ['POST', '/api/tokens', body],
      ['DELETE', `/api/tokens/${ofAnn.body.id}?userId=${ann.user.id}`, undefined],
    ] as const) {
      expect([method, await statusOf(ben.accessToken, method, path, sent)]).toEqual([method, 403]);
    }
    expect(await statusOf(ben.accessToken, 'DELETE', `/api/tokens/${ofAnn.body.id}`)).toBe(404);
    const path = `/api/tokens/${ofAnn.body.id}?userId=${ann.user.id}`;
    expect(await statusOf(admin.accessToken, 'DELETE', path)).toBe(204);
    const nobody = { ...body, userId: 'nobody' };
    expect(await statusOf(admin.accessToken, 'POST', '/api/tokens', nobody)).toBe(404);
  });

  test('of a service account work, and nobody signs in with it, whatever the password', async () => {
    const asAdmin = <Body>(method: string, path: string, body?: object) =>
      api.request<Body>(method, path, { token: admin.accessToken, ...(body && { body }) });
    const { body: service } = await asAdmin<UserAccount>('POST', '/api/users', { username: 'importer' });
    expect(service).toMatchObject({ isService: true, role: 'user' });
    for (const password of ['', ' ', 'importer', PASSWORD]) {
      const { status } = await api.request('POST', '/api/auth/login', { body: { username: 'importer', password } });
      expect([password, status]).toEqual([password, password === '' ? 422 : 401]);
    }
    const request = { name: 'import', scopes: ['tasks:create'], userId: service.id, expiresInDays: 1 };
    const { token } = (await asAdmin<CreatedToken>('POST', '/api/tokens', request)).body;
    const made = await api.request<Task>('POST', '/api/tasks', { token, body: { type: 'demo.steps' } });
    expect(made).toMatchObject({ status: 201, body: { createdBy: { id: service.id, username: 'importer' } } });
    expect((await asAdmin('PATCH', `/api/users/${service.id}`, { role: 'admin' })).status).toBe(200);
    const last = await asAdmin('PATCH', `/api/users/${admin.user.id}`, { role: 'user' });
    expect([last.status, last.body]).toMatchObject([409, { code: 'LAST_ADMIN' }]); // a service account lets nobody in
    const given = await asAdmin<UserAccount>('PATCH', `/api/users/${service.id}`, { password: PASSWORD });
    expect(given.body.isService).toBe(false);
    expect((await api.login('importer')).user.id).toBe(service.id);
  });
});

// The last: it is the network of all these tests that is throttled.
test('guessing of tokens is throttled where somebody guesses, at sockets too, and those that are good go on', async () => {
  const { token } = await make(ann, 'tasks:read');
  expect(await statusOf(token, 'GET', '/api/tasks')).toBe(200);
  const guess = async (): Promise<number> => statusOf(NO_TOKEN, 'GET', '/api/tasks');
  await eventually(async () => (await guess()) === 429);
  expect(await statusOf(token, 'GET', '/api/tasks')).toBe(200);
  expect(await statusOf(NO_TOKEN, 'POST', '/api/auth/logout')).toBe(429);
  await expect(listen(api.url, NO_TOKEN)).rejects.toThrow('TOO_MANY_REQUESTS');
  (await listen(api.url, token)).client.disconnect();
});
