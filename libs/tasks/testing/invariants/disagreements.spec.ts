import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { AttemptStore } from '../../src/attempts/attempt-store.js';
import type { TaskHead, TaskState } from '../../src/record/codec.js';
import { TaskStore } from '../../src/life/task-store.js';
import { loseTicket } from '../lane-tickets.js';
import { ManualClock, openRedisFixture, type RedisFixture } from '../redis-fixture.js';
import { disagreements } from './disagreements.js';

/** A task in every place. */
interface Ids {
  readonly waiting: string;
  readonly due: string;
  readonly running: string;
  readonly completed: string;
  readonly failed: string;
  readonly deleted: string;
}

let fixture: RedisFixture;
let ids: Ids;
const key = (name: string): string => `${fixture.prefix}:${name}`;
const record = (id: string): string => key(`t:${id}`);

beforeEach(async () => {
  fixture = await openRedisFixture();
  const clock = new ManualClock();
  const tasks = new TaskStore(fixture.redis, clock, fixture.prefix);
  const attempts = new AttemptStore(fixture.redis, clock, fixture.prefix, 'worker', 15_000);
  const head: TaskHead = {
    ...{ type: 'a.b', title: 'Report 1', priority: 'normal' as const, timeoutMs: 1_000, locale: 'en' as const },
    ...{ createdBy: { id: 'ann', username: 'ann', roles: ['user'] }, requestId: 'r' },
  };
  const create = async (runAtMs: number | null = null): Promise<string> =>
    (await tasks.create({ head, params: '{}', maxRetries: 0, runAtMs, idempotency: null })).id;
  const begin = async (): Promise<{ taskId: string; number: number }> => {
    const taskId = await create();
    await attempts.start({ taskId, number: 1 });
    return { taskId, number: 1 };
  };
  const [running, completed, failed] = [await begin(), await begin(), await begin()];
  await attempts.progress(running, { percent: 5, text: null, logLines: ['"a line"'] });
  await attempts.complete(completed, '{}', null, null);
  await attempts.fail(failed, { message: 'disk full', code: 'HANDLER_ERROR', attempt: 1 });
  const deleted = await create();
  await tasks.cancel(deleted);
  await tasks.remove(deleted, head);
  const [waiting, due] = [await create(), await create(clock.nowMs() + 1_000)];
  await tasks.mended();
  ids = { waiting, due, running: running.taskId, completed: completed.taskId, failed: failed.taskId, deleted };
});
afterEach(() => fixture.close());

async function changeState(id: string, change: Partial<TaskState>): Promise<void> {
  const state = JSON.parse((await fixture.redis.hget(record(id), 's'))!) as TaskState;
  await fixture.redis.hset(record(id), 's', JSON.stringify({ ...state, ...change }));
}

async function intakeEntry(): Promise<string> {
  return (await fixture.redis.lindex(key('intake'), 0))!;
}

const intact = (isShared = false): Promise<string[]> => disagreements(fixture.redis, fixture.prefix, { isShared });

describe('the check of what is in Redis', () => {
  test('finds nothing where all agrees', async () => {
    expect(await intact()).toEqual([]);
  });

  test.each([3, 0])('finds nothing where the event log was cut to its last %i entries', async (kept) => {
    await fixture.redis.xtrim(key('events'), 'MAXLEN', kept);
    expect(await intact()).toEqual([]);
  });

  test('finds nothing in what others keep under a prefix that is shared', async () => {
    await fixture.redis.set(key('accounts'), 1);
    expect(await intact(true)).toEqual([]);
  });

  test('forgives the events and the bytes of a task that is known to be damaged', async () => {
    await fixture.redis.set(record(ids.failed), 'no hash');
    await fixture.redis.del(record(ids.failed));
    const found = await disagreements(fixture.redis, fixture.prefix, { damaged: [ids.failed] });
    expect(found.filter((line) => /event|bytes/.test(line))).toEqual([]);
  });
});

type Case = readonly [name: string, harm: (redis: RedisFixture['redis']) => Promise<unknown>, line: RegExp];

const CASES: Readonly<Record<string, readonly Case[]>> = {
  keys: [['a key is nobody’s', (redis) => redis.set(key('else'), 1), /unknown key else/]],
  records: [
    ['a record is no hash', (redis) => redis.set(record(ids.failed), ''), /has a record that cannot be read/],
    ['a record has no state', (redis) => redis.hdel(record(ids.failed), 's'), /has a record that cannot be read/],
    ['a failed task has no error', (redis) => redis.hdel(record(ids.failed), 'e'), /is failed without e/],
    ['a completed task has one', (redis) => redis.hset(record(ids.completed), 'e', '{"message":""}'), /completed and has e/], // prettier-ignore
    ['an attempt is missing', (redis) => redis.hdel(record(ids.running), 'a1'), /is running without a1/],
    ['the id of a number is another', (redis) => redis.setrange(key('ids:0'), 16, 'x'), /number 1 is not the id/],
    ['a running task has its size', () => changeState(ids.running, { bytes: 5 }), /is running and has 5 bytes/],
  ],
  logs: [
    ['a line is missing', (redis) => redis.del(key(`log:${ids.running}`)), /has 0 log lines .* counts 1/],
    ['a line is too many', (redis) => redis.hset(key(`log:${ids.failed}`), '1:1', ''), /has 1 log lines .* counts 0/],
    ['a log outlives its task', (redis) => redis.hset(key('log:gone'), '1:1', ''), /log of a task that is gone: gone/],
  ],
  postings: [
    [
      'an entry is missing',
      (redis) => redis.srem(key('x:0:status:failed'), 3),
      /posting 0:status:failed is missing: 3/,
    ],
    ['a status has one too many', (redis) => redis.sadd(key('x:0:status:failed'), 1), /status:failed has 1,3 instead of 3/], // prettier-ignore
    [
      'a word finds a task that is gone',
      (redis) => redis.sadd(key('x:0:term:else'), 7),
      /term:else has 7 instead of $/,
    ],
    ['no word of its error finds a task', (redis) => redis.del(key('x:0:error:disk')), /error:disk is missing: 3/],
    ['a word of an error that is no more', (redis) => redis.sadd(key('x:0:error:e'), 2), /error:e has 2 instead of $/],
    ['a bitmap is empty', (redis) => redis.set(key('x:0:type:else'), '\0'), /type:else has an empty bitmap/],
    [
      'a set is past its limit',
      (redis) => redis.sadd(key('x:0:type:else'), ...Array(513).keys()),
      /too many for a set/,
    ],
    ['an entry waits to be filed twice', async (redis) => redis.rpush(key('intake'), await intakeEntry()), /all: has 1,2,3,5,5,6 instead/], // prettier-ignore
    ['an entry was never filed', (redis) => redis.del(key('intake')), /owner:ann has 1,2,3 instead of 1,2,3,5,6/],
  ],
  counts: [
    [
      'a count is wrong',
      (redis) => redis.hincrby(key('count:ann'), 'status:failed', 1),
      /failed for "ann" is 2, not 1/,
    ],
    ['one is missing', (redis) => redis.hdel(key('count:'), 'type:a.b'), /the count {2}type:a\.b of 5 is missing/],
    [
      'the bytes of what has ended are wrong',
      (redis) => redis.hincrby(key('count:'), 'bytes:failed', 1),
      /bytes:failed/,
    ],
    ['an ended task has no size', () => changeState(ids.failed, { bytes: undefined as never }), /bytes:failed .* not NaN/], // prettier-ignore
  ],
  tickets: [
    ['a pending task has none', () => loseTicket(fixture, 'normal', { taskId: ids.waiting, number: 1 }), /not due, not in its lane/], // prettier-ignore
    ['a pending task has two', (redis) => redis.zadd(key('due'), 1, `${ids.waiting}.1`), /pending, due, in its lane/],
    ['a task is in another’s lane', (redis) => redis.rename(key('lane-normal:wait'), key('lane-high:wait')), /not due, not in its lane/], // prettier-ignore
    ['an ended task is due', (redis) => redis.zadd(key('due'), 1, `${ids.failed}.1`), /is failed, due/],
    ['a held task is due', () => changeState(ids.due, { held: 'test' }), /is held, pending, due/],
    ['a running task is held', () => changeState(ids.running, { held: 'test' }), /is held, running/],
    ['a ticket is of no task', (redis) => redis.zadd(key('due'), 1, 'else.1'), /newest ticket: else\.1/],
    ['a ticket waits twice', (redis) => redis.lpush(key('lane-normal:wait'), `${ids.waiting}.1`), /waits twice/],
    ['a job carries data', (redis) => redis.hset(key(`lane-normal:${ids.waiting}.1`), 'data', '{"a":1}'), /no job without data/], // prettier-ignore
  ],
  rooms: [
    ['a person has too many slots', (redis) => redis.hset(key('room:normal'), 'p:ann', '3:1'), /3 slots of ann in normal, not 2/], // prettier-ignore
    ['a person has none', (redis) => redis.hdel(key('room:normal'), 'p:ann'), /0 slots of ann in normal, not 2/],
    ['who waits is not counted', (redis) => redis.hset(key('room:normal'), 'waiting', 1), /counts 1 waiting, not 0/],
    ['a line is in no order', (redis) => redis.zadd(key('room:low:line:ann'), 1, 'else.1'), /lines of ann/],
    ['a ticket in the room is of no task', (redis) => redis.zadd(key('room:low:line:ann'), 1, 'else.1'), /in the room without/], // prettier-ignore
    ['a task waits at a gate that it forgot', (redis) => redis.zadd(key('gate:pause|a.b:normal:line:ann'), 1, `${ids.waiting}.1`), /waits at pause\|a\.b and remembers none/], // prettier-ignore
    ['a task is beyond a gate that it forgot', (redis) => redis.sadd(key('gate:limit|a.b|none|:held'), ids.running), /does not know/], // prettier-ignore
    ['a task is not beyond its gate', () => changeState(ids.running, { gates: ['limit|a.b|none|'] }), /is not beyond/],
  ],
  leases: [
    ['a running task has none', (redis) => redis.del(key('leases')), /is running without a lease/],
    ['an ended task has one', (redis) => redis.zadd(key('leases'), 1, ids.failed), /is failed with a lease/],
    ['a handler may run that has none', (redis) => redis.hset(key('abandoned'), `${ids.failed}.1`, 'w'), /is watched and does not run/], // prettier-ignore
    ['a task that is gone has one', (redis) => redis.zadd(key('leases'), 1, 'else'), /else has a lease and no record/],
  ],
  events: [
    ['one is missing', () => changeState(ids.failed, { version: 9 }), /is failed at 3 in the log, failed at 9/],
    ['the log says another status', () => changeState(ids.failed, { status: 'cancelled' }), /is failed at 3 in the log, cancelled/], // prettier-ignore
    ['one came twice', () => repeatLastEvent({}), /from version 1 to 1/],
    ['one was passed over', () => repeatLastEvent({ version: 3 }), /from version 1 to 3/],
    ['one was passed over in a log that was cut', () => repeatLastEvent({ version: 3 }, 1), /from version 1 to 3/],
    ['one is told to somebody else', () => repeatLastEvent({ version: 2 }, 100, 'ben'), /told to ben, who did not/],
    ['a record is gone', (redis) => redis.del(record(ids.completed)), /latest event of .* is task:completed/],
    ['a deleted task is there', (redis) => redis.copy(record(ids.failed), record(ids.deleted)), /latest event of .* is task:deleted/], // prettier-ignore
  ],
};

/** The newest event once more, with something else in its state, in a log that keeps so many. */
async function repeatLastEvent(change: Partial<TaskState>, kept = 100, audience?: string): Promise<void> {
  const [[, flat]] = (await fixture.redis.xrevrange(key('events'), '+', '-', 'COUNT', 1)) as [[string, string[]]];
  const fields = [...flat];
  const at = (name: string): number => fields.indexOf(name) + 1;
  fields[at('s')] = JSON.stringify({ ...(JSON.parse(fields[at('s')]!) as TaskState), ...change });
  fields[at('o')] = audience ?? fields[at('o')]!;
  await fixture.redis.xtrim(key('events'), 'MAXLEN', kept);
  await fixture.redis.xadd(key('events'), '*', ...fields);
}

describe.each(Object.entries(CASES))('of %s', (_capability, cases) => {
  test.each(cases)('it says so where %s', async (_name, harm, line) => {
    await harm(fixture.redis);
    expect((await intact()).join('\n')).toMatch(new RegExp(line.source, 'm'));
  });
});
