import fastifyCookie from '@fastify/cookie';
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { LoginResponse, ProblemDetails, SessionUser, UserAccount } from '@task-queue/contracts';
import { IdentityModule } from '@task-queue/identity';
import { openRedisFixture, type RedisFixture } from '@task-queue/tasks/testing';
import { PASSWORD } from '../../testing/start-api.js';

jest.setTimeout(60_000);

let fixture: RedisFixture;
let app: NestFastifyApplication;
beforeAll(async () => {
  fixture = await openRedisFixture();
  const { url, prefix } = fixture;
  const identity = IdentityModule.forRoot({
    redis: { url, prefix },
    secret: 'a secret of at least thirty-two characters',
    firstAdministrator: { username: 'ann', password: PASSWORD },
    pages: { allows: ({ headers }) => headers.origin === undefined, isSecure: () => false },
    defaultLocale: 'en',
  });
  app = await NestFactory.create<NestFastifyApplication>(identity, new FastifyAdapter(), { logger: false });
  await app.register(fastifyCookie);
  await app.init();
  await app.getHttpAdapter().getInstance().ready();
});
afterAll(async () => {
  await app.close();
  await fixture.close();
});

async function call<Body>(
  method: 'GET' | 'POST',
  url: string,
  { token, body, origin }: { token?: string; body?: object; origin?: string } = {},
): Promise<{ status: number; body: Body }> {
  const headers = { ...(token && { authorization: `Bearer ${token}` }), ...(origin && { origin }) };
  const answer = await app.inject({ method, url, headers, ...(body && { payload: body }) });
  return { status: answer.statusCode, body: answer.json<Body>() };
}

const login = async (username: string): Promise<string> =>
  (await call<LoginResponse>('POST', '/auth/login', { body: { username, password: PASSWORD } })).body.accessToken;

test('accounts and sessions serve a host that has no tasks', async () => {
  const token = await login('ann');
  expect((await call<SessionUser>('GET', '/auth/me', { token })).body).toMatchObject({
    username: 'ann',
    role: 'admin',
  });
  const body = { username: 'ben', password: PASSWORD };
  expect((await call<UserAccount>('POST', '/users', { token, body })).body).toMatchObject({ username: 'ben' });
  expect((await call('GET', '/users', { token: await login('ben') })).status).toBe(403);
});

test('without a guard and a filter of the host its calls are guarded, and refused as problems', async () => {
  expect(await call<ProblemDetails>('GET', '/users')).toMatchObject({ status: 401, body: { code: 'UNAUTHORIZED' } });
  const wrong = await call<ProblemDetails>('POST', '/auth/login', { body: { username: 'ann', password: 'a guess' } });
  expect(wrong).toMatchObject({ status: 401, body: { code: 'INVALID_CREDENTIALS', detail: 'Wrong user name or password' } }); // prettier-ignore
  const empty = await call<ProblemDetails>('POST', '/auth/login', { body: {} });
  expect(empty).toMatchObject({ status: 422, body: { code: 'VALIDATION_FAILED' } });
});

test('the host says which pages may call by cookie alone', async () => {
  const stranger = await call<ProblemDetails>('POST', '/auth/refresh', { body: {}, origin: 'https://other.example' });
  expect(stranger).toMatchObject({ status: 403, body: { code: 'FORBIDDEN' } });
});
