import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { ManualClock, openRedisFixture, waitingTickets, type RedisFixture } from '../../testing/index.js';
import type { RegisteredHandler } from '../handlers/task-registry.js';
import { AttemptStore } from '../attempts/attempt-store.js';
import { TaskStore, type Ticket } from '../life/task-store.js';
import { LostAttempts } from './lost-attempts.js';

const LEASE_MS = 15_000;
const HELD = (): Promise<boolean> => Promise.resolve(true);

let fixture: RedisFixture;
let clock: ManualClock;
let tasks: TaskStore;
let worker: AttemptStore;
let lost: LostAttempts;
let sweeping: AttemptStore;
beforeEach(async () => {
  fixture = await openRedisFixture();
  clock = new ManualClock();
  tasks = new TaskStore(fixture.redis, clock, fixture.prefix);
  worker = new AttemptStore(fixture.redis, clock, fixture.prefix, 'dying', LEASE_MS);
  const backoff = { delayMs: 2_000, maxDelayMs: 60_000, jitter: 0.5 };
  sweeping = new AttemptStore(fixture.redis, clock, fixture.prefix, 'sweeping', LEASE_MS);
  const registry = {
    find: (type: string) => (type === 'test.known' ? ({ backoff } as RegisteredHandler) : undefined),
  };
  lost = new LostAttempts(sweeping, registry, LEASE_MS, () => 0.5);
});
afterEach(() => fixture.close());

async function create(type: string, maxRetries: number): Promise<string> {
  const createdBy = { id: 'owner', username: 'owner', roles: ['user'] } as const;
  const head = { type, title: 't', priority: 'normal', createdBy, timeoutMs: 1_000 } as const;
  const { id } = await tasks.create({
    head: { ...head, locale: 'en', requestId: 'r' },
    params: '{}',
    maxRetries,
    runAtMs: null,
    idempotency: null,
  });
  return id;
}

/** Its worker begins it and dies; others sweep all the while, and take it back. @returns how long it then waits */
async function lose(id: string, ticket: number): Promise<number | null> {
  await worker.start({ taskId: id, number: ticket });
  for (let passedMs = 0; passedMs < LEASE_MS; passedMs += LEASE_MS / 3) {
    await lost.turn(HELD);
    clock.advance(LEASE_MS / 3);
  }
  await lost.turn(HELD);
  const { runAt } = (await tasks.get(id))!.task;
  return runAt === null ? null : Date.parse(runAt) - clock.nowMs();
}

/** The tickets that the sweep puts in the lane now. */
async function newTickets(): Promise<Ticket[]> {
  const before = await waitingTickets(fixture, 'normal');
  await sweeping.issueDueTickets(100);
  return (await waitingTickets(fixture, 'normal')).slice(before.length);
}

describe('a task whose worker died', () => {
  test('waits for the backoff of its type, twice as long each time, and fails when no retry is left', async () => {
    const id = await create('test.known', 2);
    expect(await lose(id, 1)).toBe(1_500);
    clock.advance(1_500);
    expect(await newTickets()).toEqual([{ taskId: id, number: 2 }]);
    expect(await lose(id, 2)).toBe(3_000);
    clock.advance(3_000);
    expect(await newTickets()).toEqual([{ taskId: id, number: 3 }]);
    expect(await lose(id, 3)).toBeNull();
    expect((await tasks.get(id))!.task).toMatchObject({
      status: 'failed',
      retryCount: 2,
      error: { code: 'WORKER_LOST', attempt: 3 },
    });
  });

  test('is not begun before that', async () => {
    const id = await create('test.known', 1);
    await lose(id, 1);
    expect((await tasks.get(id))!.task).toMatchObject({ status: 'pending', attempts: [{ outcome: 'lost' }] });
    clock.advance(1_499);
    expect(await newTickets()).toEqual([]);
    clock.advance(1);
    expect(await newTickets()).toEqual([{ taskId: id, number: 2 }]);
  });

  test('runs no more where its attempt was abandoned, and that is told once', async () => {
    const id = await create('test.known', 0);
    const roster = [clock.nowMs() + LEASE_MS, 'dying'] as const;
    await fixture.redis.zadd(`${fixture.prefix}:workers`, ...roster);
    await worker.start({ taskId: id, number: 1 });
    const by = { id: 'operator', username: 'operator' };
    await tasks.stop(id, { by, reason: null, graceMs: 1_000, byForce: true, isStoppable: true });
    const attempt = async (): Promise<unknown> => (await tasks.get(id))!.task.attempts[0];
    for (let passedMs = 0; passedMs < LEASE_MS; passedMs += LEASE_MS / 3) {
      await lost.turn(HELD);
      expect(await attempt()).toMatchObject({ outcome: 'abandoned', mayStillRun: true });
      clock.advance(LEASE_MS / 3);
    }
    await lost.turn(HELD);
    await lost.turn(HELD);
    expect(await attempt()).not.toHaveProperty('mayStillRun');
    const told = await fixture.redis.xrange(`${fixture.prefix}:events`, '-', '+');
    expect(told.map(([, fields]) => fields[1]).slice(-2)).toEqual(['task:cancelled', 'task:handler-ended']);
    expect(await fixture.redis.exists(`${fixture.prefix}:abandoned`)).toBe(0);
  });

  test('of a type that the sweeping worker does not know waits as long as by default', async () => {
    expect(await lose(await create('test.unknown', 1), 1)).toBe(900);
  });
});
