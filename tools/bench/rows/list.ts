import Bull from 'bull';
import { until } from '../../chaos/until.ts';
import { PARAMS, type Bench } from '../bench.ts';
import type { Figure, Goal } from '../figures.ts';
import { number } from '../report.ts';
import { interleave } from '../rounds.ts';
import type { Row } from '../row.ts';
import { bothOf, timeCalls, type Call, type Latency } from '../timing.ts';

/** The size that others are held to. */
export const SMALL = 1_000;
const BOARD_PREFIX = '{peer-board}';

/** How much slower than a page of {@link SMALL} others may be. */
export const AGAINST_SMALL: Goal = { of: 'ratio', atMost: 1.5 };
const BY_END: Goal = { of: 'ratio', atMost: 2 };
const FASTER: Goal = { of: 'ratio', atMost: 1 };

/** Filters as a query, by what the report calls them. */
const FILTERS: Readonly<Record<string, string>> = {
  'no filter': '',
  status: 'status=completed',
  type: 'type=reports.daily',
  'status and type': 'status=failed&type=mail.send',
  'two statuses, priority': 'status=failed,cancelled&priority=high',
  creator: 'createdBy=owner-7',
  'creator and status': 'createdBy=owner-7&status=completed',
  'a word of all': 'q=report',
  'a word and status': 'q=report%20daily&status=completed',
  'a word of an error': 'q=upstream',
};

/** A page of the list, at several sizes and beside bull-board's. */
export const list: Row = {
  name: 'list',
  title: 'A page of 20 tasks',
  async measure(bench) {
    const sizes = bench.pick([20_000], [100_000, 1_000_000]);
    const largest = sizes.at(-1)!;
    const small = await openList(bench, SMALL);
    const calls = bench.pick(50, 200);
    const rounds = bench.pick(3, 5);
    const figures: Figure[] = [];
    for (const size of sizes) {
      const large = await openList(bench, size);
      await Promise.all([small.time('', 200), large.time('', 200)]); // past the cold start
      for (const [what, query] of Object.entries(FILTERS)) {
        const { ours, theirs } = await interleave(rounds, {
          ours: () => large.time(query, calls),
          theirs: () => small.time(query, calls),
        });
        figures.push(...bothOf(`${what}, ${number(size)}`, ours, `itself at ${number(SMALL)}`, theirs, AGAINST_SMALL));
      }
      await orderEnds(bench, size);
      const { ours, theirs } = await interleave(rounds, {
        ours: () => large.time('sort=-finishedAt', calls),
        theirs: () => large.time('', calls),
      });
      figures.push(...bothOf(`latest end first, ${number(size)}`, ours, 'newest first', theirs, BY_END));
      if (size === largest) {
        const board = await openBoard(bench, size);
        await board('', 50);
        const { ours, theirs } = await interleave(rounds, {
          ours: () => large.time('status=completed', calls),
          theirs: () => board('', calls),
        });
        figures.push(...bothOf(`status, ${number(size)}`, ours, 'bull-board', theirs, FASTER));
      }
    }
    await bench.rest();
    await bench.clear(BOARD_PREFIX);
    return {
      figures,
      notes: [
        'One call at a time over one connection, signed in as administrator. The tasks are of every status, 5 types, 3 ' +
          'priorities and 20 people. bull-board shows its page of 20 of as many completed jobs; it filters by nothing else.',
      ],
    };
  },
};

/** The list of so many tasks, and where it is asked for. */
export interface List {
  /** A page of 20, as a query filters it. */
  readonly page: (query: string) => Call;
  /** Times such a page. */
  readonly time: (query: string, calls: number) => Promise<Latency>;
  /** Where its tasks are created, and by whom. */
  readonly tasks: { readonly url: string; readonly token: string };
}

/** Starts a server with so many tasks. */
export async function openList(bench: Bench, size: number): Promise<List> {
  const api = await bench.ours(await bench.filledWith(size), { ROLE: 'api' });
  const { token } = await bench.signInAdmin(api);
  const tasks = { url: `${api.url}/api/tasks`, token };
  const page = (query: string): Call => ({ url: `${tasks.url}?pageSize=20&${query}`, token });
  return { page, time: (query, calls) => timeCalls(page(query), calls), tasks };
}

/** Has the order of ends made of what is there, which a worker does. */
export async function orderEnds(bench: Bench, size: number): Promise<void> {
  const prefix = await bench.filledWith(size);
  const worker = await bench.ours(prefix, { ROLE: 'worker' });
  const isWhole = async (): Promise<boolean> => (await bench.redis.hget(`${prefix}:meta`, 'finished')) === 'whole';
  await until('the order of ends is whole', isWhole, { deadlineMs: 600_000, everyMs: 200 });
  await worker.stop();
}

async function openBoard(bench: Bench, size: number): Promise<(query: string, calls: number) => Promise<Latency>> {
  const queue = new Bull('jobs', bench.redisUrl, { prefix: BOARD_PREFIX });
  await fillCompleted(bench, queue, size);
  await queue.close();
  const board = await bench.peer('board', 'jobs');
  const page = `${board.url}/api/queues?activeQueue=jobs&status=completed&page=1&jobsPerPage=20`;
  return (_query, calls) => timeCalls({ url: page }, calls);
}

/** Completed jobs as Bull keeps them, written past its scripts: a queue need not run for there to be a list. */
async function fillCompleted(bench: Bench, queue: Bull.Queue, size: number): Promise<void> {
  const nowMs = Date.now();
  for (let from = 0; from < size; from += 5_000) {
    const pipeline = bench.redis.pipeline();
    for (let id = from + 1; id <= Math.min(size, from + 5_000); id += 1) {
      pipeline.hset(queue.toKey(String(id)), {
        name: '__default__',
        data: JSON.stringify(PARAMS),
        opts: JSON.stringify({ attempts: 1, delay: 0, timestamp: nowMs }),
        timestamp: nowMs,
        delay: 0,
        priority: 0,
        processedOn: nowMs,
        finishedOn: nowMs,
        returnvalue: '{"ok":true}',
      });
      pipeline.zadd(queue.toKey('completed'), nowMs, id);
    }
    await pipeline.exec();
  }
  await bench.redis.set(queue.toKey('id'), size);
}
