import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { expect, test } from '@jest/globals';
import { BLOCKING, FAIL_FAST, PERSISTENT } from './connection-purposes.js';
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

test('a Redis that loads is asked again soon, however long it guesses that it will take', async () => {
  let infos = 0;
  const loading = createServer((socket) => {
    socket.on('data', (data) => {
      for (const [command] of String(data).matchAll(/\binfo\b|\bping\b|\bclient\b/gi)) {
        if (/info/i.test(command)) {
          infos += 1;
          const text = infos === 1 ? 'redis_version:7.0.0\r\nloading:1\r\nloading_eta_seconds:60\r\n' : 'loading:0\r\n';
          socket.write(`$${text.length}\r\n${text}\r\n`);
        } else {
          socket.write(/ping/i.test(command) ? '+PONG\r\n' : '+OK\r\n');
        }
      }
    });
    socket.on('error', () => undefined);
  });
  await new Promise<void>((resolve) => loading.listen(0, '127.0.0.1', resolve));
  const { port } = loading.address() as AddressInfo;
  const redis = openRedis({ url: `redis://127.0.0.1:${port}`, prefix: '{t}' }, PERSISTENT);
  await once(redis, 'ready');
  expect(infos).toBe(2);
  redis.disconnect();
  loading.close();
}, 20_000);
