import { describe, expect, test } from '@jest/globals';
import { sentinelOptions } from './sentinel.js';

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
