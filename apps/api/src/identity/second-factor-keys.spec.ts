import { randomBytes } from 'node:crypto';
import { expect, test } from '@jest/globals';
import type { LoginResponse } from '@task-queue/contracts';
import { AccountsBackup } from '@task-queue/identity';
import { codeOf, letTimePass, setUp } from '../../testing/authenticator.js';
import { PASSWORD, startApi, type RunningApi } from '../../testing/start-api.js';
import { stoppedAfterEach } from '../../testing/stopped-after-each.js';

const running = stoppedAfterEach();
const [OLD, NEW] = ['old', 'new'].map((id) => `${id}:${randomBytes(32).toString('base64')}`) as [string, string];

/** A process with these keys; others may be on the same data. */
async function withKeys(SECRETS_KEYS: string, on: Readonly<Record<string, string>> = {}): Promise<RunningApi> {
  const api = await startApi({ SECRETS_KEYS, ...on });
  running.push(api);
  return api;
}

const signIn = async (api: RunningApi, code: string): Promise<number> => {
  const body = { username: 'ann', password: PASSWORD, code };
  return (await api.request<LoginResponse>('POST', '/api/auth/login', { body })).status;
};
const sealedOf = async ({ fixture: { redis, prefix } }: RunningApi, id: string): Promise<string> =>
  (JSON.parse((await redis.hget(`${prefix}:second-factors`, id))!) as { secret: string }).secret;

test('what an older key sealed opens, and is sealed by the first one when its person next signs in with a code', async () => {
  const before = await withKeys(OLD);
  const ann = await before.person('ann');
  const { secret, recoveryCodes } = await setUp(before, ann);
  expect(await sealedOf(before, ann.user.id)).toMatch(/^1\.old\./);
  const same = { REDIS_PREFIX: before.fixture.prefix };
  const [between, after] = [await withKeys(`${NEW},${OLD}`, same), await withKeys(NEW, same)];
  await letTimePass(before, ann.user.id);
  expect(await signIn(after, codeOf(secret))).toBe(401);
  expect(await signIn(after, recoveryCodes[0]!)).toBe(200);
  expect(await signIn(between, codeOf(secret))).toBe(200);
  expect(await sealedOf(before, ann.user.id)).toMatch(/^1\.new\./);
  expect(await signIn(after, codeOf(secret, 1))).toBe(200);
});

test('a backup has second factors as it has accounts: with its keys the app goes on to be asked, and is right', async () => {
  const from = await withKeys(OLD);
  const ann = await from.person('ann');
  const { secret, recoveryCodes } = await setUp(from, ann);
  const to = await withKeys(OLD);
  const copy = new AccountsBackup(to.fixture.redis, to.fixture.prefix);
  for await (const entry of new AccountsBackup(from.fixture.redis, from.fixture.prefix).entries()) {
    await copy.restore(entry);
  }
  expect(await signIn(to, '000000')).toBe(401);
  expect(await signIn(to, codeOf(secret, 1))).toBe(200);
  expect(await signIn(to, recoveryCodes[0]!)).toBe(200);
});
