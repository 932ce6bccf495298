import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import {
  PERMISSIONS,
  permissionsOf,
  USER_ROLES,
  type BulkOutcome,
  type LoginResponse,
  type OwnAccount,
  type Task,
  type UserAccount,
  type UserRole,
} from '@task-queue/contracts';
import { PASSWORD, startApi, type RunningApi } from '../../testing/start-api.js';

// Every answer is held to the OpenAPI document besides: see startApi.

let api: RunningApi;
let admin: string;
beforeAll(async () => {
  api = await startApi();
  admin = (await api.login('admin')).accessToken;
});
afterAll(() => api.stop());

describe('POST /api/auth/login', () => {
  const login = (username: string, password: string) =>
    api.request<LoginResponse>('POST', '/api/auth/login', { body: { username, password } });

  test('answers 200 with a token, its lifetime and the person, and a cookie no script can read', async () => {
    const { status, headers, body } = await login('admin', PASSWORD);
    expect(status).toBe(200);
    expect(body).toEqual({
      accessToken: expect.any(String),
      expiresIn: expect.any(Number),
      user: { id: expect.any(String), username: 'admin', role: 'admin' },
    });
    const cookie = headers.getSetCookie().find((text) => text.startsWith('task-queue-refresh-'));
    expect(cookie).toMatch(/; HttpOnly/);
    expect(cookie).toMatch(/; SameSite=Strict/);
  });

  test('refuses a wrong password and an unknown name alike', async () => {
    const [wrong, unknown] = [await login('admin', 'not the password'), await login('nobody', PASSWORD)];
    for (const { status, body } of [wrong, unknown]) {
      expect([status, (body as unknown as { code: string }).code]).toEqual([401, 'INVALID_CREDENTIALS']);
    }
  });

  test('refuses what is no login, naming the fields', async () => {
    const { status, body } = await api.request('POST', '/api/auth/login', { body: { username: 'admin', admin: true } });
    expect([status, body.errors?.map(({ field }) => field).sort()]).toEqual([422, ['admin', 'password']]);
  });

  test('refuses with 429 when it is hammered', async () => {
    let status = 0;
    for (let i = 0; i < 100 && status !== 429; i += 1) {
      ({ status } = await login('hammered', `guess number ${i}`));
    }
    expect(status).toBe(429);
  });
});

test('a session lives from login by refresh to logout', async () => {
  const signedIn = await api.request<LoginResponse>('POST', '/api/auth/login', {
    body: { username: 'admin', password: PASSWORD },
  });
  const cookieOf = (headers: Headers): string =>
    headers
      .getSetCookie()
      .map((cookie) => cookie.split(';')[0])
      .join('; ');
  const refreshed = await api.request<LoginResponse>('POST', '/api/auth/refresh', {
    headers: { cookie: cookieOf(signedIn.headers) },
  });
  expect([refreshed.status, refreshed.body.user]).toEqual([200, signedIn.body.user]);
  const token = refreshed.body.accessToken;
  expect(await api.request<OwnAccount>('GET', '/api/auth/me', { token })).toMatchObject({
    status: 200,
    body: { ...signedIn.body.user, permissions: Object.keys(PERMISSIONS) },
  });
  const cookie = cookieOf(refreshed.headers) || cookieOf(signedIn.headers);
  expect((await api.request('POST', '/api/auth/logout', { token, headers: { cookie } })).status).toBe(204);
  expect((await api.request('GET', '/api/auth/me', { token })).status).toBe(401);
  expect((await api.request('POST', '/api/auth/refresh', { headers: { cookie } })).status).toBe(401);
});

test('an administrator creates, lists, changes and deletes accounts', async () => {
  const body = { username: 'han', password: PASSWORD };
  const created = await api.request<UserAccount>('POST', '/api/users', { token: admin, body });
  expect(created).toMatchObject({ status: 201, body: { username: 'han', role: 'user', disabled: false } });
  expect(created.body.createdAt).toMatch(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/);
  const path = `/api/users/${created.body.id}`;
  expect(await api.request('POST', '/api/users', { token: admin, body })).toMatchObject({
    status: 409,
    body: { code: 'USERNAME_TAKEN' },
  });
  const { body: everybody } = await api.request<UserAccount[]>('GET', '/api/users', { token: admin });
  expect(everybody).toContainEqual(created.body);
  expect(await api.request('PATCH', path, { token: admin, body: { role: 'admin' } })).toMatchObject({
    status: 200,
    body: { role: 'admin' },
  });
  const { accessToken: token } = await api.login('han');
  const change = { currentPassword: PASSWORD, newPassword: 'quite another password' };
  expect((await api.request('POST', '/api/auth/password', { token, body: change })).status).toBe(204);
  expect((await api.login('han', change.newPassword)).user.role).toBe('admin');
  expect((await api.request('DELETE', path, { token: admin })).status).toBe(204);
  expect((await api.request('DELETE', path, { token: admin })).status).toBe(404);
});

test('every role can be given and taken, and says what it may', async () => {
  const { user } = await api.person('turning');
  for (const role of USER_ROLES.toReversed()) {
    const path = `/api/users/${user.id}`;
    expect(await api.request('PATCH', path, { token: admin, body: { role } })).toMatchObject({ body: { role } });
    const { accessToken: token } = await api.login('turning');
    const { body } = await api.request<OwnAccount>('GET', '/api/auth/me', { token });
    expect(body).toMatchObject({ role, permissions: permissionsOf([role]) });
  }
});

describe('a viewer', () => {
  let viewer: string;
  beforeAll(async () => {
    viewer = (await api.person('viewing', 'viewer')).accessToken;
  });

  test('is refused bulk actions, on ids one by one and on a filter as a whole', async () => {
    const { id } = await api.create(admin, { type: 'demo.steps', runAt: '2099-01-01T00:00:00.000Z' });
    const bulk = (body: object) => api.request<BulkOutcome[]>('POST', '/api/tasks/bulk', { token: viewer, body });
    expect((await bulk({ action: 'cancel', ids: [id] })).body).toEqual([{ id, ok: false, code: 'FORBIDDEN' }]);
    expect(await bulk({ action: 'cancel', filter: {} })).toMatchObject({ status: 403, body: { code: 'FORBIDDEN' } });
    expect((await api.request('GET', `/api/tasks/${id}`, { token: viewer })).body).toMatchObject({ status: 'pending' });
  });

  test('sees no stack of an error, and an operator does', async () => {
    const { accessToken: operator } = await api.person('operating', 'operator');
    const params = { failures: 1, message: 'no' };
    const { id } = await api.create(admin, { type: 'demo.flaky', maxRetries: 0, params });
    await api.finished(admin, id);
    const stackFor = async (token: string): Promise<string | undefined> =>
      (await api.request<Task>('GET', `/api/tasks/${id}`, { token })).body.error?.stack;
    expect(await stackFor(viewer)).toBeUndefined();
    expect(await stackFor(operator)).toContain('Error: no');
  });
});

test('what each role may is in security.md as the server decides it', () => {
  const rows = [
    ...readFileSync('docs/security.md', 'utf8').matchAll(/^\| `(\w+:[\w:]+)` +((?:\| (?:yes|no) +)+)\|$/gm),
  ];
  const documented = rows.map(([, permission, cells]) => [
    permission,
    cells!.match(/yes|no/g)!.map((cell) => cell === 'yes'),
  ]);
  const decided = Object.entries<readonly UserRole[]>(PERMISSIONS).map(([permission, roles]) => [
    permission,
    USER_ROLES.map((role) => roles.includes(role)),
  ]);
  expect(documented).toEqual(decided);
});

test('accounts are for administrators', async () => {
  const { accessToken: token } = await api.person('plain');
  for (const [method, path, body] of [
    ['GET', '/api/users', undefined],
    ['POST', '/api/users', { username: 'x2', password: PASSWORD }],
    ['PATCH', '/api/users/x', { disabled: true }],
    ['DELETE', '/api/users/x', undefined],
  ] as const) {
    expect((await api.request(method, path, { token, body })).status).toBe(403);
    expect((await api.request(method, path, { body })).status).toBe(401);
  }
});

test('health is open to everybody, and so are the metrics of a development', async () => {
  expect(await api.request('GET', '/health/live')).toMatchObject({ status: 200, body: { status: 'up' } });
  expect(await api.request('GET', '/health/ready')).toMatchObject({ status: 200, body: { status: 'ready' } });
  expect((await api.request('GET', '/metrics')).status).toBe(200);
});

test('Swagger UI and the OpenAPI document are where integrators look for them', async () => {
  const page = await api.request<string>('GET', '/api/docs');
  expect([page.status, page.headers.get('content-type')]).toEqual([200, expect.stringContaining('text/html')]);
  const { body } = await api.request<{ openapi: string }>('GET', '/api/docs-json');
  expect(body.openapi).toBe('3.1.0');
});
