import type { BegunSecondFactor, LoginResponse, RecoveryCodes } from '@task-queue/contracts';
import { Secret, TOTP } from 'otpauth';
import { PASSWORD, type RunningApi } from './start-api.js';

/** What an authenticator app shows for a secret, now or some steps later; one step is 30 s. */
export function codeOf(secret: string, steps = 0): string {
  return new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: Date.now() + steps * 30_000 });
}

/** Somebody with a second factor. */
export interface Authenticated {
  readonly secret: string;
  readonly recoveryCodes: readonly string[];
}

/** Sets up the second factor of whoever is signed in; the code of this very moment is used up by it. */
export async function setUp(
  api: RunningApi,
  { accessToken: token }: LoginResponse,
  password = PASSWORD,
): Promise<Authenticated> {
  const path = '/api/auth/second-factor';
  const begun = await api.request<BegunSecondFactor>('POST', path, { token, body: { password } });
  const { secret } = begun.body;
  const body = { code: codeOf(secret) };
  const answer = await api.request<RecoveryCodes>('POST', `${path}/confirm`, { token, body });
  if (answer.status !== 200) {
    throw new Error(`Confirming a second factor answered ${answer.status}: ${JSON.stringify(answer.body)}`);
  }
  return { secret, recoveryCodes: answer.body.recoveryCodes };
}

/** Lets codes be good once more, as though half a minute had passed. */
export async function letTimePass({ fixture: { redis, prefix } }: RunningApi, userId: string): Promise<void> {
  const key = `${prefix}:second-factors`;
  const factor = JSON.parse((await redis.hget(key, userId))!) as object;
  await redis.hset(key, userId, JSON.stringify({ ...factor, step: 0 }));
}
