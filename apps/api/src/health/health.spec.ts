import { expect, test } from '@jest/globals';
import { startOwnRedis } from '../../testing/own-redis.js';
import { startApi } from '../../testing/start-api.js';

test('a process that does all is alive and ready', async () => {
  const api = await startApi();
  expect(await api.request('GET', '/health/live')).toMatchObject({ status: 200, body: { status: 'up' } });
  expect(await api.request('GET', '/health/ready')).toMatchObject({
    status: 200,
    body: { status: 'ready', workers: 1 },
  });
  await api.stop();
});

test('an API without any worker is alive but not ready, until a worker is attached', async () => {
  const api = await startApi({ ROLE: 'api' });
  expect((await api.request('GET', '/health/live')).status).toBe(200);
  const answer = await api.request('GET', '/health/ready');
  expect(answer).toMatchObject({ status: 503, body: { code: 'UNAVAILABLE' } });
  expect(answer.headers.get('retry-after')).toBe('2');

  const worker = await startApi({ ROLE: 'worker', REDIS_PREFIX: api.fixture.prefix });
  expect(await api.request('GET', '/health/ready')).toMatchObject({ status: 200, body: { workers: 1 } });
  expect(await worker.request('GET', '/health/ready')).toMatchObject({ status: 200, body: { workers: 1 } });
  await worker.stop();
  expect((await api.request('GET', '/health/ready')).status).toBe(503);
  await api.stop();
});

test('a process that does all stops by itself while Redis is away', async () => {
  const own = await startOwnRedis();
  const api = await startApi({ REDIS_URL: `redis://127.0.0.1:${own.port}`, SHUTDOWN_GRACE_MS: '100' });
  const { accessToken: token } = await api.login('admin');
  await api.create(token, { type: 'demo.hang', params: { ignoreSignal: true }, timeoutMs: 60_000 });
  await own.stop();
  await api.stop();
  await expect(fetch(`${api.url}/health/live`)).rejects.toThrow();
}, 60_000);
