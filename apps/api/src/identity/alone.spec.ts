import fastifyCookie from '@fastify/cookie';
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { ImATeapotException, ValidationPipe } from '@nestjs/common';
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
  app = await start();
});
afterAll(async () => {
  await app.close();
  await fixture.close();
});

/** Starts a host that has accounts and nothing else. */
async function start(configure?: (app: NestFastifyApplication) => void): Promise<NestFastifyApplication> {
  const { url, prefix } = fixture;
  const identity = IdentityModule.forRoot({
    redis: { url, prefix },
    secret: 'a secret of at least thirty-two characters',
    firstAdministrator: { username: 'ann', password: PASSWORD },
    pages: { allows: ({ headers }) => headers.origin === undefined, isSecure: () => false },
    defaultLocale: 'en',
  });
  const host = await NestFactory.create<NestFastifyApplication>(identity, new FastifyAdapter(), { logger: false });
  configure?.(host);
  await host.register(fastifyCookie);
  await host.init();
  await host.getHttpAdapter().getInstance().ready();
  return host;
}

async function call<Body>(
  method: 'GET' | 'PATCH' | 'POST',
  url: string,
  { token, body, origin, host = app }: { token?: string; body?: object; origin?: string; host?: typeof app } = {},
): Promise<{ status: number; body: Body }> {
  const headers = { ...(token && { authorization: `Bearer ${token}` }), ...(origin && { origin }) };
  const answer = await host.inject({ method, url, headers, ...(body && { payload: body }) });
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

test('a pipe that the host has for all its routes does not look at their bodies', async () => {
  const exceptionFactory = (): Error => new ImATeapotException();
  const host = await start((one) => void one.useGlobalPipes(new ValidationPipe({ whitelist: true, exceptionFactory })));
  try {
    const token = await login('ann');
    const bodies = [
      ['POST', '/auth/login', { username: 5, colour: 'red' }, ['colour', 'password', 'username']],
      ['POST', '/auth/password', { currentPassword: '' }, ['currentPassword', 'newPassword']],
      ['POST', '/users', { username: '', role: 'queen', password: 'short' }, ['password', 'role', 'username']],
      ['PATCH', '/users/nobody', { disabled: 'yes', colour: 'red' }, ['colour', 'disabled']],
    ] as const;
    for (const [method, url, body, fields] of bodies) {
      const { status, body: problem } = await call<ProblemDetails>(method, url, { token, body, host });
      expect([url, status, problem.errors?.map(({ field }) => field).sort()]).toEqual([url, 422, fields]);
    }
    expect((await call('POST', '/auth/login', { body: { username: 'ann', password: PASSWORD }, host })).status).toBe(
      200,
    );
  } finally {
    await host.close();
  }
});

test('the host says which pages may call by cookie alone', async () => {
  const stranger = await call<ProblemDetails>('POST', '/auth/refresh', { body: {}, origin: 'https://other.example' });
  expect(stranger).toMatchObject({ status: 403, body: { code: 'FORBIDDEN' } });
});
