import { describe, expect, test } from '@jest/globals';
import { clusterOptions } from './cluster-connector.js';

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
