import { randomUUID } from 'node:crypto';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import Bull, { type Job, type Queue } from 'bull';
import { openRedisFixture, type RedisFixture } from '../../testing/index.js';
import type { OpenLane } from './lane-consumer.js';
import { reopenLane } from './lanes.module.js';
import { laneName } from './task-queue.js';

let fixture: RedisFixture;
let lane: OpenLane;
/** The same lane, as Bull is by itself. */
let plain: Queue;
beforeEach(async () => {
  fixture = await openRedisFixture();
  lane = reopenLane('low', { redis: { url: fixture.url, prefix: fixture.prefix }, identity: () => null });
  plain = new Bull(laneName('low'), fixture.url, { prefix: fixture.prefix });
  await Promise.all([lane.queue.isReady(), plain.isReady()]);
});
afterEach(async () => {
  await Promise.all([lane.close(), plain.close()]);
  await fixture.close();
});

/** How many tickets each script moved. */
function listen(queue: Queue): number[] {
  const client = queue.client as unknown as Record<string, (...args: unknown[]) => Promise<unknown>>;
  const end = client['task:moveTickets']!.bind(client);
  const sizes: number[] = [];
  client['task:moveTickets'] = (...args) => {
    sizes.push((args.length - 6) / 2);
    return end(...args);
  };
  return sizes;
}

const add = (count: number): Promise<Job[]> =>
  Promise.all(
    Array.from({ length: count }, () =>
      plain.add({}, { jobId: `${randomUUID()}.1`, removeOnComplete: true, removeOnFail: true }),
    ),
  );

/** Keys of the lane that say something of its tickets. */
async function remains(): Promise<string[]> {
  const base = `${fixture.prefix}:${laneName('low')}:`;
  const keys = (await fixture.redis.keys(`${fixture.prefix}:*`)).filter((key) => key.startsWith(base));
  const known = ['id', 'stalled-check', 'meta', 'failed', 'completed'];
  return keys.map((key) => key.slice(base.length)).filter((key) => !known.includes(key)).sort(); // prettier-ignore
}

test('every ticket is taken once and leaves nothing, and those that are moved meanwhile are moved together', async () => {
  const jobs = await add(400);
  const sizes = listen(lane.queue);
  const taken: string[] = [];
  const done = Promise.withResolvers<void>();
  lane.queue.on('drained', () => taken.length === jobs.length && done.resolve());
  void lane.queue.process(20, async ({ id }) => void taken.push(String(id)));
  await done.promise;
  await lane.queue.whenCurrentJobsFinished();
  expect(taken.toSorted()).toEqual(jobs.map(({ id }) => String(id)).sort());
  expect(await remains()).toEqual([]);
  expect(sizes.reduce((sum, size) => sum + size, 0)).toBeGreaterThanOrEqual(400);
  expect(Math.max(...sizes)).toBeGreaterThan(1);
});

/** What may have become of a ticket while its slot was at work. */
const FATES: Readonly<Record<string, (key: string, id: string) => Promise<unknown>>> = {
  'is still held': () => Promise.resolve(),
  'was marked by who looks for stalled ones': (key, id) => fixture.redis.sadd(`${key}stalled`, id),
  'is not held any more': (key, id) => fixture.redis.del(`${key}${id}:lock`),
  'is held by somebody else': (key, id) => fixture.redis.set(`${key}${id}:lock`, 'another'),
  'was put back in the lane': async (key, id) => {
    await fixture.redis.lrem(`${key}active`, 1, id);
    await fixture.redis.rpush(`${key}wait`, id);
  },
};

test.each(Object.keys(FATES))('a ticket that %s is ended as Bull ends it', async (fate) => {
  const end = async (queue: Queue): Promise<unknown> => {
    await fixture.redis.del(...(await fixture.redis.keys(`${fixture.prefix}:*`)), 'none');
    await add(2);
    const job = (await queue.getNextJob())!;
    const key = queue.toKey('');
    await FATES[fate]!(key, String(job.id));
    const answer = await job.moveToCompleted('null', false).then(
      (next) => (next === null ? null : (next as unknown as [unknown, string])[1] === job.id ? 'the same' : 'the next'),
      (error: Error) => error.message.replace(String(job.id), 'it'),
    );
    const left = (await remains()).map((name) => name.replace(String(job.id), 'it').replace(/[0-9a-f-]{36}/, 'next'));
    return [answer, left.sort()];
  };
  const bulls = await end(plain);
  expect(await end(lane.queue)).toEqual(bulls);
});

test('a ticket that was popped is taken as Bull takes it', async () => {
  const takenBy = async (queue: Queue): Promise<unknown> => {
    await fixture.redis.del(...(await fixture.redis.keys(`${fixture.prefix}:*`)), 'none');
    const [{ id }] = (await add(1)) as [Job];
    const key = queue.toKey('');
    await fixture.redis.rpoplpush(`${key}wait`, `${key}active`);
    await fixture.redis.sadd(`${key}stalled`, String(id));
    const job = await (queue as unknown as { moveToActive(id: string): Promise<Job> }).moveToActive(String(id));
    while ((await fixture.redis.get(`${key}${id}:lock`)) === null) {
      await fixture.redis.ping();
    }
    const isHeld = (await fixture.redis.get(`${key}${id}:lock`)) === (queue as unknown as { token: string }).token;
    const lockMs = await fixture.redis.pttl(`${key}${id}:lock`);
    return [
      job.id === id,
      job.name,
      job.data,
      job.opts.removeOnComplete,
      isHeld,
      lockMs > 5_000,
      (await remains()).length,
    ];
  };
  expect(await takenBy(lane.queue)).toEqual(await takenBy(plain));
});

test('a slot that asks for the next ticket gets it as from Bull, and none where there is none', async () => {
  const takenBy = async (queue: Queue): Promise<unknown> => {
    await fixture.redis.del(...(await fixture.redis.keys(`${fixture.prefix}:*`)), 'none');
    const [{ id }] = (await add(1)) as [Job];
    const { moveToActive, token } = queue as unknown as { moveToActive(): Promise<Job | null>; token: string };
    const [first, second] = [await moveToActive.call(queue), await moveToActive.call(queue)];
    const isHeld = (await fixture.redis.get(`${queue.toKey('')}${id}:lock`)) === token;
    return [first?.id === id, first?.opts.removeOnComplete, second, isHeld, (await remains()).length];
  };
  expect(await takenBy(lane.queue)).toEqual(await takenBy(plain));
});

test('a ticket that is done before anybody knows that it was taken leaves nothing behind', async () => {
  await add(3);
  const queue = lane.queue as unknown as Queue & { moveToActive(id: string): Promise<Job> };
  const key = queue.toKey('');
  const ids = await Promise.all([1, 2, 3].map(() => fixture.redis.rpoplpush(`${key}wait`, `${key}active`)));
  const jobs = await Promise.all(ids.map((id) => queue.moveToActive(id)));
  expect(await Promise.all(jobs.map((job) => job.moveToCompleted('null', false)))).toEqual([0, 0, 0]);
  expect(await remains()).toEqual([]);
});

test('a ticket whose end waits for that of another leaves nothing behind when its lane closes', async () => {
  await add(2);
  const { queue } = lane;
  const jobs = [(await queue.getNextJob())!, (await queue.getNextJob())!];
  const client = queue.client as unknown as Record<string, (...args: unknown[]) => Promise<unknown>>;
  const [move, closeQueue] = [client['task:moveTickets']!.bind(client), queue.close.bind(queue)];
  const [asked, closed] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  client['task:moveTickets'] = async (...args) => {
    const answer = await move(...args);
    asked.resolve();
    await closed.promise;
    return answer;
  };
  queue.close = async (...how) => {
    await closeQueue(...how);
    void nextTurn().then(closed.resolve); // its connections are asked to close by then
  };
  const ends = Promise.all(jobs.map((job) => job.moveToCompleted('null', false)));
  await asked.promise;
  await Promise.all([ends, lane.close()]);
  expect(await remains()).toEqual([]);
});

test('a ticket whose job somebody deleted leaves its slot, and nothing behind', async () => {
  await add(1);
  const job = (await lane.queue.getNextJob())!;
  await fixture.redis.del(lane.queue.toKey(String(job.id)));
  expect(await job.moveToCompleted('null', false)).toBe(0);
  expect(await remains()).toEqual([]);
});

test('a job that is no ticket is ended by Bull itself, with its result', async () => {
  const { id } = await plain.add({ some: 'data' }, { jobId: 'foreign' });
  const done = Promise.withResolvers<void>();
  lane.queue.on('completed', () => done.resolve());
  void lane.queue.process(1, () => Promise.resolve('result'));
  await done.promise;
  expect((await plain.getJob(id))!.returnvalue).toBe('result');
});
