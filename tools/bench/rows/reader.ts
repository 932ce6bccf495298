import { setTimeout as elapsed } from 'node:timers/promises';
import { until } from '../../chaos/until.ts';
import type { Bench } from '../bench.ts';
import type { Contestant } from '../contestant.ts';
import { compare, type Figure, type Goal } from '../figures.ts';
import { number } from '../report.ts';
import type { Row } from '../row.ts';

const PREFIX = '{bench-reader}';
const TASKS_A_SECOND = 1_000;
const TYPES = 200;
const PEOPLE = 20;
/** Before anything is measured: by then the compiler is done. */
const WARM_UP_MS = 10_000;

/** What it costs to add up what happens and to keep the order in which tasks finish: who reads the event log for all. */
export const reader: Row = {
  name: 'reader',
  title: 'Reading the event log for the overview and the order of ends',
  async measure(bench) {
    const seconds = bench.pick(10, 30);
    // A worker that has nothing to run: whatever it does besides it does while nothing happens, too.
    const process = await bench.ours(PREFIX, { ROLE: 'worker' });
    const log = new TaskLog(bench);
    await log.happen(WARM_UP_MS);
    await log.isRead();
    const idle = await costOf(bench, process, () => elapsed(seconds * 1_000));
    const busy = await costOf(bench, process, async () => {
      await log.happen(seconds * 1_000);
      await log.isRead();
    });
    await bench.rest();
    const keys = await bench.redis.dbsize();
    await bench.clear(PREFIX);
    const share = (us: number): number => (100 * us) / (seconds * 1_000_000);
    const figure = (what: string, of: keyof Cost, goal?: Goal): Figure =>
      compare({
        what,
        unit: '% of a core',
        ours: [share(busy[of] - idle[of])],
        peer: 'idle',
        theirs: [share(idle[of])],
        ...(goal === undefined ? {} : { goal }),
      });
    return {
      figures: [
        figure('its process', 'process', { of: 'value', atMost: 5 }),
        figure('Redis, of its scripts and reads', 'redis'),
      ],
      notes: [
        `${number(TASKS_A_SECOND)} tasks a second of ${TYPES} types and ${PEOPLE} people for ${seconds} s, three entries each, ` +
          `appended past any script; ${number(keys)} keys then.`,
      ],
    };
  },
};

/** CPU, in microseconds. */
interface Cost {
  readonly process: number;
  readonly redis: number;
}

async function costOf(bench: Bench, process: Contestant, what: () => Promise<unknown>): Promise<Cost> {
  const [processUs, redisUs] = [await process.cpuUs(), await readUs(bench)];
  await what();
  return { process: (await process.cpuUs()) - processUs, redis: (await readUs(bench)) - redisUs };
}

/** What Redis took for everything but the entries that are appended here, and what we ask. */
async function readUs({ redis }: Bench): Promise<number> {
  const stats = [...(await redis.info('commandstats')).matchAll(/^cmdstat_(\S+?):calls=\d+,usec=(\d+)/gm)];
  const read = stats.filter(([, name]) => /^(eval|evalsha|xread|xrange|xinfo.*|hget|hexists)$/.test(name!));
  return read.reduce((sum, [, , us]) => sum + Number(us), 0);
}

/** Tasks that are created, started and completed, as the log tells of them; there are none. */
class TaskLog {
  readonly #bench: Bench;
  #count = 0;

  constructor(bench: Bench) {
    this.#bench = bench;
  }

  /** As much as happens in a time, while it does. */
  async happen(forMs: number): Promise<void> {
    const startedMs = Date.now();
    const first = this.#count;
    for (let passedMs = 0; passedMs < forMs; passedMs = Date.now() - startedMs) {
      const pipeline = this.#bench.redis.pipeline();
      for (; this.#count - first < (Math.min(passedMs, forMs) * TASKS_A_SECOND) / 1_000; this.#count += 1) {
        this.#append(pipeline, this.#count);
      }
      await pipeline.exec();
      await elapsed(20);
    }
  }

  /** Until everybody has read all of it. */
  async isRead(): Promise<void> {
    const { redis } = this.#bench;
    const isRead = async (): Promise<boolean> => {
      const [last] = await redis.xrevrange(`${PREFIX}:events`, '+', '-', 'COUNT', 1);
      const cursors = await redis.hvals(`${PREFIX}:followers`);
      return cursors.length > 0 && cursors.every((cursor) => cursor === last?.[0]);
    };
    await until('the log is read', isRead, { deadlineMs: 60_000 });
  }

  #append(pipeline: ReturnType<Bench['redis']['pipeline']>, count: number): void {
    const nowMs = Date.now();
    const [owner, ranMs] = [`person-${count % PEOPLE}`, Math.round(Math.exp((count % 97) / 8))];
    const id = `${nowMs
      .toString(16)
      .padStart(12, '0')
      .replace(/^(.{8})/, '$1-')}-7000-8000-${count.toString(16).padStart(12, '0')}`;
    const head = { type: `bench.type-${count % TYPES}`, title: 'No operation', priority: 'normal', createdBy: { id: owner, username: owner, roles: ['user'] }, timeoutMs: 300_000, locale: 'en' }; // prettier-ignore
    const state = { status: 'pending', version: 1, owner, number: count + 1, ticket: 1, attempt: 1, retryCount: 0, maxRetries: 3, progress: 0 }; // prettier-ignore
    const [startedAt, finishedAt] = [nowMs - ranMs, nowMs];
    for (const [name, at, change] of [
      ['task:created', startedAt, { attempt: 0 }],
      ['task:started', startedAt, { status: 'running', startedAt }],
      ['task:completed', finishedAt, { status: 'completed', startedAt, finishedAt }],
    ] as const) {
      const entry = ['n', name, 'i', id, 'at', String(at), 'h', JSON.stringify(head), 's', JSON.stringify({ ...state, ...change }), 'e', '', 'o', owner]; // prettier-ignore
      pipeline.xadd(`${PREFIX}:events`, 'MAXLEN', '~', 300_000, '*', ...entry);
    }
  }
}
