import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { ManualClock, openRedisFixture, type RedisFixture } from '../../testing/index.js';
import { AttemptStore, type LaneTicket } from './attempt-store.js';
import { TaskStore } from './task-store.js';

const LEASE_MS = 15_000;
const LANE = 'lane-';

let fixture: RedisFixture;
let clock: ManualClock;
let tasks: TaskStore;
let attempts: AttemptStore;
beforeAll(async () => {
  fixture = await openRedisFixture();
  clock = new ManualClock();
  tasks = new TaskStore(fixture.redis, clock, fixture.prefix);
  attempts = new AttemptStore(fixture.redis, clock, fixture.prefix, 'worker-1', LEASE_MS);
});
afterAll(() => fixture.close());

async function create(runAtMs: number | null = null): Promise<string> {
  const createdBy = { id: 'owner', username: 'owner', roles: ['user'] as const };
  const head = {
    type: 'test.task',
    title: 't',
    priority: 'low',
    timeoutMs: 1_000,
    locale: 'en',
    requestId: 'r',
  } as const;
  const { id } = await tasks.create({
    head: { ...head, createdBy },
    params: '{}',
    maxRetries: 0,
    runAtMs,
    idempotency: null,
  });
  return id;
}

/** As when a ticket reached its lane and its task was taken off the due set. */
async function intoLane(id: string): Promise<void> {
  await fixture.redis.hset(`${fixture.prefix}:${LANE}low:${id}.1`, 'timestamp', 1);
  await fixture.redis.zrem(`${fixture.prefix}:due`, `${id}.1`);
}

const due = async (): Promise<LaneTicket[]> => [...(await attempts.claimDue(100))];

describe('a pending task whose ticket is neither in its lane nor due', () => {
  test('is made due, with a new ticket; one with a ticket, or not due yet, is left alone', async () => {
    const [lost, inLane, later] = [await create(), await create(), await create(clock.nowMs() + 3_600_000)];
    await intoLane(inLane);
    await fixture.redis.zrem(`${fixture.prefix}:due`, `${lost}.1`);
    expect(await due()).toEqual([]);
    expect(await attempts.findMissingTickets(0, 100, LANE)).toBe(0);
    expect(await due()).toEqual([{ taskId: lost, number: 2, lane: 'low' }]);
    expect((await tasks.get(later))!.task.status).toBe('pending');
  });

  test('is found in steps, which begin again after the newest', async () => {
    const lost = await create();
    await fixture.redis.zrem(`${fixture.prefix}:due`, `${lost}.1`);
    let steps = 0;
    for (let above = await attempts.findMissingTickets(0, 1, LANE); above > 0; steps += 1) {
      above = await attempts.findMissingTickets(above, 1, LANE);
    }
    expect(steps).toBeGreaterThan(1);
    expect((await due()).map(({ taskId }) => taskId)).toContain(lost);
  });
});

describe('silence of a worker', () => {
  test('means nothing for a lease after nobody swept, since Redis was away for everybody', async () => {
    expect(await attempts.canJudgeSilence()).toBe(true);
    clock.advance(LEASE_MS / 3);
    expect(await attempts.canJudgeSilence()).toBe(true);
    clock.advance(LEASE_MS + 1);
    expect(await attempts.canJudgeSilence()).toBe(false);
    clock.advance(LEASE_MS - 1);
    expect(await attempts.canJudgeSilence()).toBe(false);
    clock.advance(1);
    expect(await attempts.canJudgeSilence()).toBe(true);
  });
});
