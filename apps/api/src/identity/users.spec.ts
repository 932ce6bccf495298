import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { LoginResponse, ProblemDetails, UserAccount } from '@task-queue/contracts';
import { io } from 'socket.io-client';
import { PASSWORD, startApi, type RunningApi } from '../../testing/start-api.js';

let api: RunningApi;
let admin: { accessToken: string; user: { id: string } };
beforeAll(async () => {
  api = await startApi();
  admin = await api.login('admin');
});
afterAll(() => api.stop());

const asAdmin = <Body = UserAccount>(method: string, path: string, body?: unknown) =>
  api.request<Body>(method, path, { token: admin.accessToken, ...(body === undefined ? {} : { body }) });

async function account(username: string): Promise<UserAccount> {
  return (await asAdmin('POST', '/api/users', { username, password: PASSWORD })).body;
}

describe('accounts', () => {
  test('are made, listed, changed and deleted by administrators, and never show a password', async () => {
    const created = await asAdmin('POST', '/api/users', { username: 'han', password: PASSWORD });
    expect(created.status).toBe(201);
    expect(created.body).toEqual({
      id: expect.any(String),
      username: 'han',
      role: 'user',
      disabled: false,
      isService: false,
      secondFactor: false,
      mustChangePassword: false,
      createdAt: expect.any(String),
    });
    const { body } = await asAdmin<UserAccount[]>('GET', '/api/users');
    expect(body.map(({ username }) => username)).toEqual(['admin', 'han']);
    expect(JSON.stringify(body)).not.toContain('argon2');
    const changed = await asAdmin('PATCH', `/api/users/${created.body.id}`, { role: 'admin' });
    expect(changed.body).toMatchObject({ role: 'admin', username: 'han' });
    expect((await asAdmin('DELETE', `/api/users/${created.body.id}`)).status).toBe(204);
    expect((await asAdmin('DELETE', `/api/users/${created.body.id}`)).status).toBe(404);
    expect((await account('HAN')).username).toBe('HAN'); // the name is free again
  });

  test('are not for users', async () => {
    const { accessToken: token, user } = await api.person('plain');
    for (const [method, path] of [
      ['GET', '/api/users'],
      ['POST', '/api/users'],
      ['PATCH', `/api/users/${user.id}`],
      ['DELETE', `/api/users/${admin.user.id}`],
    ] as const) {
      const { status, body } = await api.request(method, path, { token });
      expect([method, status, body.code]).toEqual([method, 403, 'FORBIDDEN']);
    }
  });

  test('have unique names, however they are written, also under concurrent creates', async () => {
    const answers = await Promise.all(
      ['Ming', 'ming', 'MING', 'ｍｉｎｇ'].map((username) =>
        asAdmin<{ code?: string }>('POST', '/api/users', { username, password: PASSWORD }),
      ),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409, 409, 409]);
    expect(answers.filter(({ body }) => body.code === 'USERNAME_TAKEN')).toHaveLength(3);
  });

  test.each([
    [{ username: 'x', password: PASSWORD }, 'username'],
    [{ username: 'a b', password: PASSWORD }, 'username'],
    [{ username: 'short', password: '1234567' }, 'password'],
    [{ username: 'long', password: 'x'.repeat(129) }, 'password'],
    [{ username: 'known', password: 'qwertyuiop' }, 'password'],
    [{ username: 'itself-1', password: 'Itself-2026' }, 'password'],
    [{ username: 'role', password: PASSWORD, role: 'root' }, 'role'],
    [{ username: 'none', password: PASSWORD, role: null }, 'role'],
    [{ username: 'extra', password: PASSWORD, disabled: false }, 'disabled'],
  ])('with %j are refused, naming %s', async (body, field) => {
    const answer = await asAdmin<{ errors: { field: string }[] }>('POST', '/api/users', body);
    expect(answer.status).toBe(422);
    expect(answer.body.errors.map((error) => error.field)).toEqual([field]);
  });

  test.each([
    ['role', '必须是以下之一：viewer, user, operator, admin'],
    ['disabled', '必须是 true 或 false'],
    ['password', '必须是文本'],
  ])('are not changed by a %s that is null', async (field, message) => {
    const { id } = await account(`null-${field}`);
    const answer = await asAdmin<ProblemDetails>('PATCH', `/api/users/${id}`, { [field]: null });
    expect([answer.status, answer.body.errors]).toEqual([422, [{ field, message }]]);
    const { body } = await asAdmin<UserAccount[]>('GET', '/api/users');
    expect(body.find((user) => user.id === id)).toMatchObject({ role: 'user', disabled: false });
    expect((await api.login(`null-${field}`)).user.id).toBe(id);
  });

  test('have names and passwords of their full length, however a keyboard composes the letters', async () => {
    const [username, password, later] = ['é'.repeat(64), 'é'.repeat(128), 'ü'.repeat(128)];
    const body = { username: username.normalize('NFD'), password: password.normalize('NFD') };
    const { status, body: user } = await asAdmin<UserAccount>('POST', '/api/users', body);
    expect([status, user.username]).toEqual([201, username]);
    for (const form of ['NFC', 'NFD']) {
      const { accessToken: token } = await api.login(username.normalize(form), password.normalize(form));
      expect((await api.request('GET', '/api/auth/me', { token })).status).toBe(200);
    }
    const { accessToken: token } = await api.login(username, password);
    const change = { currentPassword: password.normalize('NFD'), newPassword: later.normalize('NFD') };
    expect((await api.request('POST', '/api/auth/password', { token, body: change })).status).toBe(204);
    expect((await api.login(username.normalize('NFD'), later)).user.id).toBe(user.id);
  });

  test('always keep one administrator who can sign in', async () => {
    const path = `/api/users/${admin.user.id}`;
    for (const answer of [
      await asAdmin<{ code?: string }>('PATCH', path, { role: 'user' }),
      await asAdmin<{ code?: string }>('PATCH', path, { disabled: true }),
      await asAdmin<{ code?: string }>('DELETE', path),
    ]) {
      expect([answer.status, answer.body.code]).toEqual([409, 'LAST_ADMIN']);
    }
  });
});

describe('disabling a person', () => {
  test('ends their sessions and their sockets, and keeps them out', async () => {
    const { accessToken: token, user } = await api.person('leaver');
    const socket = io(`${api.url}/tasks`, { auth: { token }, transports: ['websocket'], reconnection: false });
    await new Promise((resolve) => socket.once('connect', () => resolve(null)));
    const gone = new Promise((resolve) => socket.once('disconnect', resolve));
    await asAdmin('PATCH', `/api/users/${user.id}`, { disabled: true });
    expect((await api.request('GET', '/api/auth/me', { token })).status).toBe(401);
    expect(await gone).toBe('io server disconnect');
    const body = { username: 'leaver', password: PASSWORD };
    expect((await api.request('POST', '/api/auth/login', { body })).status).toBe(401);
    await asAdmin('PATCH', `/api/users/${user.id}`, { disabled: false });
    expect((await api.login('leaver')).user.id).toBe(user.id);
  });
});

describe('a new password of one’s own', () => {
  test('needs the current one, ends the other sessions and keeps this one', async () => {
    const here = await api.person('mover');
    const elsewhere = await api.login('mover');
    const change = (currentPassword: string, newPassword: string) =>
      api.request('POST', '/api/auth/password', { token: here.accessToken, body: { currentPassword, newPassword } });
    const wrong = await change('not the password', 'another long password');
    expect([wrong.status, wrong.body.errors?.[0]?.field]).toEqual([422, 'currentPassword']);
    expect((await change(PASSWORD, 'short')).status).toBe(422);
    const guessable = await change(PASSWORD, 'mover2026');
    expect([guessable.status, guessable.body.errors?.[0]?.field]).toEqual([422, 'newPassword']);
    expect((await change(PASSWORD, 'another long password')).status).toBe(204);
    const statusWith = async (token: string) => (await api.request('GET', '/api/auth/me', { token })).status;
    expect(await statusWith(here.accessToken)).toBe(200);
    expect(await statusWith(elsewhere.accessToken)).toBe(401);
    await expect(api.login('mover')).rejects.toThrow('401');
    expect((await api.login('mover', 'another long password')).user.username).toBe('mover');
  });
});

describe('changes at the same time', () => {
  test('of different fields of one account are all kept, and of one field one of them', async () => {
    const { id } = await account('busy');
    const changes = Array.from({ length: 20 }, (_, i) => (i % 2 ? { disabled: true } : { role: 'admin' }));
    const answers = await Promise.all(changes.map((change) => asAdmin('PATCH', `/api/users/${id}`, change)));
    expect(answers.filter(({ status }) => status !== 200)).toEqual([]);
    const { body } = await asAdmin<UserAccount[]>('GET', '/api/users');
    expect(body.find((user) => user.id === id)).toMatchObject({ role: 'admin', disabled: true });
    await asAdmin('DELETE', `/api/users/${id}`);
  });

  test('of two administrators against each other leave one', async () => {
    const other = await api.person('rival', 'admin');
    const [first, second] = await Promise.all([
      asAdmin<{ code?: string }>('PATCH', `/api/users/${other.user.id}`, { role: 'user' }),
      api.request('PATCH', `/api/users/${admin.user.id}`, { token: other.accessToken, body: { disabled: true } }),
    ]);
    const { body } = await api.request<UserAccount[]>('GET', '/api/users', {
      token: first.status === 200 ? admin.accessToken : other.accessToken,
    });
    expect([first.status, second.status].filter((status) => status === 200)).toHaveLength(1);
    expect(body.filter(({ role, disabled }) => role === 'admin' && !disabled)).toHaveLength(1);
    if (first.status !== 200) {
      const path = `/api/users/${admin.user.id}`;
      await api.request('PATCH', path, { token: other.accessToken, body: { disabled: false } });
      admin = await api.login('admin');
    }
  });

  test('as signing in leave nobody in who was shut out', async () => {
    for (let round = 0; round < 5; round += 1) {
      const { user } = await api.person(`racer-${round}`);
      const body = { username: user.username, password: PASSWORD };
      const logins = Array.from({ length: 4 }, () => api.request<LoginResponse>('POST', '/api/auth/login', { body }));
      await asAdmin('PATCH', `/api/users/${user.id}`, { disabled: true });
      const admitted = (await Promise.all(logins)).filter(({ status }) => status === 200);
      for (const { body, headers } of admitted) {
        const cookie = headers.get('set-cookie')!.split(';')[0]!;
        expect((await api.request('GET', '/api/auth/me', { token: body.accessToken })).status).toBe(401);
        expect((await api.request('POST', '/api/auth/refresh', { headers: { cookie } })).status).toBe(401);
      }
      expect(await api.fixture.redis.exists(`${api.fixture.prefix}:sessions-of:${user.id}`)).toBe(0);
    }
  });
});

describe('another role', () => {
  test('holds at once, whatever a token was given for', async () => {
    const { accessToken: token, user } = await api.person('demoted', 'admin');
    expect((await api.request('GET', '/api/users', { token })).status).toBe(200);
    await asAdmin('PATCH', `/api/users/${user.id}`, { role: 'user' });
    expect((await api.request('GET', '/api/users', { token })).status).toBe(401);
    // Even a session that was not ended shows the account as it is now.
    const again = await api.login('demoted');
    const record = `${api.fixture.prefix}:users`;
    const stored = JSON.parse((await api.fixture.redis.hget(record, user.id))!) as object;
    await api.fixture.redis.hset(record, user.id, JSON.stringify({ ...stored, role: 'admin' }));
    expect((await api.request('GET', '/api/users', { token: again.accessToken })).status).toBe(200);
  });

  test('holds for tasks that wait: an export of a former administrator has their own tasks alone', async () => {
    const { accessToken: token, user } = await api.person('exporting', 'admin');
    const other = await api.person('exported');
    await api.create(other.accessToken, { type: 'demo.steps', title: 'not theirs', params: { steps: 1, stepMs: 0 } });
    const runAt = new Date(Date.now() + 2_000).toISOString();
    const { id } = await api.create(token, { type: 'tasks.export', params: { format: 'csv' }, runAt });
    await asAdmin('PATCH', `/api/users/${user.id}`, { role: 'user' });
    expect(await api.finished(admin.accessToken, id)).toMatchObject({ status: 'completed', result: { rows: 0 } });
  });

  test('ends no session where it is the one they have', async () => {
    const { accessToken: token, user } = await api.person('same');
    expect((await asAdmin('PATCH', `/api/users/${user.id}`, { role: 'user', disabled: false })).status).toBe(200);
    expect((await api.request('GET', '/api/auth/me', { token })).status).toBe(200);
  });
});
