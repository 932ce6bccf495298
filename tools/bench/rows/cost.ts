import { setTimeout as elapsed } from 'node:timers/promises';
import Bull from 'bull';
import { until } from '../../chaos/until.ts';
import { OTHER_BUILD, PARAMS, type Bench } from '../bench.ts';
import { compare, medianOf, type Figure, type Goal } from '../figures.ts';
import { createRate } from '../load.ts';
import { number } from '../report.ts';
import { interleave } from '../rounds.ts';
import type { Row } from '../row.ts';

const PEER_BULL = '{peer-bull}';
const SLOTS = 50;
const IDLE_MS = 5_000;
/** Before anything is measured: by then the compiler is done. */
const WARM_UP = 2_000;
const DEADLINE_MS = 120_000;
const GOAL: Goal = { of: 'ratio', atMost: 0.5 };

/** Whose tasks live and are gone. */
interface Life {
  create(count: number): Promise<unknown>;
  /** Until all are completed and deleted. */
  finish(count: number): Promise<unknown>;
}

/** Redis' CPU of one task, in microseconds. */
interface Cost {
  readonly create: number;
  readonly rest: number;
}

/** What a task costs Redis' one thread, from its creation until it is deleted. */
export const cost: Row = {
  name: 'cost',
  title: 'Redis’ CPU of a task over its life',
  async measure(bench) {
    const prefixes = ['{bench-cost}', '{bench-cost-other}'] as const;
    const bull = new Bull('work', bench.redisUrl, { prefix: PEER_BULL });
    await bench.peer('worker', 'bull', String(SLOTS));
    const lives: Record<string, Life> = {
      ours: await ofProgram(bench, prefixes[0]),
      bull: ofBull(bench, bull),
      ...(OTHER_BUILD === undefined ? {} : { other: await ofProgram(bench, prefixes[1], OTHER_BUILD) }),
    };
    const idle = await idleCost(bench);
    const round = (count: number): Record<string, () => Promise<Cost>> =>
      Object.fromEntries(Object.entries(lives).map(([name, life]) => [name, () => costOf(bench, life, count, idle)]));
    await interleave(1, round(WARM_UP));
    const count = bench.pick(4_000, 20_000);
    const costs = await interleave(bench.pick(3, 5), round(count));
    await bull.close();
    await bench.rest();
    await Promise.all([...prefixes, PEER_BULL].map((prefix) => bench.clear(prefix)));
    const lifeOf = (name: string): number[] => costs[name]!.map(({ create, rest }) => create + rest);
    const what = { what: 'a life', unit: 'µs', ours: lifeOf('ours') };
    const figures: Figure[] = [compare({ ...what, peer: 'Bull', theirs: lifeOf('bull') })];
    if (OTHER_BUILD !== undefined) {
      figures.push(compare({ ...what, peer: 'another version', theirs: lifeOf('other'), goal: GOAL }));
    }
    const lines = Object.entries(costs).map(([name, of]) => [
      { ours: 'ours', bull: 'Bull', other: 'another version' }[name]!,
      number(medianOf(of.map(({ create }) => create))),
      number(medianOf(of.map(({ rest }) => rest))),
    ]);
    return {
      figures,
      table: [['whose', 'created, µs', 'started, completed and deleted, µs'], ...lines],
      notes: [
        `User and system time of the Redis process by ${count.toLocaleString('en-US')} tasks a round, without what it takes ` +
          'while nothing is asked. Ours are created through REST over 50 connections, signed in, wait for the lane, are run by ' +
          `a worker with ${SLOTS} slots and deleted by its retention; who reads the event log is in it. Bull’s are added ` +
          'one by one past any server, processed and cleaned.',
      ],
    };
  },
};

async function ofProgram(bench: Bench, prefix: string, build?: string): Promise<Life> {
  const api = await bench.ours(prefix, { ROLE: 'api' }, build);
  const { token } = await bench.signIn(api);
  const env = { ROLE: 'worker', WORKER_CONCURRENCY: `high=1,normal=${SLOTS},low=1`, RETENTION_COMPLETED: '1s' };
  await bench.ours(prefix, env, build);
  const lane = new Bull('lane-normal', bench.redisUrl, { prefix });
  const tasks = async (): Promise<number> => {
    const counts = await bench.redis.hgetall(`${prefix}:count:`);
    const ofStatus = Object.entries(counts).filter(([field]) => field.startsWith('status:'));
    return ofStatus.reduce((sum, [, count]) => sum + Number(count), 0);
  };
  return {
    create: async (count) => {
      await lane.pause();
      await createRate({ url: `${api.url}/api/tasks`, token, amount: count });
    },
    finish: async () => {
      await lane.resume();
      await until('all tasks are deleted', async () => (await tasks()) === 0, { deadlineMs: DEADLINE_MS });
    },
  };
}

function ofBull(bench: Bench, queue: Bull.Queue): Life {
  return {
    create: async (count) => {
      await queue.pause();
      let left = count;
      const add = async (): Promise<void> => {
        while (left > 0) {
          left -= 1;
          await queue.add(PARAMS);
        }
      };
      await Promise.all(Array.from({ length: SLOTS }, add));
    },
    finish: async (count) => {
      await queue.resume();
      const completed = `${PEER_BULL}:work:completed`;
      await until('all jobs are processed', async () => (await bench.redis.zcard(completed)) >= count, {
        deadlineMs: DEADLINE_MS,
      });
      await elapsed(1); // `clean` leaves those of this millisecond
      await queue.clean(0, 'completed');
    },
  };
}

async function costOf(bench: Bench, life: Life, count: number, idle: number): Promise<Cost> {
  const during = async (what: () => Promise<unknown>): Promise<number> => {
    const [fromUs, fromMs] = [await cpuUs(bench), performance.now()];
    await what();
    return ((await cpuUs(bench)) - fromUs - idle * (performance.now() - fromMs)) / count;
  };
  return { create: await during(() => life.create(count)), rest: await during(() => life.finish(count)) };
}

/** Microseconds a millisecond. */
async function idleCost(bench: Bench): Promise<number> {
  const [fromUs, fromMs] = [await cpuUs(bench), performance.now()];
  await elapsed(IDLE_MS);
  return ((await cpuUs(bench)) - fromUs) / (performance.now() - fromMs);
}

async function cpuUs({ redis }: Bench): Promise<number> {
  const info = await redis.info('cpu');
  const seconds = (field: string): number => Number(new RegExp(`^${field}:(\\S+)`, 'm').exec(info)![1]); // every Redis says it
  return (seconds('used_cpu_user') + seconds('used_cpu_sys')) * 1_000_000;
}
