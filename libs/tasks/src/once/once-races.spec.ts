import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { ManualClock, openRedisFixture, type RedisFixture } from '../../testing/index.js';
import { disagreements } from '../../testing/invariants/disagreements.js';
import { AttemptStore } from '../attempts/attempt-store.js';
import { InTimeStore } from '../in-time/in-time-store.js';
import type { Creation } from '../life/creation.js';
import { TaskStore, type NewTask } from '../life/task-store.js';
import { wantedLock } from './once.js';

const ROUNDS = 100;
const HEAD = {
  type: 'test.race',
  title: 'race',
  priority: 'normal',
  createdBy: { id: 'racer', username: 'racer', roles: ['user'] },
  timeoutMs: 1_000,
  locale: 'en',
  requestId: 'r',
} as const;

let fixture: RedisFixture;
/** Each on a connection of its own, as processes have it. */
let stores: [TaskStore, TaskStore, TaskStore];
let worker: AttemptStore;
let watch: InTimeStore;
/** Of the worker and of who looks for what has expired: no two clocks are the same. */
let clock: ManualClock;
let fastClock: ManualClock;
const connections: RedisFixture['redis'][] = [];
beforeAll(async () => {
  fixture = await openRedisFixture();
  clock = new ManualClock();
  fastClock = new ManualClock();
  const open = (): RedisFixture['redis'] => {
    const connection = fixture.redis.duplicate();
    connections.push(connection);
    return connection;
  };
  const store = (): TaskStore => new TaskStore(open(), clock, fixture.prefix);
  stores = [store(), store(), store()];
  worker = new AttemptStore(open(), clock, fixture.prefix, 'worker', 15_000);
  watch = new InTimeStore(open(), fastClock, fixture.prefix);
});
afterAll(async () => {
  connections.forEach((connection) => connection.disconnect());
  await fixture.close();
});

const wanted = (
  round: number,
  request: Partial<Parameters<typeof wantedLock>[0]> = { unique: {} },
): Partial<NewTask> => ({
  once: wantedLock({ type: HEAD.type, ...request }, null, { type: HEAD.type, params: { round }, owner: 'racer' }),
});
const create = (store: TaskStore, more: Partial<NewTask>): Promise<Creation> =>
  store.create({ head: HEAD, params: '{}', maxRetries: 0, runAtMs: null, idempotency: null, ...more });
const statusOf = async (id: string): Promise<string | undefined> => (await stores[0].get(id))?.task.status;
const begin = async (id: string, number = 1) => (await worker.start({ taskId: id, number }))!;
const failed = async (id: string): Promise<void> => {
  const attempt = await begin(id);
  await worker.fail(attempt, { message: 'broke', code: 'UNRECOVERABLE', attempt: 1 });
};

/** One of these each round, in turns first; afterwards everything agrees. */
async function rounds(
  round: (n: number) => Promise<readonly (() => Promise<unknown>)[]>,
  check: (n: number, answers: readonly unknown[]) => Promise<void>,
): Promise<void> {
  for (let n = 0; n < ROUNDS; n += 1) {
    const racers = await round(n);
    const order = n % 2 === 0 ? [...racers.keys()] : [...racers.keys()].reverse();
    const running = new Map(order.map((i) => [i, racers[i]!()]));
    const answers = await Promise.all(racers.map((_racer, i) => running.get(i)!));
    await check(n, answers);
  }
  expect(await disagreements(fixture.redis, fixture.prefix)).toEqual([]);
}

test('of creates of one kind at once, one creates the task and the others are answered with it', async () => {
  await rounds(
    async (n) => stores.map((store) => () => create(store, wanted(n))),
    async (_n, answers) => {
      const creations = answers as Creation[];
      expect(new Set(creations.map(({ id }) => id)).size).toBe(1);
      expect(creations.filter(({ task }) => task !== null)).toHaveLength(1);
    },
  );
});

test.each<[string, (id: string) => Promise<void>, (id: string) => Promise<unknown>, string | undefined]>([
  ['cancelled', async () => undefined, (id) => stores[1].cancel(id), 'cancelled'],
  [
    'completed',
    async (id) => void (await begin(id)),
    (id) => worker.complete({ taskId: id, number: 1 }, '1', null, null),
    'completed',
  ],
  ['deleted', async (id) => void (await stores[1].cancel(id)), (id) => stores[1].remove(id, HEAD), undefined],
])(
  'a create while the task like it is %s gets that one, or another: never none, never two',
  async (_how, prepare, end, status) => {
    const before: string[] = [];
    await rounds(
      async (n) => {
        const { id } = await create(stores[0], wanted(n + 1_000 * (status?.length ?? 1)));
        before[n] = id;
        await prepare(id);
        return [() => create(stores[0], wanted(n + 1_000 * (status?.length ?? 1))), () => end(id)];
      },
      async (n, [created]) => {
        const { id, task } = created as Creation;
        expect(await statusOf(before[n]!)).toBe(status);
        expect(task === null).toBe(id === before[n]);
        expect(await statusOf(id)).toBe(task === null ? status : 'pending');
      },
    );
  },
);

test('a retry by hand and a create of the same kind: one of them has the task', async () => {
  const before: string[] = [];
  await rounds(
    async (n) => {
      const { id } = await create(stores[0], wanted(n + 50_000));
      before[n] = id;
      await failed(id);
      return [
        () => create(stores[0], wanted(n + 50_000)),
        () =>
          stores[1].retryByHand(id).then(
            () => 'retried',
            (error: { code: string }) => error.code,
          ),
      ];
    },
    async (n, [created, retry]) => {
      const { id, task } = created as Creation;
      expect(retry).toBe(task === null ? 'retried' : 'TASK_DUPLICATE');
      expect(task === null).toBe(id === before[n]);
      expect(await statusOf(before[n]!)).toBe(task === null ? 'pending' : 'failed');
    },
  );
});

test('a debounced task is moved before it begins, or begins and another is created', async () => {
  const debounce = { delayMs: 10, maxDelayMs: 60_000 };
  const before: string[] = [];
  await rounds(
    async (n) => {
      const more = wanted(n, { debounce: { ...debounce, key: `k${n}` } });
      const { id } = await create(stores[0], more);
      before[n] = id;
      clock.advance(10);
      await worker.issueDueTickets(100);
      return [() => create(stores[0], more), () => worker.start({ taskId: id, number: 1 })];
    },
    async (n, [created, started]) => {
      const { id, task } = created as Creation;
      expect(task === null).toBe(started === null);
      expect(task === null).toBe(id === before[n]);
      expect([await statusOf(id), await statusOf(before[n]!)]).toEqual([
        'pending',
        task === null ? 'pending' : 'running',
      ]);
    },
  );
});

test('a task that is to begin in time begins or expires, never both', async () => {
  const ids: string[] = [];
  await rounds(
    async (n) => {
      const { id } = await create(stores[0], { head: { ...HEAD, startWithinMs: 1_000 } });
      ids[n] = id;
      fastClock.advance(clock.nowMs() + 1_000 - fastClock.nowMs());
      return [() => worker.start({ taskId: id, number: 1 }), () => watch.expireOverdue(100)];
    },
    async (n, [started]) => {
      expect(await statusOf(ids[n]!)).toBe(started === null ? 'cancelled' : 'running');
    },
  );
});
