import Bull from 'bull';
import type { Bench } from '../bench.ts';
import { compare, type Figure, type Goal } from '../figures.ts';
import { createRate } from '../load.ts';
import { interleave } from '../rounds.ts';
import type { Row } from '../row.ts';
import { listener, time } from './latency.ts';
import { bytesOfTasks } from './memory.ts';
import { backlogOfTasks, rateOf } from './worker.ts';

const SLOTS = 50;
/** What may be lost from one version to the next. */
const WITHIN = 0.05;
const AS_FAST: Goal = { of: 'ratio', atLeast: 1 - WITHIN };
const AS_SMALL: Goal = { of: 'ratio', atMost: 1 + WITHIN };
/** Before anything is measured: seconds of creates, tasks that run. */
const WARM_UP = { seconds: 4, tasks: 10_000 } as const;

/** What the program does beside another build of it. */
type Measure = (bench: Bench, builds: Readonly<Record<'ours' | 'other', Build>>) => Promise<Figure[]>;

interface Build {
  readonly prefix: string;
  /** Its folder. @default this build's */
  readonly folder?: string;
}

/** Creating, running, telling and keeping, beside another build of the program. */
export function versions(otherFolder: string): Row {
  return {
    name: 'versions',
    title: 'Beside another version',
    async measure(bench) {
      const builds = { ours: { prefix: '{bench-new}' }, other: { prefix: '{bench-old}', folder: otherFolder } };
      const figures: Figure[] = [];
      for (const measure of [creating, running, telling, keeping]) {
        figures.push(...(await measure(bench, builds)));
        await bench.rest();
        await Promise.all(Object.values(builds).map(({ prefix }) => bench.clear(prefix)));
      }
      return {
        figures,
        notes: ['What each row says of its peers, with the same load, here of two builds in one run.'],
      };
    },
  };
}

const creating: Measure = async (bench, builds) => {
  const [ours, other] = [await load(bench, builds.ours), await load(bench, builds.other)];
  const round = (seconds: number) => ({
    ours: () => createRate({ ...ours, seconds }),
    other: () => createRate({ ...other, seconds }),
  });
  await interleave(1, round(WARM_UP.seconds));
  const rates = await interleave(bench.pick(5, 7), round(bench.pick(3, 8)));
  return [beside('creates', 'per second', rates, AS_FAST)];
};

const running: Measure = async (bench, builds) => {
  const env = { ROLE: 'worker', WORKER_CONCURRENCY: `high=1,normal=${SLOTS},low=1` };
  const start = async ({ prefix, folder }: Build) => {
    await bench.ours(prefix, env, folder);
    const lane = new Bull('lane-normal', bench.redisUrl, { prefix });
    return { lane, backlog: backlogOfTasks(bench, lane, prefix, folder) };
  };
  const [ours, other] = [await start(builds.ours), await start(builds.other)];
  const round = (count: number) => ({
    ours: () => rateOf(ours.backlog, count),
    other: () => rateOf(other.backlog, count),
  });
  await interleave(1, round(WARM_UP.tasks));
  const rates = await interleave(bench.pick(5, 7), round(bench.pick(6_000, 30_000)));
  await Promise.all([ours.lane.close(), other.lane.close()]);
  return [beside('tasks completed', 'per second', rates, AS_FAST)];
};

const telling: Measure = async (bench, builds) => {
  const start = async ({ prefix, folder }: Build) => listener(bench, await bench.ours(prefix, { ROLE: 'all' }, folder));
  const [ours, other] = [await start(builds.ours), await start(builds.other)];
  const count = bench.pick(60, 300);
  const round = {
    ours: async () => (await time(ours.heard, ours.create, count)).p50,
    other: async () => (await time(other.heard, other.create, count)).p50,
  };
  await interleave(1, round);
  const timed = await interleave(bench.pick(5, 7), round);
  [ours, other].forEach(({ socket }) => socket.close());
  return [beside('POST to completed: p50', 'ms', timed, AS_SMALL)];
};

const keeping: Measure = async (bench, { ours, other }) => {
  const count = bench.pick(20_000, 200_000);
  const bytes = await interleave(bench.pick(1, 3), {
    ours: async () => (await bytesOfTasks(bench, ours.prefix, count)).bytes,
    other: async () => (await bytesOfTasks(bench, other.prefix, count, other.folder)).bytes,
  });
  return [beside('record and indexes', 'bytes a task', bytes, AS_SMALL)];
};

async function load(bench: Bench, { prefix, folder }: Build): Promise<{ url: string; token: string }> {
  const api = await bench.ours(prefix, { ROLE: 'api' }, folder);
  return { url: `${api.url}/api/tasks`, token: (await bench.signIn(api)).token };
}

function beside(
  what: string,
  unit: string,
  { ours, other }: Readonly<Record<'ours' | 'other', readonly number[]>>,
  goal: Goal,
): Figure {
  return compare({ what, unit, ours, peer: 'another version', theirs: other, goal });
}
