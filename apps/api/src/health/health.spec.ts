import { expect, test } from '@jest/globals';
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
