import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { LoginResponse, UserAccount } from '@task-queue/contracts';
import { LoginThrottle } from '@task-queue/identity/testing';
import type { Answer } from '../../testing/answer.js';
import { deviceCookieOf } from '../../testing/device-cookie.js';
import { PASSWORD, startApi, type RunningApi } from '../../testing/start-api.js';

let api: RunningApi;
beforeAll(async () => {
  api = await startApi({ TRUST_PROXY: 'loopback' });
});
afterAll(() => api.stop());

interface Attempt {
  readonly password?: string;
  readonly from: string;
  readonly cookie?: string;
}

function attempt(username: string, { password = 'a guess', from, cookie }: Attempt): Promise<Answer<LoginResponse>> {
  return api.request('POST', '/api/auth/login', {
    body: { username, password },
    headers: { 'x-forwarded-for': from, ...(cookie === undefined ? {} : { cookie }) },
  });
}

/** Guesses from an address that is not the person's, until they are refused. */
async function lockFromOutside(username: string, from = '198.51.100.1'): Promise<void> {
  const answers: number[] = [];
  while (!answers.includes(429) && answers.length < 20) {
    answers.push((await attempt(username, { from })).status);
  }
  expect(answers).toContain(429);
}

function medianOf(times: readonly number[]): number {
  return [...times].sort((a, b) => a - b)[Math.floor(times.length / 2)]!;
}

describe('guessing a password', () => {
  test('of one account is counted before it is tried: of 100 guesses at once ten are', async () => {
    await api.person('guessed');
    const guesses = await Promise.all(
      Array.from({ length: 100 }, (_, i) => attempt('guessed', { from: `203.0.113.${i}` })),
    );
    expect(guesses.filter(({ status }) => status === 401)).toHaveLength(10);
    const refused = guesses.filter(({ status }) => status === 429);
    expect(refused).toHaveLength(90);
    for (const { headers, body } of refused) {
      expect(body).toMatchObject({ code: 'TOO_MANY_REQUESTS' });
      expect(Number(headers.get('retry-after'))).toBeGreaterThan(0);
      expect(Number(headers.get('retry-after'))).toBeLessThanOrEqual(300);
    }
    const right = await attempt('guessed', { password: PASSWORD, from: '203.0.113.200' });
    expect(right.status).toBe(429);
  });

  test('of many accounts from one address is refused after a hundred', async () => {
    const from = '192.0.2.9';
    const spray = await Promise.all(Array.from({ length: 120 }, (_, i) => attempt(`spray-${i}`, { from })));
    expect(spray.filter(({ status }) => status === 401)).toHaveLength(100);
    expect(spray.filter(({ status }) => status === 429)).toHaveLength(20);
    expect((await attempt('spray-0', { from: '192.0.2.10' })).status).toBe(401);
  });

  test('of an account that does not exist is refused with the same words', async () => {
    await api.person('exists');
    await lockFromOutside('exists');
    await lockFromOutside('exists-not');
    const [one, other] = [
      await attempt('exists', { from: '198.51.100.2' }),
      await attempt('exists-not', { from: '198.51.100.2' }),
    ];
    expect([one.status, other.status]).toEqual([429, 429]);
    expect({ ...one.body, requestId: '' }).toEqual({ ...other.body, requestId: '' });
  });

  test('takes about the same time for an unknown name, a disabled account and a wrong password', async () => {
    const admin = (await api.login('admin')).accessToken;
    // As the product makes them: those of `api.person` are quick to compare.
    const [, disabled] = await Promise.all(
      ['timed', 'timed-out'].map((username) =>
        api.request<UserAccount>('POST', '/api/users', { token: admin, body: { username, password: PASSWORD } }),
      ),
    );
    await api.request('PATCH', `/api/users/${disabled!.body.id}`, { token: admin, body: { disabled: true } });
    const times: Record<'wrong' | 'unknown' | 'disabled', number[]> = { wrong: [], unknown: [], disabled: [] };
    for (let round = 0; round < 9; round += 1) {
      const names = { wrong: 'timed', unknown: `unknown-${round}`, disabled: 'timed-out' } as const;
      for (const kind of ['wrong', 'unknown', 'disabled'] as const) {
        const before = performance.now();
        expect((await attempt(names[kind], { from: `198.51.100.${100 + round}` })).status).toBe(401);
        times[kind].push(performance.now() - before);
      }
    }
    // Without a password to look at, an answer would take a tenth of the time.
    const wrong = medianOf(times.wrong);
    for (const time of [medianOf(times.unknown), medianOf(times.disabled)]) {
      expect(time).toBeGreaterThan(wrong / 3);
      expect(time).toBeLessThan(wrong * 3);
    }
  });

  test('never locks for longer than five minutes, however often it goes on', async () => {
    await lockFromOutside('besieged');
    const [counter] = (await api.fixture.redis.keys(`${api.fixture.prefix}:login-attempts:account:*`)) as [string];
    const before = await api.fixture.redis.pexpiretime(counter);
    await attempt('besieged', { from: '198.51.100.7' });
    expect(await api.fixture.redis.pexpiretime(counter)).toBe(before);
    expect(await api.fixture.redis.ttl(counter)).toBeLessThanOrEqual(300);
  });
});

describe('a forged X-Forwarded-For', () => {
  const statuses = async (answers: readonly Promise<Answer<unknown>>[]): Promise<Record<number, number>> => {
    const counts: Record<number, number> = {};
    for (const { status } of await Promise.all(answers)) {
      counts[status] = (counts[status] ?? 0) + 1;
    }
    return counts;
  };

  test('is not looked at without a TRUST_PROXY', async () => {
    const direct = await startApi();
    try {
      const guess = (username: string, from: string): Promise<Answer<unknown>> =>
        direct.request('POST', '/api/auth/login', {
          body: { username, password: 'a guess' },
          headers: { 'x-forwarded-for': from },
        });
      for (let i = 0; i < 11; i += 1) {
        expect((await guess('somebody', `203.0.113.${i}`)).status).toBe(i < 10 ? 401 : 429);
      }
      // All of them are one address', ours, which had ten already.
      expect(await statuses(Array.from({ length: 100 }, (_, i) => guess(`name-${i}`, `203.0.114.${i}`)))).toEqual({
        401: 90,
        429: 10,
      });
    } finally {
      await direct.stop();
    }
  });

  test('before a named proxy’s own word gives no address but the one the proxy saw', async () => {
    const seen = '192.0.2.77';
    const forged = Array.from({ length: 110 }, (_, i) => attempt(`forger-${i}`, { from: `203.0.115.${i}, ${seen}` }));
    expect(await statuses(forged)).toEqual({ 401: 100, 429: 10 });
    expect((await attempt('forger-0', { from: seen })).status).toBe(429);
    expect((await attempt('forger-0', { from: `${seen}, 192.0.2.78` })).status).toBe(401);
  });
});

describe('the owner of an account', () => {
  test('signs in from an address of late while others guess elsewhere', async () => {
    await api.person('homely');
    const from = '203.0.113.77';
    expect((await attempt('homely', { from, password: PASSWORD })).status).toBe(200);
    await lockFromOutside('homely');
    expect((await attempt('homely', { from: '203.0.113.78', password: PASSWORD })).status).toBe(429);
    expect((await attempt('homely', { from, password: PASSWORD })).status).toBe(200);
  });

  test('signs in with a browser of theirs from anywhere, even from an address that is refused', async () => {
    await api.person('roamer');
    const cookie = deviceCookieOf(await attempt('roamer', { from: '203.0.113.80', password: PASSWORD }));
    const from = '198.51.100.1';
    await lockFromOutside('roamer', from);
    expect((await attempt('roamer', { from, password: PASSWORD })).status).toBe(429);
    expect((await attempt('roamer', { from, password: PASSWORD, cookie })).status).toBe(200);
  });

  test('has ten guesses in a browser of theirs, which somebody else’s cookie does not give', async () => {
    await api.person('lender');
    const cookie = deviceCookieOf(await attempt('lender', { from: '203.0.113.81', password: PASSWORD }));
    await api.person('victim');
    await lockFromOutside('victim');
    expect((await attempt('victim', { from: '198.51.100.3', cookie, password: PASSWORD })).status).toBe(429);
    const guesses = await Promise.all(
      Array.from({ length: 12 }, () => attempt('lender', { from: '198.51.100.4', cookie })),
    );
    expect(guesses.filter(({ status }) => status === 401)).toHaveLength(10);
  });

  test('starts again from ten after signing in', async () => {
    await api.person('clumsy');
    const from = '203.0.113.90';
    await attempt('clumsy', { from, password: PASSWORD });
    for (let round = 0; round < 2; round += 1) {
      for (let i = 0; i < 9; i += 1) {
        expect((await attempt('clumsy', { from })).status).toBe(401);
      }
      expect((await attempt('clumsy', { from, password: PASSWORD })).status).toBe(200);
    }
  });

  test('may sign in fifty times at once', async () => {
    await api.person('many-machines');
    const logins = await Promise.all(
      Array.from({ length: 50 }, () => attempt('many-machines', { from: '203.0.113.95', password: PASSWORD })),
    );
    expect(logins.filter(({ status }) => status !== 200)).toEqual([]);
  });
});

test('an attempt that broke off is neither a failure nor under way for ever', async () => {
  const throttle = api.app.get(LoginThrottle);
  const place = { address: '203.0.113.77' };
  for (let attempts = 0; attempts < 15; attempts += 1) {
    await expect(throttle.attempt('unlucky', place, () => Promise.reject(new Error('broken')))).rejects.toThrow(
      'broken',
    );
  }
  expect(await throttle.attempt('unlucky', place, () => Promise.resolve('in'))).toBe('in');
});
