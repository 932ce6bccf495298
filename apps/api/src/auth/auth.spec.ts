import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { LoginResponse, SessionUser } from '@task-queue/contracts';
import { PASSWORD, startApi, type Answer, type RunningApi } from '../../testing/start-api.js';

let api: RunningApi;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.stop());

const signIn = (): Promise<Answer<LoginResponse>> =>
  api.request('POST', '/api/auth/login', { body: { username: 'admin', password: PASSWORD } });
const refreshWith = (cookie: string, headers: Record<string, string> = {}): Promise<Answer<LoginResponse>> =>
  api.request('POST', '/api/auth/refresh', { headers: { cookie, ...headers } });
const cookieOf = (answer: Answer<unknown>): string => answer.headers.get('set-cookie')!.split(';')[0]!;
const meWith = (token: string): Promise<Answer<SessionUser>> => api.request('GET', '/api/auth/me', { token });

describe('signing in', () => {
  test('gives a token, its lifetime, the person, and a cookie no script can read', async () => {
    const { status, body, headers } = await signIn();
    expect(status).toBe(200);
    expect(body).toMatchObject({ expiresIn: 900, user: { username: 'admin', role: 'admin' } });
    expect(headers.get('set-cookie')).toMatch(/HttpOnly/i);
    expect(headers.get('set-cookie')).toMatch(/SameSite=Strict/i);
    expect((await meWith(body.accessToken)).body).toEqual(body.user);
  });

  test('answers a wrong password and an unknown name with the same words', async () => {
    const attempt = (username: string): Promise<Answer> =>
      api.request('POST', '/api/auth/login', { body: { username, password: 'not the password' } });
    const [wrong, unknown] = [await attempt('admin'), await attempt('nobody')];
    expect(wrong.status).toBe(401);
    expect(wrong.body).toMatchObject({ code: 'INVALID_CREDENTIALS' });
    expect({ ...unknown.body, requestId: '' }).toEqual({ ...wrong.body, requestId: '' });
  });

  test('is slowed down after ten failures of an account, and says for how long', async () => {
    const attempt = (password: string): Promise<Answer> =>
      api.request('POST', '/api/auth/login', { body: { username: 'guessed', password } });
    await Promise.all(Array.from({ length: 10 }, () => attempt('a guess')));
    const refused = await attempt('one more guess');
    expect(refused.status).toBe(429);
    expect(refused.body).toMatchObject({ code: 'TOO_MANY_REQUESTS' });
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
  });

  test('keeps passwords as argon2id of at least 19 MiB and two passes', async () => {
    const users = await api.fixture.redis.hvals(`${api.fixture.prefix}:users`);
    expect(users.length).toBeGreaterThan(0);
    for (const user of users) {
      expect(user).toContain('$argon2id$v=19$m=19456,t=2,p=1$');
      expect(user).not.toContain(PASSWORD);
    }
  });
});

describe('a session', () => {
  test('goes on with a new cookie each time', async () => {
    const first = cookieOf(await signIn());
    const refreshed = await refreshWith(first);
    expect(refreshed.status).toBe(200);
    expect(cookieOf(refreshed)).not.toBe(first);
    expect((await meWith(refreshed.body.accessToken)).status).toBe(200);
  });

  test('ends when a cookie that was replaced is used again', async () => {
    const first = cookieOf(await signIn());
    const refreshed = await refreshWith(first);
    const sessionId = first.split('=')[1]!.split('.')[0]!;
    // Two tabs may refresh within ten seconds; this copy is used later.
    await api.fixture.redis.hset(`${api.fixture.prefix}:session:${sessionId}`, 'rotatedAt', Date.now() - 11_000);
    expect((await refreshWith(first)).status).toBe(401);
    expect((await refreshWith(cookieOf(refreshed))).status).toBe(401);
    expect((await meWith(refreshed.body.accessToken)).status).toBe(401);
  });

  test('ends with signing out, and with it the use of its tokens', async () => {
    const signedIn = await signIn();
    const { status } = await api.request('POST', '/api/auth/logout', { headers: { cookie: cookieOf(signedIn) } });
    expect(status).toBe(204);
    expect((await meWith(signedIn.body.accessToken)).status).toBe(401);
    expect((await refreshWith(cookieOf(signedIn))).status).toBe(401);
  });

  test.each([
    ['Sec-Fetch-Site', { 'sec-fetch-site': 'cross-site' }],
    ['Origin', { origin: 'https://elsewhere.example' }],
  ])('cannot be refreshed from another site (%s)', async (_name, headers) => {
    expect((await refreshWith(cookieOf(await signIn()), headers)).status).toBe(403);
  });

  test.each([
    ['no token', ''],
    ['no JWT', 'abc'],
    // {"alg":"none"} . {"sub":"admin"} .
    ['an unsigned JWT', 'eyJhbGciOiJub25lIn0.eyJzdWIiOiJhZG1pbiJ9.'],
  ])('is not had with %s', async (_name, token) => {
    const { status, headers } = await meWith(token);
    expect(status).toBe(401);
    expect(headers.get('content-type')).toContain('application/problem+json');
  });
});
