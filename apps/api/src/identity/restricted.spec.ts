import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { CreatedToken, LoginResponse, OwnAccount, UserAccount } from '@task-queue/contracts';
import type { Answer } from '../../testing/answer.js';
import { codeOf, letTimePass, setUp } from '../../testing/authenticator.js';
import { listen } from '../../testing/live-listener.js';
import { PASSWORD, startApi, type RequestOptions, type RunningApi } from '../../testing/start-api.js';

const FIRST = 'a first password';

let api: RunningApi;
let admin: LoginResponse;
beforeAll(async () => {
  api = await startApi({ SECOND_FACTOR: 'administrators' });
  admin = await api.login('admin');
  await setUp(api, admin);
});
afterAll(() => api.stop());

let people = 0;
const account = (body: object): Promise<Answer<UserAccount>> =>
  api.request('POST', '/api/users', {
    token: admin.accessToken,
    body: { username: `person-${(people += 1)}`, password: FIRST, ...body },
  });
const refusalOf = async (
  { accessToken: token }: LoginResponse,
  call: string,
  options: RequestOptions = {},
): Promise<unknown> => {
  const [method, path] = call.split(' ') as [string, string];
  const { status, body } = await api.request(method, path, { token, ...options });
  return status < 400 ? status : [status, body.code];
};
const meOf = async ({ accessToken: token }: LoginResponse): Promise<OwnAccount> =>
  (await api.request<OwnAccount>('GET', '/api/auth/me', { token })).body;

/** Of each kind: what people have, what administrators do, what is one's own. */
const CLOSED = [
  'GET /api/tasks',
  'POST /api/tasks',
  'GET /api/users',
  'POST /api/tokens',
  'GET /api/tokens',
  'GET /api/auth/sessions',
  'GET /api/audit',
  'GET /api/overview',
];

describe('a first password', () => {
  test('gives a session that changes it and does nothing else, and then is good for everything', async () => {
    const { body: made } = await account({ mustChangePassword: true });
    expect(made.mustChangePassword).toBe(true);
    const person = await api.login(made.username, FIRST);
    expect([person.user.restrictedBy, (await meOf(person)).restrictedBy]).toEqual(
      Array(2).fill('PASSWORD_CHANGE_REQUIRED'),
    );
    for (const call of [...CLOSED, 'GET /api/auth/second-factor', 'POST /api/auth/second-factor']) {
      expect([call, await refusalOf(person, call)]).toEqual([call, [403, 'PASSWORD_CHANGE_REQUIRED']]);
    }
    await expect(listen(api.url, person.accessToken)).rejects.toThrow('PASSWORD_CHANGE_REQUIRED');
    const same = { body: { currentPassword: FIRST, newPassword: FIRST } };
    expect(await refusalOf(person, 'POST /api/auth/password', same)).toEqual([422, 'VALIDATION_FAILED']);
    const other = { body: { currentPassword: FIRST, newPassword: PASSWORD } };
    expect(await refusalOf(person, 'POST /api/auth/password', other)).toBe(204);
    expect([await refusalOf(person, 'GET /api/tasks'), (await meOf(person)).restrictedBy]).toEqual([200, undefined]);
    expect((await api.login(made.username)).user.restrictedBy).toBeUndefined();
  });

  test('can be one that an administrator gives later; access tokens go on, and so does an account without it', async () => {
    const { body: made } = await account({});
    expect(made.mustChangePassword).toBe(false);
    const before = await api.login(made.username, FIRST);
    const token = { name: 'a program', scopes: ['tasks:read'] };
    const { body: program } = await api.request<CreatedToken>('POST', '/api/tokens', {
      token: before.accessToken,
      body: token,
    });
    const body = { password: 'another first one', mustChangePassword: true };
    const path = `/api/users/${made.id}`;
    const changed = await api.request<UserAccount>('PATCH', path, { token: admin.accessToken, body });
    expect([changed.status, changed.body.mustChangePassword]).toEqual([200, true]);
    const after = await api.login(made.username, body.password);
    expect(await refusalOf(after, 'GET /api/tasks')).toEqual([403, 'PASSWORD_CHANGE_REQUIRED']);
    expect((await api.request('GET', '/api/tasks', { token: program.token })).status).toBe(200);
    const reset = { password: 'a password for good' };
    await api.request('PATCH', path, { token: admin.accessToken, body: reset });
    expect((await api.login(made.username, reset.password)).user.restrictedBy).toBeUndefined();
  });

  test.each([
    ['POST', { username: 'x-1', mustChangePassword: true }],
    ['POST', { username: 'x-2', password: FIRST, mustChangePassword: 'yes' }],
    ['PATCH', { mustChangePassword: true }],
    ['PATCH', { password: FIRST, mustChangePassword: null }],
  ])('goes with a password, and is yes or no: %s %j', async (method, body) => {
    const path = method === 'POST' ? '/api/users' : `/api/users/${(await account({})).body.id}`;
    const { status, body: refused } = await api.request(method, path, { token: admin.accessToken, body });
    expect([status, refused.errors?.map(({ field }) => field)]).toEqual([422, ['mustChangePassword']]);
  });
});

describe('a second factor that somebody has to have', () => {
  test('is set up in a session that does nothing else; then everything is open', async () => {
    const { body: made } = await account({ role: 'admin' });
    const person = await api.login(made.username, FIRST);
    expect(person.user.restrictedBy).toBe('SECOND_FACTOR_SETUP_REQUIRED');
    for (const call of [...CLOSED, 'POST /api/auth/password']) {
      expect([call, await refusalOf(person, call)]).toEqual([call, [403, 'SECOND_FACTOR_SETUP_REQUIRED']]);
    }
    await expect(listen(api.url, person.accessToken)).rejects.toThrow('SECOND_FACTOR_SETUP_REQUIRED');
    const { secret } = await setUp(api, person, FIRST);
    expect([await refusalOf(person, 'GET /api/users'), (await meOf(person)).restrictedBy]).toEqual([200, undefined]);
    const socket = await listen(api.url, person.accessToken);
    await letTimePass(api, made.id);
    const off = { body: { password: FIRST, code: codeOf(secret) } };
    expect(await refusalOf(person, 'POST /api/auth/second-factor/off', off)).toBe(204);
    expect(await refusalOf(person, 'GET /api/users')).toEqual([403, 'SECOND_FACTOR_SETUP_REQUIRED']);
    await socket.closed();
  });

  test('comes after a first password', async () => {
    const { body: made } = await account({ role: 'admin', mustChangePassword: true });
    const person = await api.login(made.username, FIRST);
    expect(person.user.restrictedBy).toBe('PASSWORD_CHANGE_REQUIRED');
    const body = { currentPassword: FIRST, newPassword: PASSWORD };
    expect(await refusalOf(person, 'POST /api/auth/password', { body })).toBe(204);
    expect((await meOf(person)).restrictedBy).toBe('SECOND_FACTOR_SETUP_REQUIRED');
  });

  test('is nobody’s duty but administrators’ where the setting says so, and everybody’s where it says that', async () => {
    const { body: made } = await account({});
    expect((await api.login(made.username, FIRST)).user.restrictedBy).toBeUndefined();
    const other = await startApi({ SECOND_FACTOR: 'everybody' });
    try {
      expect((await other.person('ann')).user.restrictedBy).toBe('SECOND_FACTOR_SETUP_REQUIRED');
    } finally {
      await other.stop();
    }
  });
});
