import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { openRedisFixture, type RedisFixture } from '../../testing/index.js';
import { ThrottledLog } from '../domain/throttled-log.js';
import { LaneConsumer, type OpenLane } from './lane-consumer.js';
import { reopenLane } from './lanes.module.js';

const SLOTS = 2;

let fixture: RedisFixture;
beforeAll(async () => {
  Logger.overrideLogger(false);
  fixture = await openRedisFixture();
});
afterAll(() => fixture.close());

let first: OpenLane;
let consumer: LaneConsumer;
let reopened: number;
/** Tickets that are said to wait beside those that do. */
let backlog: number;
let taken: string[];
/** What was warned of. */
let warnings: string[];
/** What a slot does with its ticket. */
let take: (ticket: string) => Promise<void>;
const givenBack: string[] = [];

const reopen = (): OpenLane =>
  reopenLane('low', { redis: { url: fixture.url, prefix: fixture.prefix }, identity: () => null });

beforeEach(() => {
  reopened = 0;
  backlog = 0;
  taken = [];
  warnings = [];
  first = reopen();
  consumer = new LaneConsumer({
    lane: 'low',
    queue: first.queue,
    slots: SLOTS,
    reopen: () => {
      reopened += 1;
      return reopen();
    },
    waiting: async () => backlog + (await fixture.redis.llen(first.queue.toKey('wait'))),
    take: ({ id }) => take(String(id)),
    giveBack: async ({ id }) => void givenBack.push(String(id)),
    logger: new Logger('lane'),
    log: new ThrottledLog({ warn: (text: string) => warnings.push(text) }),
  });
});
afterEach(async () => {
  await consumer.pause();
  await consumer.close();
  await first.close();
});

async function add(...tickets: string[]): Promise<void> {
  for (const jobId of tickets) {
    await first.queue.add({}, { jobId, removeOnComplete: true });
  }
}

/** Resolves when so many tickets were taken. */
function untilTaken(count: number): Promise<void> {
  const enough = Promise.withResolvers<void>();
  take = async (ticket) => {
    taken.push(ticket);
    if (taken.length === count) {
      enough.resolve();
    }
  };
  return enough.promise;
}

test('a consumer that takes nothing although tickets wait is replaced once, and the lane goes on', async () => {
  const bothTaken = untilTaken(2);
  await add('stuck'); // as after a fault from which the blocking pop never came back: nobody takes it
  await consumer.replaceIfStuck();
  await consumer.replaceIfStuck();
  expect(reopened).toBe(0);
  await consumer.replaceIfStuck();
  expect(reopened).toBe(1);
  await add('next');
  await bothTaken;
  expect(taken).toEqual(['stuck', 'next']);
  for (let look = 0; look < 5; look += 1) {
    await consumer.replaceIfStuck();
  }
  expect(reopened).toBe(1);
});

test('a ticket that cannot be taken is told of, and the next one is taken', async () => {
  const both = Promise.withResolvers<void>();
  take = async (ticket) => {
    taken.push(ticket);
    if (taken.length === 2) {
      both.resolve();
    }
    throw new Error(`${ticket} is odd`);
  };
  consumer.start();
  await add('first', 'second');
  await both.promise;
  await consumer.pause();
  expect(taken).toEqual(['first', 'second']);
  expect(warnings).toEqual(['Lane low: a ticket: first is odd', 'Lane low: a ticket: second is odd']);
});

test('a replacement that gets stuck too is replaced in its turn', async () => {
  const firstTaken = untilTaken(1);
  await add('one');
  await consumer.replace();
  await firstTaken;
  const bothTaken = untilTaken(2);
  await consumer.replace();
  await add('two');
  await bothTaken;
  expect([reopened, taken]).toEqual([2, ['one', 'two']]);
});

test('a lane whose slots are all busy is left alone, however many tickets wait', async () => {
  const work = Promise.withResolvers<void>();
  const full = Promise.withResolvers<void>();
  take = (ticket) => {
    taken.push(ticket);
    if (taken.length === SLOTS) {
      full.resolve();
    }
    return work.promise;
  };
  await add('a', 'b', 'c', 'd');
  consumer.start();
  await full.promise;
  for (let look = 0; look < 5; look += 1) {
    await consumer.replaceIfStuck();
  }
  expect(reopened).toBe(0);
  const rest = untilTaken(4);
  work.resolve();
  await rest;
});

test('an empty lane is left alone', async () => {
  for (let look = 0; look < 5; look += 1) {
    await consumer.replaceIfStuck();
  }
  expect(reopened).toBe(0);
});

test('a lane that takes between the looks is left alone, though its slots are free whenever somebody looks', async () => {
  consumer.start();
  for (let look = 0; look < 5; look += 1) {
    const nextTaken = untilTaken(look + 1);
    await add(`short-${look}`);
    await nextTaken;
    backlog = 1; // one more has just come
    await consumer.replaceIfStuck();
    backlog = 0;
  }
  expect(reopened).toBe(0);
});
