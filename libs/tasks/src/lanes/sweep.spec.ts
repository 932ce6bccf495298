import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { loseTicket, ManualClock, openRedisFixture, waitingTickets, type RedisFixture } from '../../testing/index.js';
import { disagreements } from '../../testing/invariants/disagreements.js';
import { AttemptStore } from '../attempts/attempt-store.js';
import { TaskStore, type Ticket } from '../life/task-store.js';

const LEASE_MS = 15_000;

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

const lane = (): Promise<Ticket[]> => waitingTickets(fixture, 'low');

describe('a pending task whose ticket is neither in its lane nor due', () => {
  test('gets a new ticket; one with a ticket, or not due yet, is left alone', async () => {
    const [lost, inLane, later] = [await create(), await create(), await create(clock.nowMs() + 3_600_000)];
    await loseTicket(fixture, 'low', { taskId: lost, number: 1 });
    await attempts.issueDueTickets(100);
    expect(await lane()).toEqual([{ taskId: inLane, number: 1 }]);
    expect(await attempts.replaceMissingTickets(0, 100)).toBe(0);
    expect(await lane()).toEqual([
      { taskId: inLane, number: 1 },
      { taskId: lost, number: 2 },
    ]);
    expect(await attempts.start({ taskId: lost, number: 1 })).toBeNull();
    expect((await tasks.get(later))!.task.status).toBe('pending');
  });

  test('gives its slot back, also where the clock stands before its run time again', async () => {
    const lost = await create(clock.nowMs() + 1_000);
    clock.advance(1_000);
    await attempts.issueDueTickets(100);
    clock.advance(-1_000);
    await loseTicket(fixture, 'low', { taskId: lost, number: 1 });
    await attempts.replaceMissingTickets(0, 100);
    expect((await disagreements(fixture.redis, fixture.prefix)).filter((line) => line.includes(' slots of '))).toEqual(
      [],
    );
  });

  test('that is not to run yet is due again at its run time', async () => {
    const runAtMs = clock.nowMs() + 60_000;
    const later = await create(runAtMs);
    await fixture.redis.del(`${fixture.prefix}:due`);
    await attempts.replaceMissingTickets(0, 100);
    expect(await fixture.redis.zscore(`${fixture.prefix}:due`, `${later}.2`)).toBe(String(runAtMs));
    expect(await lane()).not.toContainEqual(expect.objectContaining({ taskId: later }));
  });

  test('is found in steps, which begin again after the newest', async () => {
    const lost = await create();
    await loseTicket(fixture, 'low', { taskId: lost, number: 1 });
    let steps = 0;
    for (let above = await attempts.replaceMissingTickets(0, 1); above > 0; steps += 1) {
      above = await attempts.replaceMissingTickets(above, 1);
    }
    expect(steps).toBeGreaterThan(1);
    expect(await lane()).toContainEqual({ taskId: lost, number: 2 });
  });
});

describe('silence of a worker', () => {
  test('is counted from its latest word by the later clock, where one went back', async () => {
    const started = await attempts.start({ taskId: await create(), number: 1 });
    clock.advance(-2_000);
    await attempts.renew([started!]);
    clock.advance(LEASE_MS);
    expect(await attempts.lost(100)).toEqual([]);
    clock.advance(2_000);
    expect(await attempts.lost(100)).toMatchObject([{ taskId: started!.taskId }]);
  });

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
