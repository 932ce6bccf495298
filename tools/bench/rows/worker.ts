import Bull from 'bull';
import { Queue as BullMqQueue } from 'bullmq';
import { until } from '../../chaos/until.ts';
import { PARAMS, type Bench } from '../bench.ts';
import { compare, type Goal } from '../figures.ts';
import { interleave } from '../rounds.ts';
import type { Row } from '../row.ts';

const PREFIX = '{bench-worker}';
const PEER_BULL = '{peer-bull}';
const PEER_BULLMQ = '{peer-bullmq}';
const CONCURRENCY = 50;
const GOALS = {
  bull: { of: 'ratio', atLeast: 0.6 },
  bullMq: { of: 'ratio', atLeast: 0.8 },
} as const satisfies Readonly<Record<string, Goal>>;
/** Before anything is measured: by then the compiler is done. */
const WARM_UP = 10_000;
const DEADLINE_MS = 120_000;

/** A lane that is held back until its backlog is there. */
export interface Backlog {
  pause(): Promise<unknown>;
  fill(count: number): Promise<unknown>;
  resume(): Promise<unknown>;
  completed(): Promise<number>;
}

/** Running tasks that do nothing, beside jobs that do nothing. */
export const worker: Row = {
  name: 'worker',
  title: 'Worker throughput',
  async measure(bench) {
    const lane = new Bull('lane-normal', bench.redisUrl, { prefix: PREFIX });
    const bullQueue = new Bull('work', bench.redisUrl, { prefix: PEER_BULL });
    const { hostname: host, port, password } = new URL(bench.redisUrl);
    const bullMqQueue = new BullMqQueue('work', {
      connection: { host, port: Number(port), password },
      prefix: PEER_BULLMQ,
    });
    const backlogs: Record<'ours' | 'bull' | 'bullMq', Backlog> = {
      ours: backlogOfTasks(bench, lane, PREFIX),
      bull: backlogOfJobs(bullQueue, () => bench.redis.zcard(`${PEER_BULL}:work:completed`)),
      bullMq: {
        pause: () => bullMqQueue.pause(),
        fill: (count) => bullMqQueue.addBulk(Array.from({ length: count }, () => ({ name: 'job', data: PARAMS }))),
        resume: () => bullMqQueue.resume(),
        completed: () => bench.redis.zcard(`${PEER_BULLMQ}:work:completed`),
      },
    };
    await bench.ours(PREFIX, { ROLE: 'worker', WORKER_CONCURRENCY: `high=1,normal=${CONCURRENCY},low=1` });
    await bench.peer('worker', 'bull', String(CONCURRENCY));
    await bench.peer('worker', 'bullmq', String(CONCURRENCY));
    const round = (count: number) => ({
      ours: () => rateOf(backlogs.ours, count),
      bull: () => rateOf(backlogs.bull, count),
      bullMq: () => rateOf(backlogs.bullMq, count),
    });
    await interleave(1, round(WARM_UP));
    const count = bench.pick(6_000, 30_000);
    const { ours, bull, bullMq } = await interleave(bench.pick(3, 5), round(count));
    await Promise.all([lane.close(), bullQueue.close(), bullMqQueue.close()]);
    await finish(bench);
    const what = { what: 'tasks completed', unit: 'per second', ours };
    return {
      figures: [
        compare({ ...what, peer: 'Bull', theirs: bull, goal: GOALS.bull }),
        compare({ ...what, peer: 'BullMQ', theirs: bullMq, goal: GOALS.bullMq }),
      ],
      notes: [
        `A backlog of ${count.toLocaleString('en-US')}, a handler that does nothing, ${CONCURRENCY} at once in one ` +
          'process that has run some before; from the lane’s release until the last is completed. Completed jobs are ' +
          'kept, as tasks are.',
      ],
    };
  },
};

/** @param lane - the lane `normal` of the prefix @param build - of the program, whose scripts create them */
export function backlogOfTasks(bench: Bench, lane: Bull.Queue, prefix: string, build?: string): Backlog {
  return {
    pause: () => lane.pause(),
    fill: (count) => bench.fill(prefix, { count, to: 'queued' }, build),
    resume: () => lane.resume(),
    completed: async () => Number(await bench.redis.hget(`${prefix}:count:`, 'status:completed')),
  };
}

/** @param completed - how many are */
export function backlogOfJobs(queue: Bull.Queue, completed: Backlog['completed']): Backlog {
  return {
    pause: () => queue.pause(),
    fill: (count) => queue.addBulk(Array.from({ length: count }, () => ({ data: PARAMS }))),
    resume: () => queue.resume(),
    completed,
  };
}

async function finish(bench: Bench): Promise<void> {
  await bench.rest();
  await Promise.all([PREFIX, PEER_BULL, PEER_BULLMQ].map((prefix) => bench.clear(prefix)));
}

/** Completed a second. */
export async function rateOf(backlog: Backlog, count: number): Promise<number> {
  await backlog.pause();
  await backlog.fill(count);
  const wanted = (await backlog.completed()) + count;
  const startedMs = performance.now();
  await backlog.resume();
  await until('the backlog is done', async () => (await backlog.completed()) >= wanted, {
    deadlineMs: DEADLINE_MS,
    everyMs: 5,
  });
  return count / ((performance.now() - startedMs) / 1000);
}
