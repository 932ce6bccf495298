import { createServer, type AddressInfo } from 'node:net';
import { expect, test } from '@jest/globals';
import { BLOCKING, FAIL_FAST } from './connection-purposes.js';
import { connectRedis, openRedis } from './redis-connection.js';

test('a connection that cannot be made says where and why, and no password', async () => {
  const connecting = connectRedis({ url: 'redis://tq:p4ssw0rd@127.0.0.1:1/2', prefix: '{t}' }, FAIL_FAST);
  const message = 'Redis does not answer at redis://127.0.0.1:1/2: connect ECONNREFUSED 127.0.0.1:1';
  await expect(connecting).rejects.toMatchObject({ name: 'RedisConnectionError', message });
});

test('a Redis that was asked and says nothing for eight seconds is given up', async () => {
  const silent = createServer();
  await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
  const { port } = silent.address() as AddressInfo; // it listens on TCP
  const place = { url: `redis://127.0.0.1:${port}`, prefix: '{t}' };
  const redis = openRedis(place, { ...BLOCKING, retryStrategy: () => null });
  const errors: string[] = [];
  redis.on('error', ({ message }: Error) => errors.push(message));
  const askedMs = performance.now();
  await expect(redis.ping()).rejects.toThrow('Connection is closed');
  expect(performance.now() - askedMs).toBeGreaterThan(7_900);
  expect(errors).toEqual(['Redis was asked and said nothing for 8 s']);
  silent.close();
}, 20_000);
