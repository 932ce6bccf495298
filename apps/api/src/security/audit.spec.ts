import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { LoginResponse } from '@task-queue/contracts';
import { AuditLines } from '../../testing/audit-lines.js';
import { PASSWORD, startApi, type RunningApi } from '../../testing/start-api.js';

let api: RunningApi;
let admin: LoginResponse;
const lines = new AuditLines();
beforeAll(async () => {
  api = await startApi({ LOG_LEVEL: 'debug' }, undefined, [], lines);
  admin = await api.login('admin');
});
afterAll(() => api.stop());

const loginAs = (username: string, password: string) =>
  api.request<LoginResponse>('POST', '/api/auth/login', { body: { username, password } });
const cookieOf = (headers: Headers): string => headers.get('set-cookie')!.split(';')[0]!;

describe('audit', () => {
  test('signing in, going on and signing out are logged with who and from where', async () => {
    const [login] = await lines.of(() => loginAs('admin', PASSWORD));
    expect(login).toMatchObject({ level: 30, event: 'login', userId: admin.user.id, address: '127.0.0.1' });
    const { headers } = await loginAs('admin', PASSWORD);
    const [logout] = await lines.of(() =>
      api.request('POST', '/api/auth/logout', { headers: { cookie: cookieOf(headers) } }),
    );
    expect(logout).toMatchObject({ event: 'logout', userId: admin.user.id });
  });

  test('a refused login is logged, the account by its id and what is no account not at all', async () => {
    const [wrong] = await lines.of(() => loginAs('admin', 'not the password'));
    expect(wrong).toMatchObject({ level: 40, event: 'login refused', userId: admin.user.id, address: '127.0.0.1' });
    const [unknown] = await lines.of(() => loginAs('my-password-in-the-wrong-field', 'x'));
    expect(unknown).toMatchObject({ event: 'login refused', userId: null });
    const throttled = await lines.of(async () => {
      for (let i = 0; i < 11; i += 1) {
        await loginAs('guessed', 'a guess');
      }
    });
    expect(throttled.at(-1)).toMatchObject({ level: 40, event: 'login throttled', address: '127.0.0.1' });
  });

  test('a cookie that was replaced and comes back is logged with whose it is', async () => {
    const cookie = cookieOf((await loginAs('admin', PASSWORD)).headers);
    const refresh = (of: string) => api.request('POST', '/api/auth/refresh', { headers: { cookie: of } });
    await refresh(cookieOf((await refresh(cookie)).headers));
    const [reused] = await lines.of(() => refresh(cookie));
    expect(reused).toMatchObject({ level: 40, event: expect.stringContaining('reused'), userId: admin.user.id });
  });

  test('changes of accounts are logged with who made them, and so are passwords', async () => {
    const token = admin.accessToken;
    const by = admin.user.id;
    let userId = '';
    const [created] = await lines.of(async () => {
      const body = { username: 'audited', password: PASSWORD };
      userId = (await api.request<{ id: string }>('POST', '/api/users', { token, body })).body.id;
    });
    expect(created).toMatchObject({ event: 'user created', userId, role: 'user', by });
    const change = { role: 'admin', password: 'a password of their own' };
    const [changed] = await lines.of(() => api.request('PATCH', `/api/users/${userId}`, { token, body: change }));
    expect(changed).toMatchObject({ event: 'user changed', userId, changed: ['role', 'password'], role: 'admin', by });
    const own = await api.login('audited', change.password);
    const passwords = await lines.of(async () => {
      for (const currentPassword of ['wrong', change.password]) {
        const body = { currentPassword, newPassword: 'yet another password' };
        await api.request('POST', '/api/auth/password', { token: own.accessToken, body });
      }
    });
    expect(passwords).toMatchObject([
      { event: 'password change refused', userId },
      { event: 'password changed', userId },
    ]);
    const [deleted] = await lines.of(() => api.request('DELETE', `/api/users/${userId}`, { token }));
    expect(deleted).toMatchObject({ event: 'user deleted', userId, by });
  });

  test('a refused access is logged with who wanted what', async () => {
    const { accessToken: token, user } = await api.person('curious');
    const [refused] = await lines.of(() => api.request('GET', '/api/users?secret=1', { token }));
    expect(refused).toMatchObject({ event: 'access refused', userId: user.id, method: 'GET', path: '/api/users' });
  });

  test('no line holds a password, a token, a cookie, a query or the params of a task', async () => {
    const { accessToken: token } = admin;
    const params = { failures: 1, message: 'params-are-private' };
    const { id } = await api.create(token, { type: 'demo.flaky', maxRetries: 0, params });
    await api.finished(token, id);
    await api.request('GET', '/api/tasks?q=queries-are-private', { token });
    expect(lines.all.length).toBeGreaterThan(20);
    const all = lines.all.join('');
    for (const secret of [
      PASSWORD,
      'not the password',
      'a password of their own',
      'yet another password',
      'my-password-in-the-wrong-field',
      'params-are-private',
      'queries-are-private',
      'argon2',
      'task-queue-refresh',
      token,
      token.split('.')[2]!,
    ]) {
      expect([secret, all.includes(secret)]).toEqual([secret, false]);
    }
  });
});
