import autocannon from 'autocannon';
import { until } from '../../chaos/until.ts';
import { PARAMS, type Bench } from '../bench.ts';
import type { Contestant } from '../contestant.ts';
import { compare, medianOf, type Goal } from '../figures.ts';
import { CONNECTIONS, createRate } from '../load.ts';
import { number } from '../report.ts';
import type { Row } from '../row.ts';

const PREFIX = '{bench-soak}';
/** How much of what it can do at most it has to do. */
const SHARE = 0.6;
const LIMIT_SECONDS = 10;
/** A part of the soak, after which everything is looked at. */
const PART_SECONDS = 15;
/** Finished tasks that are kept, and entries of the audit log, so that Redis has a size to stay at from early on. */
const KEPT = 20_000;
/** What holds Redis up for so long is noted. */
const NOTED_MS = 5;
const MIB = 1024 ** 2;
const GOAL: Goal = { of: 'ratio', atMost: 1.2 };

interface Look {
  readonly apiMib: number;
  readonly workerMib: number;
  readonly redisMib: number;
  readonly lagMs: number;
}

/** Many minutes of steady work: what grows, and what is lost. */
export const soak: Row = {
  name: 'soak',
  title: 'Soak',
  isFullOnly: true,
  async measure(bench) {
    const kept = { RETENTION_AUDIT: `1d,${KEPT}` };
    const api = await bench.ours(PREFIX, { ROLE: 'api', ...kept });
    const worker = await bench.ours(PREFIX, {
      ...kept,
      ROLE: 'worker',
      WORKER_CONCURRENCY: `high=1,normal=${CONNECTIONS},low=1`,
      RETENTION_COMPLETED: String(KEPT),
    });
    const url = `${api.url}/api/tasks`;
    const limit = await limitOf(bench, api, url);
    const rate = Math.floor(limit * SHARE);
    const before = await createdSoFar(bench);
    const slowBefore = await noteHoldUps(bench);
    let acknowledged = 0;
    const looks: Look[] = [];
    const parts = Math.max(5, Math.round((bench.options.soakMinutes * 60) / PART_SECONDS));
    for (let part = 0; part < parts; part += 1) {
      acknowledged += await createFor(PART_SECONDS, rate, url, (await bench.signIn(api)).token);
      looks.push(await look(bench, api, worker));
    }
    await settled(bench);
    const heldUp = await heldUpBy(bench, slowBefore);
    const created = (await createdSoFar(bench)) - before;
    const counts = await bench.redis.hgetall(`${PREFIX}:count:`);
    const unfinished = ['pending', 'running', 'failed', 'cancelled'].reduce(
      (sum, status) => sum + Number(counts[`status:${status}`] ?? 0),
      0,
    );
    await bench.rest();
    await bench.clear(PREFIX);

    const fifth = Math.floor(looks.length / 5);
    const of = (what: string, name: keyof Look, unit: string, goal?: Goal) =>
      compare({
        what: `${what}, last fifth`,
        unit,
        ours: [medianOf(looks.slice(-fifth).map((one) => one[name]))],
        peer: 'first fifth',
        theirs: [medianOf(looks.slice(0, fifth).map((one) => one[name]))],
        ...(goal === undefined ? {} : { goal }),
      });
    return {
      figures: [
        of('API’s memory', 'apiMib', 'MiB', GOAL),
        of('worker’s memory', 'workerMib', 'MiB', GOAL),
        of('Redis’ memory', 'redisMib', 'MiB', GOAL),
        of('lag of the event log', 'lagMs', 'ms', { of: 'value', atMost: 1_000 }),
        compare({
          what: 'acknowledged and not completed',
          unit: 'tasks',
          ours: [Math.max(0, acknowledged - created) + unfinished],
          peer: 'acknowledged',
          theirs: [acknowledged],
          goal: { of: 'value', atMost: 0 },
        }),
      ],
      notes: [
        `${number((parts * PART_SECONDS) / 60)} minutes at ${number(rate)} tasks a second, ${SHARE * 100} % of the ` +
          `${number(limit)} a second that API and worker together were measured to do. The newest ${number(KEPT)} completed ` +
          'tasks are kept, and as many entries of the audit log; memory of processes after a collection.',
        heldUp,
      ],
    };
  },
};

/** Tasks a second, created and completed, while both compete for the machine. */
async function limitOf(bench: Bench, api: Contestant, url: string): Promise<number> {
  const { token } = await bench.signIn(api);
  await createRate({ url, token, seconds: 3 });
  await settled(bench);
  const before = await createdSoFar(bench);
  const startedMs = performance.now();
  await createRate({ url, token, seconds: LIMIT_SECONDS });
  await settled(bench);
  return ((await createdSoFar(bench)) - before) / ((performance.now() - startedMs) / 1000);
}

async function createFor(seconds: number, rate: number, url: string, token: string): Promise<number> {
  const result = await autocannon({
    url,
    method: 'POST',
    connections: CONNECTIONS,
    overallRate: rate,
    duration: seconds,
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify({ type: 'bench.noop', params: PARAMS }),
  });
  if (result.non2xx > 0) {
    throw new Error(`${result.non2xx} creates were refused`);
  }
  return result['2xx'];
}

async function createdSoFar(bench: Bench): Promise<number> {
  return Number(await bench.redis.hget(`${PREFIX}:meta`, 'number'));
}

/** Resolves when no task waits or runs. */
async function settled(bench: Bench): Promise<void> {
  await until(
    'everything is done',
    async () => {
      const [pending, running] = await bench.redis.hmget(`${PREFIX}:count:`, 'status:pending', 'status:running');
      return Number(pending) === 0 && Number(running) === 0;
    },
    { deadlineMs: 120_000, everyMs: 20 },
  );
}

/** Notes them without keeping them, as each is a kilobyte of Redis. @returns the number of the last slow command before */
async function noteHoldUps({ redis }: Bench): Promise<number> {
  await redis.config('SET', 'slowlog-max-len', 1);
  await redis.config('SET', 'slowlog-log-slower-than', 0);
  const before = await lastSlow(redis);
  await redis.config('SET', 'slowlog-log-slower-than', NOTED_MS * 1000);
  await redis.config('SET', 'latency-monitor-threshold', NOTED_MS);
  await redis.call('LATENCY', 'RESET');
  return before + 1; // that of asking
}

/** The number of the last slow command, which are counted from when Redis started. */
async function lastSlow(redis: Bench['redis']): Promise<number> {
  const [[number]] = (await redis.slowlog('GET', 1)) as [[number]];
  return number;
}

/** What Redis noted since: `LATENCY LATEST` and its slow log. */
async function heldUpBy({ redis }: Bench, slowBefore: number): Promise<string> {
  const events = (await redis.call('LATENCY', 'LATEST')) as [
    name: string,
    atS: number,
    lastMs: number,
    mostMs: number,
  ][];
  const longest = events.map(([name, , , mostMs]) => `${name} ${mostMs} ms`).join(', ') || 'nothing';
  const slow = (await lastSlow(redis)) - slowBefore;
  return `The longest that Redis was held up, by its cause (from ${NOTED_MS} ms on): ${longest}. ${number(slow)} commands took so long.`;
}

async function look(bench: Bench, api: Contestant, worker: Contestant): Promise<Look> {
  const metrics = await (await fetch(`${api.url}/metrics`)).text();
  const lag = /^tasks_event_log_lag_seconds (\S+)$/m.exec(metrics)?.[1];
  const [ofApi, ofWorker, info] = await Promise.all([api.memory(), worker.memory(), bench.redis.info('memory')]);
  return {
    apiMib: ofApi.live / MIB,
    workerMib: ofWorker.live / MIB,
    redisMib: Number(/^used_memory:(\d+)/m.exec(info)![1]) / MIB, // every Redis says it
    lagMs: Number(lag) * 1000,
  };
}
