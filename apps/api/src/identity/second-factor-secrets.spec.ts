import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { LoginResponse } from '@task-queue/contracts';
import { Secret } from 'otpauth';
import type { Answer } from '../../testing/answer.js';
import { AuditLines } from '../../testing/audit-lines.js';
import { codeOf, letTimePass, setUp } from '../../testing/authenticator.js';
import { PASSWORD, startApi, type RunningApi } from '../../testing/start-api.js';
import { toldOf } from '../../testing/told.js';

let api: RunningApi;
let admin: LoginResponse;
const lines = new AuditLines();
beforeAll(async () => {
  api = await startApi({ LOG_LEVEL: 'debug' }, undefined, [], lines);
  admin = await api.login('admin');
});
afterAll(() => api.stop());

let people = 0;
const somebody = (): Promise<LoginResponse> => api.person(`somebody-${(people += 1)}`);
const signIn = (
  { user: { username } }: LoginResponse,
  body: object = {},
): Promise<Answer<LoginResponse & { code?: string }>> =>
  api.request('POST', '/api/auth/login', { body: { username, password: PASSWORD, ...body } });
const refusalOf = ({ status, body }: Answer<unknown>): unknown => [status, (body as { code?: string }).code];

describe('the secret of a second factor', () => {
  test('is in no key as it is, no log, no audit entry, no event and no answer but the first; recovery codes neither', async () => {
    const person = await somebody();
    const from = lines.all.length;
    const { secret, recoveryCodes } = await setUp(api, person);
    await signIn(person, { code: codeOf(secret, 1) });
    await signIn(person, { code: recoveryCodes[0]! });
    const { redis, prefix } = api.fixture;
    const told = await toldOf(api);
    const users = await api.request<unknown>('GET', '/api/users', { token: admin.accessToken });
    const factor = await api.request<unknown>('GET', '/api/auth/second-factor', { token: person.accessToken });
    const me = await api.request<unknown>('GET', '/api/auth/me', { token: person.accessToken });
    const kept = await Promise.all([
      redis.hgetall(`${prefix}:users`),
      redis.hgetall(`${prefix}:second-factors`),
      redis.xrange(`${prefix}:events`, '-', '+'),
    ]);
    const all = JSON.stringify([lines.all.slice(from), told, users.body, me.body, factor.body, kept]);
    const hex = Secret.fromBase32(secret).hex.toLowerCase();
    for (const hidden of [secret, hex, ...recoveryCodes, ...recoveryCodes.map((code) => code.replaceAll('-', ''))]) {
      expect(all.toLowerCase()).not.toContain(hidden.toLowerCase());
    }
  });

  test('that does not open is no code’s: recovery codes go on to be good, and the log says why', async () => {
    const person = await somebody();
    const { secret, recoveryCodes } = await setUp(api, person);
    await letTimePass(api, person.user.id);
    const { redis, prefix } = api.fixture;
    const key = `${prefix}:second-factors`;
    const factor = JSON.parse((await redis.hget(key, person.user.id))!) as { secret: string };
    await redis.hset(key, person.user.id, JSON.stringify({ ...factor, secret: `${factor.secret.slice(0, -4)}AAAA` }));
    const said = await lines.of(() => signIn(person, { code: codeOf(secret) }));
    expect(said).toContainEqual(
      expect.objectContaining({ level: 50, event: 'second factor does not open', userId: person.user.id }),
    );
    expect((await signIn(person, { code: recoveryCodes[0]! })).status).toBe(200);
  });

  test('of somebody else is good for nobody: what is sealed belongs to its person', async () => {
    const [ann, ben] = [await somebody(), await somebody()];
    await setUp(api, ann);
    const { secret } = await setUp(api, ben);
    await letTimePass(api, ben.user.id);
    const { redis, prefix } = api.fixture;
    const key = `${prefix}:second-factors`;
    await redis.hset(key, ann.user.id, (await redis.hget(key, ben.user.id))!);
    expect(refusalOf(await signIn(ann, { code: codeOf(secret) }))).toEqual([401, 'INVALID_SECOND_FACTOR']);
  });

  test('that is gone lets nobody in by a password alone', async () => {
    const person = await somebody();
    const { secret } = await setUp(api, person);
    const { redis, prefix } = api.fixture;
    for (const broken of ['no JSON', '{"secret":5}']) {
      await redis.hset(`${prefix}:second-factors`, person.user.id, broken);
      expect(refusalOf(await signIn(person))).toEqual([401, 'SECOND_FACTOR_REQUIRED']);
      expect((await signIn(person, { code: codeOf(secret, 1) })).body.code).not.toBeUndefined();
    }
    await redis.hdel(`${prefix}:second-factors`, person.user.id);
    expect(refusalOf(await signIn(person, { code: codeOf(secret, 1) }))).toEqual([401, 'INVALID_SECOND_FACTOR']);
  });
});
