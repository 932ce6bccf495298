import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type {
  BegunSecondFactor,
  CreatedToken,
  LoginResponse,
  RecoveryCodes,
  SecondFactor,
  UserAccount,
} from '@task-queue/contracts';
import { TOTP, URI } from 'otpauth';
import type { Answer } from '../../testing/answer.js';
import { AuditLines } from '../../testing/audit-lines.js';
import { codeOf, letTimePass, setUp } from '../../testing/authenticator.js';
import { deviceCookieOf } from '../../testing/device-cookie.js';
import { eventually } from '../../testing/eventually.js';
import { listen } from '../../testing/live-listener.js';
import { PASSWORD, startApi, type RunningApi } from '../../testing/start-api.js';
import { toldOf } from '../../testing/told.js';

const OWN = '/api/auth/second-factor';

let api: RunningApi;
let admin: LoginResponse;
const lines = new AuditLines();
beforeAll(async () => {
  api = await startApi({ LOG_LEVEL: 'debug', TRUST_PROXY: 'loopback' }, undefined, [], lines);
  admin = await api.login('admin');
});
afterAll(() => api.stop());

let people = 0;
const somebody = (): Promise<LoginResponse> => api.person(`somebody-${(people += 1)}`);
const signIn = (
  { user: { username } }: LoginResponse,
  body: object = {},
  headers: Readonly<Record<string, string>> = {},
): Promise<Answer<LoginResponse & { code?: string }>> =>
  api.request('POST', '/api/auth/login', { body: { username, password: PASSWORD, ...body }, headers });
const post = <Body>({ accessToken: token }: LoginResponse, path: string, body: object): Promise<Answer<Body>> =>
  api.request<Body>('POST', OWN + path, { token, body });
const factorOf = async ({ accessToken: token }: LoginResponse): Promise<SecondFactor> =>
  (await api.request<SecondFactor>('GET', OWN, { token })).body;
const meOf = async ({ accessToken: token }: LoginResponse): Promise<number> =>
  (await api.request('GET', '/api/auth/me', { token })).status;
const refusalOf = ({ status, body }: Answer<unknown>): unknown => [status, (body as { code?: string }).code];

describe('a second factor', () => {
  test('is off at first, and is on once a code of the app was confirmed', async () => {
    const person = await somebody();
    expect(await factorOf(person)).toEqual({ isOn: false, recoveryCodesLeft: 0 });
    const begun = (await post<BegunSecondFactor>(person, '', { password: PASSWORD })).body;
    const { issuer, label, algorithm, digits, period, secret } = URI.parse(begun.uri) as TOTP;
    expect({ issuer, label, algorithm, digits, period }).toEqual({
      issuer: 'Task queue',
      label: person.user.username,
      algorithm: 'SHA1',
      digits: 6,
      period: 30,
    });
    expect([secret.base32, secret.bytes.length, begun.expiresIn]).toEqual([begun.secret, 20, 600]);
    expect((await factorOf(person)).isOn).toBe(false);
    expect((await signIn(person)).status).toBe(200);
    const { status, body } = await post<RecoveryCodes>(person, '/confirm', { code: codeOf(begun.secret) });
    expect([status, new Set(body.recoveryCodes).size]).toEqual([200, 10]);
    expect(await factorOf(person)).toEqual({ isOn: true, recoveryCodesLeft: 10 });
  });

  test('is what a password alone does not replace: the right code beside it does', async () => {
    const person = await somebody();
    const { secret } = await setUp(api, person);
    const asked = await signIn(person);
    expect(refusalOf(asked)).toEqual([401, 'SECOND_FACTOR_REQUIRED']);
    expect([asked.headers.getSetCookie(), Object.keys(asked.body)]).toEqual([[], expect.not.arrayContaining(['user'])]);
    expect(refusalOf(await signIn(person, { code: '000000' }))).toEqual([401, 'INVALID_SECOND_FACTOR']);
    const code = codeOf(secret, 1);
    const { status, body } = await signIn(person, { code: ` ${code.slice(0, 3)} ${code.slice(3)} ` });
    expect([status, await meOf(body)]).toEqual([200, 200]);
  });

  test('is not told of to who does not know the password, nor looked at', async () => {
    const [secured, plain] = [await somebody(), await somebody()];
    const { secret, recoveryCodes } = await setUp(api, secured);
    for (const code of [undefined, codeOf(secret, 1), recoveryCodes[0]]) {
      const [one, other] = await Promise.all(
        [secured, plain].map((person) => signIn(person, { password: 'a guess', ...(code && { code }) })),
      );
      expect(refusalOf(one!)).toEqual([401, 'INVALID_CREDENTIALS']);
      expect({ ...one!.body, requestId: '' }).toEqual({ ...other!.body, requestId: '' });
    }
    expect((await factorOf(secured)).recoveryCodesLeft).toBe(10);
    expect((await signIn(secured, { code: codeOf(secret, 1) })).status).toBe(200);
  });

  test('takes each code once, however many ask at the same moment', async () => {
    const person = await somebody();
    const { secret } = await setUp(api, person);
    expect(refusalOf(await signIn(person, { code: codeOf(secret) }))).toEqual([401, 'INVALID_SECOND_FACTOR']);
    const code = codeOf(secret, 1);
    const answers = await Promise.all(Array.from({ length: 8 }, () => signIn(person, { code })));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 401, 401, 401, 401, 401, 401, 401]);
  });

  test.each([
    [-3, 401],
    [3, 401],
  ])('refuses the code of another time: %i steps away', async (steps, status) => {
    const person = await somebody();
    const { secret } = await setUp(api, person);
    await letTimePass(api, person.user.id);
    expect((await signIn(person, { code: codeOf(secret, steps) })).status).toBe(status);
    expect((await signIn(person, { code: codeOf(secret) })).status).toBe(200);
  });

  test('has recovery codes, each good once in place of a code, however it is written', async () => {
    const person = await somebody();
    const { recoveryCodes } = await setUp(api, person);
    const code = recoveryCodes[3]!;
    const answers = await Promise.all(
      [code, code.toUpperCase(), code.replaceAll('-', ' ')].map((one) => signIn(person, { code: one })),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 401, 401]);
    const { body } = answers.find(({ status }) => status === 200)!;
    expect((await factorOf(body)).recoveryCodesLeft).toBe(9);
    expect((await signIn(person, { code: recoveryCodes[4]! })).status).toBe(200);
  });

  test('asks no access token for a code', async () => {
    const person = await somebody();
    const { secret } = await setUp(api, person);
    const signedIn = (await signIn(person, { code: codeOf(secret, 1) })).body;
    const body = { name: 'a program', scopes: ['tasks:read'] };
    const made = await api.request<CreatedToken>('POST', '/api/tokens', { token: signedIn.accessToken, body });
    expect((await api.request('GET', '/api/tasks', { token: made.body.token })).status).toBe(200);
  });

  test('ends the other sessions when it is turned on or off, at sockets too, and no access token', async () => {
    const person = await somebody();
    const other = (await signIn(person)).body;
    const socket = await listen(api.url, other.accessToken);
    expect(await socket.subscribe({})).toMatchObject({ ok: true });
    const { secret } = await setUp(api, person);
    await socket.closed();
    expect([await meOf(other), await meOf(person)]).toEqual([401, 200]);
    const third = (await signIn(person, { code: codeOf(secret, 1) })).body;
    await letTimePass(api, person.user.id);
    expect((await post(person, '/off', { password: PASSWORD, code: codeOf(secret, 1) })).status).toBe(204);
    expect([await meOf(third), await meOf(person)]).toEqual([401, 200]);
    expect((await signIn(person)).status).toBe(200);
  });

  test('is turned off by password and code, or a recovery code, and by neither alone', async () => {
    const person = await somebody();
    const { secret, recoveryCodes } = await setUp(api, person);
    const wrong = [
      [{ password: 'a guess', code: codeOf(secret, 1) }, 'password'],
      [{ password: PASSWORD, code: '000000' }, 'code'],
      [{ password: PASSWORD, code: codeOf(secret) }, 'code'], // it was used to turn it on
    ] as const;
    for (const [body, field] of wrong) {
      const answer = await post<{ errors: object }>(person, '/off', body);
      expect([answer.status, answer.body.errors]).toEqual([422, [expect.objectContaining({ field })]]);
    }
    expect((await factorOf(person)).isOn).toBe(true);
    expect((await post(person, '/off', { password: PASSWORD, code: recoveryCodes[0]! })).status).toBe(204);
    expect(await factorOf(person)).toEqual({ isOn: false, recoveryCodesLeft: 0 });
    expect(refusalOf(await post(person, '/off', { password: PASSWORD, code: recoveryCodes[1]! }))).toEqual([
      409,
      'SECOND_FACTOR_OFF',
    ]);
  });

  test('gives other recovery codes, and the former are good no more', async () => {
    const person = await somebody();
    const { secret, recoveryCodes } = await setUp(api, person);
    const body = { password: PASSWORD, code: codeOf(secret, 1) };
    const fresh = (await post<RecoveryCodes>(person, '/recovery-codes', body)).body.recoveryCodes;
    expect(fresh.filter((code) => recoveryCodes.includes(code))).toEqual([]);
    expect(refusalOf(await signIn(person, { code: recoveryCodes[0]! }))).toEqual([401, 'INVALID_SECOND_FACTOR']);
    expect((await signIn(person, { code: fresh[0]! })).status).toBe(200);
  });

  test('is begun with the password alone, once at a time, and confirmed in time', async () => {
    const person = await somebody();
    const refused = await post<{ errors: object }>(person, '', { password: 'a guess' });
    expect([refused.status, refused.body.errors]).toEqual([422, [expect.objectContaining({ field: 'password' })]]);
    expect(refusalOf(await post(person, '/confirm', { code: '123456' }))).toEqual([409, 'SECOND_FACTOR_NOT_BEGUN']);
    const first = (await post<BegunSecondFactor>(person, '', { password: PASSWORD })).body;
    const second = (await post<BegunSecondFactor>(person, '', { password: PASSWORD })).body;
    expect((await post(person, '/confirm', { code: codeOf(first.secret) })).status).toBe(422);
    const { redis, prefix } = api.fixture;
    const key = `${prefix}:second-factor-begun:${person.user.id}`;
    expect(await redis.ttl(key)).toBeGreaterThan(590);
    const kept = (await redis.get(key))!;
    await redis.del(key); // as though ten minutes had passed
    expect(refusalOf(await post(person, '/confirm', { code: codeOf(second.secret) }))).toEqual([
      409,
      'SECOND_FACTOR_NOT_BEGUN',
    ]);
    await redis.set(key, kept);
    expect((await post(person, '/confirm', { code: codeOf(second.secret) })).status).toBe(200);
    expect(refusalOf(await post(person, '', { password: PASSWORD }))).toEqual([409, 'SECOND_FACTOR_ON']);
  });

  test('is taken away by an administrator, which ends the sessions of the person, and nobody’s own', async () => {
    const person = await somebody();
    await setUp(api, person);
    const accountOf = async (): Promise<UserAccount> =>
      (await api.request<UserAccount[]>('GET', '/api/users', { token: admin.accessToken })).body.find(
        ({ id }) => id === person.user.id,
      )!;
    const remove = async (id: string): Promise<unknown> =>
      refusalOf(await api.request('DELETE', `/api/users/${id}/second-factor`, { token: admin.accessToken }));
    expect((await accountOf()).secondFactor).toBe(true);
    expect(await remove(person.user.id)).toEqual([204, undefined]);
    expect([await meOf(person), (await accountOf()).secondFactor]).toEqual([401, false]);
    expect((await signIn(person)).status).toBe(200);
    expect(await remove(person.user.id)).toEqual([409, 'SECOND_FACTOR_OFF']);
    expect(await remove('nobody')).toEqual([404, 'USER_NOT_FOUND']);
    expect(await remove(admin.user.id)).toEqual([403, 'FORBIDDEN']);
  });

  test('goes with its account', async () => {
    const person = await somebody();
    await setUp(api, person);
    const path = `/api/users/${person.user.id}`;
    expect((await api.request('DELETE', path, { token: admin.accessToken })).status).toBe(204);
    const { redis, prefix } = api.fixture;
    expect(await redis.hexists(`${prefix}:second-factors`, person.user.id)).toBe(0);
  });

  test.each([
    ['', {}],
    ['', { password: 5 }],
    ['/confirm', {}],
    ['/confirm', { code: '' }],
    ['/confirm', { code: 123456 }],
    ['/confirm', { code: '1'.repeat(65) }],
    ['/off', { password: PASSWORD }],
    ['/off', { code: '123456' }],
    ['/recovery-codes', { password: PASSWORD, code: '123456', userId: 'x' }],
  ])('%s refuses what is none of its bodies: %j', async (path, body) => {
    expect(refusalOf(await post(admin, path, body))).toEqual([422, 'VALIDATION_FAILED']);
  });

  test.each([[5], [''], [null], [{}], ['1'.repeat(65)]])('is asked for by a text: %j', async (code) => {
    expect(refusalOf(await signIn(admin, { code }))).toEqual([422, 'VALIDATION_FAILED']);
  });

  test('that is none is asked for no code: one that comes all the same does no harm', async () => {
    expect((await signIn(await somebody(), { code: '123456' })).status).toBe(200);
  });
});

/** Lets failed attempts to sign in be forgotten, as though five minutes had passed; those with codes are not. */
async function forgetPasswordFailures(): Promise<void> {
  const { redis, prefix } = api.fixture;
  const keys = await redis.keys(`${prefix}:login-attempts:*`);
  const ofPasswords = keys.filter((key) => !key.includes(':code:'));
  await Promise.all(ofPasswords.map((key) => redis.del(key)));
}

describe('guessing a code', () => {
  /** A right password and a wrong code, from outside, until that is refused. @returns how many codes were looked at */
  async function guessAll(person: LoginResponse): Promise<number> {
    for (let looked = 0; looked < 40; looked += 1) {
      await forgetPasswordFailures();
      const { status, headers } = await signIn(person, { code: '000000' }, { 'x-forwarded-for': '203.0.113.9' });
      if (status === 429) {
        expect(Number(headers.get('retry-after'))).toBeGreaterThan(80_000);
        return looked;
      }
    }
    throw new Error('Nobody stops it');
  }

  test('counts with the passwords: ten in five minutes', async () => {
    const person = await somebody();
    await setUp(api, person);
    const guesses = await Promise.all(
      Array.from({ length: 15 }, (_, i) => signIn(person, { code: '000000' }, { 'x-forwarded-for': `203.0.113.${i}` })),
    );
    expect(guesses.filter(({ status }) => status === 401)).toHaveLength(10);
    expect(guesses.filter(({ status }) => status === 429)).toHaveLength(5);
  });

  test('ends after twenty a day, right codes between them or not; recovery codes and known browsers are let in', async () => {
    const person = await somebody();
    const device = deviceCookieOf(await signIn(person));
    const { secret, recoveryCodes } = await setUp(api, person);
    await letTimePass(api, person.user.id);
    expect(await guessAll(person)).toBe(20);
    const outside = { 'x-forwarded-for': '203.0.113.9' };
    expect((await signIn(person, { code: codeOf(secret) }, outside)).status).toBe(429);
    expect((await signIn(person, { code: recoveryCodes[0]! }, outside)).status).toBe(200);
    expect((await signIn(person, { code: codeOf(secret) }, { ...outside, cookie: device })).status).toBe(200);
    await letTimePass(api, person.user.id);
    expect((await signIn(person, { code: codeOf(secret) }, outside)).status).toBe(429);
  });

  test('that comes with no code at all is no failure, and makes no place known', async () => {
    const person = await somebody();
    await setUp(api, person);
    const from = { 'x-forwarded-for': '198.51.100.77' };
    for (let i = 0; i < 12; i += 1) {
      expect(refusalOf(await signIn(person, {}, from))).toEqual([401, 'SECOND_FACTOR_REQUIRED']);
    }
    const { redis, prefix } = api.fixture;
    const known = await redis.keys(`${prefix}:login-known:*`);
    await signIn(person, { code: '000000' }, from);
    expect(await redis.keys(`${prefix}:login-known:*`)).toEqual(known);
  });
});

describe('the audit log', () => {
  test('has who turned it on and off, by what somebody signed in, and what was refused', async () => {
    const person = await somebody();
    const { secret, recoveryCodes } = await setUp(api, person);
    await signIn(person, { code: codeOf(secret, 1) });
    await signIn(person, { code: recoveryCodes[0]! });
    await signIn(person, { code: '000000' });
    await post(person, '/recovery-codes', { password: PASSWORD, code: recoveryCodes[1]! });
    await api.request('DELETE', `/api/users/${person.user.id}/second-factor`, { token: admin.accessToken });
    const entries = (await toldOf(api)).filter(({ target }) => target?.id === person.user.id);
    const facts = entries.map(({ action, outcome, code, after }) => [action, outcome, code, after?.['by'] ?? null]);
    expect(facts).toEqual(
      expect.arrayContaining([
        ['second-factor.begin', 'done', null, null],
        ['second-factor.on', 'done', null, null],
        ['auth.login', 'done', null, 'code'],
        ['auth.login', 'done', null, 'recovery code'],
        ['second-factor.codes', 'done', null, 'recovery code'],
        ['second-factor.remove', 'done', null, null],
      ]),
    );
    expect(entries.every(({ target }) => target!.type === 'user')).toBe(true);
    await eventually(async () => (await toldOf(api)).some(({ code }) => code === 'INVALID_SECOND_FACTOR'));
  });
});
