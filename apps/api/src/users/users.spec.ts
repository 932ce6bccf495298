import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { UserAccount } from '@task-queue/contracts';
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
    [{ username: 'role', password: PASSWORD, role: 'root' }, 'role'],
    [{ username: 'extra', password: PASSWORD, disabled: false }, 'disabled'],
  ])('with %j are refused, naming %s', async (body, field) => {
    const answer = await asAdmin<{ errors: { field: string }[] }>('POST', '/api/users', body);
    expect(answer.status).toBe(422);
    expect(answer.body.errors.map((error) => error.field)).toEqual([field]);
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
    expect((await change(PASSWORD, 'another long password')).status).toBe(204);
    const statusWith = async (token: string) => (await api.request('GET', '/api/auth/me', { token })).status;
    expect(await statusWith(here.accessToken)).toBe(200);
    expect(await statusWith(elsewhere.accessToken)).toBe(401);
    await expect(api.login('mover')).rejects.toThrow('401');
    expect((await api.login('mover', 'another long password')).user.username).toBe('mover');
  });
});
