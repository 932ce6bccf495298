import { describe, expect, test } from '@jest/globals';
import { RedisConnectionError } from './redis-connection-error.js';
import { requireSafe, type RedisFacts } from './redis-facts.js';
import type { RedisUse } from './redis-use.js';

const SAFE: RedisFacts = {
  version: '7.2.4',
  isReplica: false,
  evictionPolicy: 'noeviction',
  isAppendOnly: true,
  writesRefused: null,
  usedBytes: 1,
  limitBytes: null,
};
const USE: RedisUse = { probeKey: '{t}:probe', kept: 'parcels', whenFull: '', makeRoom: async () => undefined };

describe('a Redis that keeps what it is told', () => {
  test('is let pass', () => {
    expect(() => requireSafe(SAFE, USE)).not.toThrow();
  });

  test('is no old one, no replica and none that evicts: the refusal says what would get lost, why, and what helps', () => {
    const unsafe: RedisFacts = { ...SAFE, version: '6.0.16', isReplica: true, evictionPolicy: 'allkeys-lru' };
    expect(() => requireSafe(unsafe, USE)).toThrow(
      new RedisConnectionError(
        'This Redis would lose parcels: Redis 6.0.16 is too old: 7 or newer is needed; ' +
          'it is a replica, which takes no writes: name the master, or the sentinels; ' +
          'it throws parcels away when it is full (maxmemory-policy allkeys-lru): set it to noeviction. ' +
          'REDIS_UNSAFE=true starts all the same',
      ),
    );
  });
});
