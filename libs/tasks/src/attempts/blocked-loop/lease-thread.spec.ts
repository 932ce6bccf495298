import { setTimeout as elapsed } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { openRedisFixture, type RedisFixture } from '../../../testing/index.js';
import { AttemptStore, type HeldAttempt } from '../attempt-store.js';
import { TaskStore } from '../../life/task-store.js';
import { AttemptBoard } from './attempt-board.js';
import { LeaseThread } from './lease-thread.js';

const LEASE_MS = 600;
/** From the look at a deadline to the renewal, on a busy machine. */
const BUSY_MS = 3_000;
const WORKER = 'blocked';
const clock = { nowMs: () => Date.now() };

let fixture: RedisFixture;
let board: AttemptBoard;
let store: AttemptStore;
let thread: LeaseThread;
let warnings: unknown[];
beforeEach(async () => {
  fixture = await openRedisFixture();
  board = new AttemptBoard(4);
  store = new AttemptStore(fixture.redis, clock, fixture.prefix, WORKER, LEASE_MS);
  warnings = [];
  thread = threadThatLooks(LEASE_MS / 20);
  board.beat(clock.nowMs()); // and never again: as where the loop is blocked
  thread.start();
});
afterEach(async () => {
  await thread.stop();
  await fixture.close();
});

function threadThatLooks(lookMs: number): LeaseThread {
  const options = { board, place: fixture, leaseMs: LEASE_MS, worker: WORKER, lookMs };
  return new LeaseThread(options, { warn: (_what, error) => warnings.push(error) });
}

async function begin(): Promise<HeldAttempt> {
  const tasks = new TaskStore(fixture.redis, clock, fixture.prefix);
  const createdBy = { id: 'owner', username: 'owner', roles: ['user'] } as const;
  const head = { type: 'test.task', title: 't', priority: 'normal', createdBy, timeoutMs: 60_000 } as const;
  const { id } = await tasks.create({
    head: { ...head, locale: 'en', requestId: 'r' },
    params: '{}',
    maxRetries: 0,
    runAtMs: null,
    idempotency: null,
  });
  return (await store.start({ taskId: id, number: 1 }))!;
}

/** When its lease ends; `null` where it has none. */
async function leaseEndMs({ taskId }: HeldAttempt): Promise<number | null> {
  const score = await fixture.redis.zscore(`${fixture.prefix}:leases`, taskId);
  return score === null ? null : Number(score);
}

async function until(what: string, holds: () => Promise<boolean> | boolean): Promise<void> {
  for (const startedMs = Date.now(); !(await holds()); await elapsed(10)) {
    if (Date.now() - startedMs > 10_000) {
      throw new Error(`In vain: ${what}. ${warnings.map(String).join()}`);
    }
  }
}

/** Resolves when its lease has been renewed so often from now on. */
async function renewed(attempt: HeldAttempt, times: number): Promise<void> {
  for (let time = 1; time <= times; time += 1) {
    const before = await leaseEndMs(attempt);
    await until(`a renewal, the ${time}.`, async () => (await leaseEndMs(attempt))! > before!);
  }
}

/** Its line of `CLIENT LIST`; `undefined` while it has no connection. */
async function connection(): Promise<string | undefined> {
  const lines = String(await fixture.redis.client('LIST')).split('\n');
  return lines.find((line) => line.includes(` name=leases:${WORKER} `));
}

describe('while the event loop is blocked, the lease thread', () => {
  test('renews what is on the board, and says that the worker is alive', async () => {
    const attempt = await begin();
    board.put(attempt, 60_000);
    await renewed(attempt, 3);
    expect(Number(await fixture.redis.zscore(`${fixture.prefix}:workers`, WORKER))).toBeGreaterThan(Date.now());
    expect(warnings).toEqual([]);
  });

  test('renews no attempt whose deadline has passed: what blocks for ever holds no task for ever', async () => {
    const [endless, other] = [await begin(), await begin()];
    board.put(endless, 1_000);
    const deadlineMs = Date.now() + 1_000;
    board.put(other, 60_000);
    await renewed(endless, 1);
    await until('the lease is over', async () => (await leaseEndMs(endless))! < Date.now());
    expect((await leaseEndMs(endless))! - deadlineMs).toBeLessThanOrEqual(LEASE_MS + BUSY_MS);
    await renewed(other, 1);
  });

  test('gives no lease to an attempt that has ended, or was taken off', async () => {
    const [ended, off, other] = [await begin(), await begin(), await begin()];
    board.put(ended, 60_000);
    const takeOff = board.put(off, 60_000);
    board.put(other, 60_000);
    await renewed(off, 1);
    await store.complete(ended, 'null', null, null);
    takeOff();
    await renewed(other, 1); // one that was under way
    const lastMs = await leaseEndMs(off);
    await renewed(other, 2);
    expect(await leaseEndMs(ended)).toBeNull();
    expect(await leaseEndMs(off)).toBe(lastMs);
  });

  test('goes on when its connection breaks', async () => {
    const attempt = await begin();
    board.put(attempt, 60_000);
    await renewed(attempt, 1);
    const id = /^id=(\d+)/.exec((await connection())!)![1]!;
    await fixture.redis.client('KILL', 'ID', id);
    await renewed(attempt, 2);
    expect(await connection()).not.toMatch(`id=${id} `);
  });
});

test('while the event loop turns, the lease thread renews nothing', async () => {
  await thread.stop();
  const beating = setInterval(() => board.beat(clock.nowMs()), 20);
  const attempt = await begin();
  board.put(attempt, 60_000);
  const endMs = await leaseEndMs(attempt);
  thread = threadThatLooks(300); // this loop is busy with other things, too
  thread.start();
  const looksBefore = board.looks;
  await until('it has looked often enough', () => board.looks > looksBefore + 5);
  clearInterval(beating);
  expect(await leaseEndMs(attempt)).toBe(endMs);
});

test('a lease thread that is stopped leaves no connection', async () => {
  await until('it is connected', async () => (await connection()) !== undefined);
  await thread.stop();
  await until('it is gone', async () => (await connection()) === undefined);
  expect(warnings).toEqual([]);
});
