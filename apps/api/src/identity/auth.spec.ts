import { setTimeout as elapsed } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { LoginResponse, SessionUser } from '@task-queue/contracts';
import { JwtService } from '@nestjs/jwt';
import { hash } from '@node-rs/argon2';
import { SessionStore, TOKEN_RULES, UserStore, type User } from '@task-queue/identity/testing';
import type { Answer } from '../../testing/answer.js';
import { PASSWORD, startApi, type RunningApi } from '../../testing/start-api.js';

/** Of installations that have a Redis of their own. */
const SECRET = '9rV2kq-Lw7Zt_x0BfJc4mYhNs8Gd3PuE';

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

const sessionIdOf = (cookie: string): string => cookie.split('=')[1]!.split('.')[0]!;

/** A cookie that was replaced is refused and takes the session with it. */
async function expectEnded(latest: Answer<LoginResponse>, replaced: string): Promise<void> {
  expect((await refreshWith(replaced)).status).toBe(401);
  expect((await refreshWith(cookieOf(latest))).status).toBe(401);
  expect((await meWith(latest.body.accessToken)).status).toBe(401);
}

describe('signing in', () => {
  test('gives a token, its lifetime, the person, and a cookie no script can read', async () => {
    const { status, body, headers } = await signIn();
    expect(status).toBe(200);
    expect(body).toMatchObject({ expiresIn: 900, user: { username: 'admin', role: 'admin' } });
    expect(headers.get('set-cookie')).toMatch(/HttpOnly/i);
    expect(headers.get('set-cookie')).toMatch(/SameSite=Strict/i);
    expect((await meWith(body.accessToken)).body).toMatchObject(body.user);
  });

  test('answers a wrong password and an unknown name with the same words', async () => {
    const attempt = (username: string): Promise<Answer> =>
      api.request('POST', '/api/auth/login', { body: { username, password: 'not the password' } });
    const [wrong, unknown] = [await attempt('admin'), await attempt('nobody')];
    expect(wrong.status).toBe(401);
    expect(wrong.body).toMatchObject({ code: 'INVALID_CREDENTIALS' });
    expect({ ...unknown.body, requestId: '' }).toEqual({ ...wrong.body, requestId: '' });
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

describe('an access token', () => {
  test('is refused once its time is up, also where it was good before', async () => {
    const sid = sessionIdOf(cookieOf(await signIn()));
    const exp = Math.floor(Date.now() / 1000) + 2;
    const token = await api.app.get(JwtService, { strict: false }).signAsync({ sid, exp }, TOKEN_RULES);
    expect((await meWith(token)).status).toBe(200);
    await elapsed(exp * 1000 - Date.now());
    expect((await meWith(token)).status).toBe(401);
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

  test('goes on under 50 refreshes at once with one cookie: one new cookie, and everybody gets it', async () => {
    const first = cookieOf(await signIn());
    const answers = await Promise.all(Array.from({ length: 50 }, () => refreshWith(first)));
    expect(answers.filter(({ status }) => status !== 200)).toEqual([]);
    const cookies = new Set(answers.map(cookieOf));
    expect(cookies.size).toBe(1);
    expect(cookies.has(first)).toBe(false);
    for (const { body } of answers) {
      expect((await meWith(body.accessToken)).status).toBe(200);
    }
    expect((await refreshWith([...cookies][0]!)).status).toBe(200);
  });

  test('survives an answer that got lost: the cookie just replaced brings the newest once more', async () => {
    const first = cookieOf(await signIn());
    const lost = cookieOf(await refreshWith(first));
    const again = cookieOf(await refreshWith(first));
    expect(again).toBe(lost);
    expect((await refreshWith(again)).status).toBe(200);
  });

  test('survives an answer that got lost, however late it is asked for again, until what it brought is used', async () => {
    const first = cookieOf(await signIn());
    const lost = await refreshWith(first);
    await api.fixture.redis.del(`${api.fixture.prefix}:session:${sessionIdOf(first)}:replaced`); // long after
    const again = await refreshWith(first);
    expect([again.status, cookieOf(again)]).toEqual([200, cookieOf(lost)]);
    expect((await meWith(again.body.accessToken)).status).toBe(200);
    await expectEnded(again, first);
  });

  test('ends when a cookie that was replaced is used after the moment two tabs have', async () => {
    const first = cookieOf(await signIn());
    const refreshed = await refreshWith(first);
    await meWith(refreshed.body.accessToken); // it was received
    const replaced = `${api.fixture.prefix}:session:${sessionIdOf(first)}:replaced`;
    expect(await api.fixture.redis.pttl(replaced)).toBeLessThanOrEqual(10_000);
    await api.fixture.redis.del(replaced); // as if it had passed
    await expectEnded(refreshed, first);
  });

  test('ends when any older cookie is used, however soon', async () => {
    const first = cookieOf(await signIn());
    const second = await refreshWith(first);
    const third = await refreshWith(cookieOf(second));
    await expectEnded(third, first);
  });

  test('is not ended by a made-up cookie with its id', async () => {
    const cookie = cookieOf(await signIn());
    const [name, id, generation, seal] = cookie.split(/[=.]/);
    for (const madeUp of [`${name}=${id}.0.${seal}`, `${name}=${id}.${generation}.AAAA`, `${name}=${id}`, `${name}=`]) {
      expect((await refreshWith(madeUp)).status).toBe(401);
    }
    expect((await refreshWith(cookie)).status).toBe(200);
  });

  test('goes on where Redis lost its last second', async () => {
    const first = cookieOf(await signIn());
    const second = cookieOf(await refreshWith(first));
    await api.fixture.redis.hset(`${api.fixture.prefix}:session:${sessionIdOf(first)}`, 'generation', 1);
    const third = await refreshWith(second);
    expect(third.status).toBe(200);
    expect((await refreshWith(cookieOf(third))).status).toBe(200);
  });

  test('is not opened for an account that was disabled, deleted or given another password meanwhile', async () => {
    const [users, sessions] = [api.app.get(UserStore), api.app.get(SessionStore)];
    const seen = async (username: string): Promise<User> => {
      await api.person(username);
      return (await users.findByName(username))!;
    };
    const [disabled, deleted, changed] = [await seen('shut-out'), await seen('deleted'), await seen('changed')];
    await users.change(disabled.id, { disabled: true });
    await users.remove(deleted.id);
    await users.change(changed.id, { passwordHash: 'another' });
    for (const user of [disabled, deleted, changed]) {
      expect(await sessions.open(user)).toBeNull();
      expect(await api.fixture.redis.exists(`${api.fixture.prefix}:sessions-of:${user.id}`)).toBe(0);
    }
  });

  test('ends with signing out, and with it the use of its tokens', async () => {
    const signedIn = await signIn();
    const { status } = await api.request('POST', '/api/auth/logout', { headers: { cookie: cookieOf(signedIn) } });
    expect(status).toBe(204);
    expect((await meWith(signedIn.body.accessToken)).status).toBe(401);
    expect((await refreshWith(cookieOf(signedIn))).status).toBe(401);
  });

  test('that has ended lets no call in that comes after, however many are under way', async () => {
    const signedIn = await signIn();
    const token = signedIn.body.accessToken;
    let hasEnded = false;
    const late: number[] = [];
    const callAgain = async (): Promise<void> => {
      for (let calls = 0; calls < 5;) {
        const isAfter = hasEnded;
        const { status } = await meWith(token);
        if (isAfter) {
          late.push(status);
          calls += 1;
        }
      }
    };
    const calling = Promise.all(Array.from({ length: 30 }, callAgain));
    await api.request('POST', '/api/auth/logout', { headers: { cookie: cookieOf(signedIn) } });
    hasEnded = true;
    await calling;
    expect(new Set(late)).toEqual(new Set([401]));
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

describe('signing out', () => {
  test('is done where it was done before, by a cookie, by a token, and by nobody', async () => {
    const signedIn = await signIn();
    const token = signedIn.body.accessToken;
    for (const headers of [{ cookie: cookieOf(signedIn) }, {}]) {
      for (let i = 0; i < 2; i += 1) {
        expect((await api.request('POST', '/api/auth/logout', { token, headers })).status).toBe(204);
      }
    }
    expect((await api.request('POST', '/api/auth/logout')).status).toBe(204);
    expect((await meWith(token)).status).toBe(401);
  });
});

test('two installations on one host keep out of each other’s cookies; nodes of one share them', async () => {
  const node = await startApi({ REDIS_PREFIX: api.fixture.prefix, JWT_SECRET: SECRET });
  const sameInstallation = await startApi({ REDIS_PREFIX: api.fixture.prefix, JWT_SECRET: SECRET });
  const another = await startApi({ JWT_SECRET: SECRET });
  try {
    const namesOf = async (one: RunningApi): Promise<string[]> => {
      const body = { username: 'admin', password: PASSWORD };
      const { headers } = await one.request('POST', '/api/auth/login', { body });
      return headers.getSetCookie().map((cookie) => cookie.split('=')[0]!);
    };
    expect(await namesOf(sameInstallation)).toEqual(await namesOf(node));
    const mine = new Set(await namesOf(node));
    expect((await namesOf(another)).filter((name) => mine.has(name))).toEqual([]);
  } finally {
    await Promise.all([node, sameInstallation, another].map((one) => one.stop()));
  }
});

describe('a name and a password', () => {
  const COMPOSED = 'passwörd-é-한글';

  test('are the same however a keyboard writes them, and with the blanks a pasted name brings', async () => {
    const { accessToken: token } = (await signIn()).body;
    const username = ' zo\u00eb ';
    expect((await api.request('POST', '/api/users', { token, body: { username, password: COMPOSED } })).status).toBe(
      201,
    );
    for (const password of [COMPOSED.normalize('NFC'), COMPOSED.normalize('NFD'), COMPOSED.normalize('NFKC')]) {
      for (const name of ['zo\u00eb', 'zoe\u0308', '\tZO\u00cb\n', ' zo\u00eb ']) {
        const answer = await api.request('POST', '/api/auth/login', { body: { username: name, password } });
        expect([name, password, answer.status]).toEqual([name, password, 200]);
      }
    }
    const wrong = { username: 'zo\u00eb', password: 'password-e-한글' };
    expect((await api.request('POST', '/api/auth/login', { body: wrong })).status).toBe(401);
  });

  test('that were kept before, as they were typed, go on', async () => {
    for (const form of ['NFC', 'NFD'] as const) {
      const passwordHash = await hash(COMPOSED.normalize(form), { algorithm: 2, memoryCost: 19_456, timeCost: 2 });
      await api.app.get(UserStore).create({ username: `old-${form}`, role: 'user', passwordHash });
      expect((await api.login(`old-${form}`, COMPOSED)).user.username).toBe(`old-${form}`);
    }
  });
});
