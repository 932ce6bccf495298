import { createServer, type AddressInfo } from 'node:net';
import { describe, expect, test } from '@jest/globals';
import { clusterOptions } from './cluster-connector.js';
import { BLOCKING, connectRedis, FAIL_FAST, openRedis, sentinelOptions } from './redis-connection.js';

describe('a Sentinel URL', () => {
  test('names sentinels, the master, and who we are to it', () => {
    expect(sentinelOptions('redis+sentinel://tq:p%40ss@one:26380,two,[::1]:5/queue/2')).toEqual({
      sentinels: [
        { host: 'one', port: 26_380 },
        { host: 'two', port: 26_379 },
        { host: '::1', port: 5 },
      ],
      name: 'queue',
      username: 'tq',
      password: 'p@ss',
      db: 2,
    });
    expect(sentinelOptions('redis+sentinel://:secret@one/queue')).toEqual({
      sentinels: [{ host: 'one', port: 26_379 }],
      name: 'queue',
      password: 'secret',
    });
  });

  test('is not any other, and is refused without a master', () => {
    expect(sentinelOptions('redis://one:6379/2')).toBeNull();
    expect(() => sentinelOptions('redis+sentinel://one:26379')).toThrow('master-name');
  });
});

describe('a Cluster URL', () => {
  test('says who we are to every node, and whether by TLS', () => {
    const who = { username: 'tq', password: 'p@ss' };
    expect(clusterOptions('rediss+cluster://tq:p%40ss@one:7000,two', '{t}')).toMatchObject({ ...who, tls: {} });
    expect(clusterOptions('redis+cluster://tq:p%40ss@one', '{t}')).toMatchObject(who);
    expect(clusterOptions('redis+cluster://one', '{t}')).not.toHaveProperty('tls');
  });

  test('is not any other, and is refused without a node', () => {
    expect(clusterOptions('redis://one:6379', '{t}')).toBeNull();
    expect(() => clusterOptions('redis+cluster://', '{t}')).toThrow('host:port');
  });
});

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
