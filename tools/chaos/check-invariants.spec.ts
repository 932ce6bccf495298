import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { Redis } from 'ioredis';
import { findDisagreements } from './check-invariants.ts';

const redis = new Redis(process.env['TEST_REDIS_URL']!); // set by the preset's global setup
const ID = '019abcde-f012-7345-8678-9abcdef01234';
const HEAD = JSON.stringify({ type: 'a.type', priority: 'high', createdBy: { id: 'me' } });
const state = (version: number, status: string): string =>
  JSON.stringify({ status, version, number: 1, ticket: 1, attempt: 0, retryCount: 0 });

let prefix: string;
const key = (name: string): string => `${prefix}:${name}`;

/** A task that was created and cancelled, as the scripts leave it. */
beforeEach(async () => {
  prefix = `{test-${randomUUID()}}`;
  await redis.hset(key(`t:${ID}`), 'h', HEAD, 's', state(2, 'cancelled'));
  await redis.setrange(key('ids:0'), 16, Buffer.from(ID.replaceAll('-', ''), 'hex'));
  for (const facet of ['all:', 'status:cancelled', 'type:a.type', 'priority:high', 'owner:me', 'term:a']) {
    await redis.sadd(key(`x:0:${facet}`), 1);
  }
  for (const [name, version, status] of [
    ['task:created', 1, 'pending'],
    ['task:cancelled', 2, 'cancelled'],
  ] as const) {
    await redis.xadd(key('events'), '*', 'n', name, 'i', ID, 'h', HEAD, 's', state(version, status));
  }
});
afterEach(async () => {
  await redis.unlink(...(await redis.keys(`${prefix}:*`)));
});
afterAll(() => redis.quit());

describe('the check of record, index, queues and event log', () => {
  test('finds nothing where they agree', async () => {
    expect(await findDisagreements(redis, prefix)).toEqual([]);
  });

  test('finds nothing where an entry waits to be filed', async () => {
    for (const facet of ['all:', 'type:a.type', 'priority:high', 'owner:me', 'term:a']) {
      await redis.srem(key(`x:0:${facet}`), 1);
    }
    await redis.rpush(key('intake'), '1:{"type":"a.type","priority":"high","owner":"me"}');
    expect(await findDisagreements(redis, prefix)).toEqual([]);
  });

  test.each([1, 0])('finds nothing where the log was cut to its last %i entries', async (kept) => {
    await redis.xtrim(key('events'), 'MAXLEN', kept);
    expect(await findDisagreements(redis, prefix)).toEqual([]);
  });

  test.each<[string, () => Promise<unknown>, RegExp]>([
    ['an index entry is missing', () => redis.srem(key('x:0:owner:me'), 1), /no entry under owner:me/],
    ['an error is there no more', () => redis.sadd(key('x:0:error:e'), 1), /a word of an error finds it/],
    ['it is under no word', () => redis.srem(key('x:0:term:a'), 1), /no word finds it/],
    ['a status has one too many', () => redis.setbit(key('x:0:status:failed'), 1, 1), /under status:failed that it/],
    ['an entry has no record', () => redis.sadd(key('x:0:term:else'), 7), /number 7: has an entry under term:else/],
    ['the id of its number is another', () => redis.setrange(key('ids:0'), 16, 'x'), /its number 1 is another's/],
    ['an ended task is due', () => redis.zadd(key('due'), 1, `${ID}.1`), /is due and cancelled/],
    ['an ended task has a lease', () => redis.zadd(key('leases'), 1, ID), /is cancelled with a lease/],
    ['a ticket is of no task', () => redis.zadd(key('due'), 1, 'else.1'), /else\.1: is due and has no record/],
    [
      'a pending task has no ticket',
      () => redis.hset(key(`t:${ID}`), 's', state(2, 'pending')),
      /is pending, and neither due nor in its lane/,
    ],
    [
      'a pending task has two',
      async () => {
        await redis.hset(key(`t:${ID}`), 's', state(2, 'pending'));
        await redis.zadd(key('due'), 1, `${ID}.1`);
        await redis.hset(key(`lane-high:${ID}.1`), 'data', '{}');
      },
      /is pending, and both due and in its lane/,
    ],
    [
      'an entry without a record waits to be filed',
      () => redis.rpush(key('intake'), '7:{"type":"a.type","priority":"high","owner":"me"}'),
      /number 7: has an entry under owner:me/,
    ],
    ['an event is missing', () => redis.hset(key(`t:${ID}`), 's', state(3, 'cancelled')), /at version 3, the log at 2/],
    [
      'an event came twice',
      () => redis.xadd(key('events'), '*', 'n', 'task:cancelled', 'i', ID, 'h', HEAD, 's', state(2, 'cancelled')),
      /version 2 follows 2/,
    ],
    ['the record is gone', () => redis.del(key(`t:${ID}`)), /the log ends with task:cancelled, and there is no record/],
    [
      'a version is missing from a log whose beginning was cut off',
      async () => {
        await redis.xtrim(key('events'), 'MAXLEN', 1);
        await redis.xadd(key('events'), '*', 'n', 'task:cancelled', 'i', ID, 'h', HEAD, 's', state(4, 'cancelled'));
      },
      /version 4 follows 2/,
    ],
  ])('says so where %s', async (_name, harm, line) => {
    await harm();
    expect((await findDisagreements(redis, prefix)).join('\n')).toMatch(line);
  });
});
