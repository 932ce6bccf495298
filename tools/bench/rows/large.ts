import { freemem } from 'node:os';
import { until } from '../../chaos/until.ts';
import type { Bench } from '../bench.ts';
import { compare, type Figure, type Goal } from '../figures.ts';
import { createRate } from '../load.ts';
import { number } from '../report.ts';
import { interleave } from '../rounds.ts';
import type { Row } from '../row.ts';
import { bothOf } from '../timing.ts';
import { openList, orderEnds, type List } from './list.ts';

/** What a finished task takes of memory, and what Redis' own fork may take while it writes its file. */
const BYTES_A_TASK = 1_800;
/** Left to the processes and the machine. */
const SPARE_BYTES = 3 * 1024 ** 3;
const GOAL: Goal = { of: 'ratio', atMost: 2 };

/** Pages and searches as a query, by what the report calls them. */
const QUERIES: Readonly<Record<string, string>> = {
  'no filter': '',
  'status and type': 'status=failed&type=mail.send',
  'creator and status': 'createdBy=owner-7&status=completed',
  'a word of all': 'q=report',
  'a rare word, of the three oldest': 'q=unicorn',
  'latest end first': 'sort=-finishedAt',
};

/** As many tasks as one machine's memory holds, beside a tenth: what grows with their number shows here. */
export const large: Row = {
  name: 'large',
  title: 'Ten million tasks, or as many as fit',
  isFullOnly: true,
  async measure(bench) {
    const size = bench.pick(200_000, Math.min(bench.options.largeTasks, asManyAsFit()));
    const smallSize = size / 10;
    for (const count of [smallSize, size]) {
      await fill(bench, count); // for longer than a token is good, so nobody signs in before
    }
    const [theirs, ours] = [await open(bench, smallSize), await open(bench, size)];
    const figures: Figure[] = [];
    const [calls, rounds] = [bench.pick(50, 200), bench.pick(3, 5)];
    for (const [what, query] of Object.entries(QUERIES)) {
      const timed = await interleave(rounds, {
        ours: () => ours.time(query, calls),
        theirs: () => theirs.time(query, calls),
      });
      figures.push(...bothOf(what, timed.ours, number(smallSize), timed.theirs, GOAL));
    }
    const created = await interleave(rounds, { ours: () => ours.create(), theirs: () => theirs.create() });
    figures.push(
      compare({
        what: 'a create, 50 connections',
        unit: 'ms of one',
        ours: created.ours.map((rate) => 1_000 / rate),
        peer: number(smallSize),
        theirs: created.theirs.map((rate) => 1_000 / rate),
        goal: GOAL,
      }),
    );
    await bench.rest();
    return {
      figures,
      notes: [
        `${number(size)} tasks beside ${number(smallSize)}, of every status, 5 types, 3 priorities and 20 people, in one ` +
          'Redis; a page of 20, one call at a time.',
      ],
    };
  },
};

interface Side extends Pick<List, 'time'> {
  /** Creates for some seconds. @returns creates a second */
  readonly create: () => Promise<number>;
}

async function fill(bench: Bench, size: number): Promise<void> {
  await withoutFile(bench, () => bench.filledWith(size));
  await orderEnds(bench, size);
}

async function open(bench: Bench, size: number): Promise<Side> {
  const { time, tasks } = await openList(bench, size);
  await time('', 200); // past the cold start
  const seconds = bench.pick(2, 6);
  return { time, create: () => createRate({ ...tasks, seconds }) };
}

/** Does what writes millions of tasks without Redis' append-only file, which would be rewritten all the while. */
async function withoutFile({ redis }: Bench, write: () => Promise<unknown>): Promise<void> {
  await redis.config('SET', 'appendonly', 'no');
  await write();
  await redis.config('SET', 'appendonly', 'yes'); // writes a new file of all that is there
  const isWritten = async (): Promise<boolean> => {
    const info = await redis.info('persistence');
    return /^aof_rewrite_in_progress:0/m.test(info) && /^aof_rewrite_scheduled:0/m.test(info);
  };
  await until('the file is written', isWritten, { deadlineMs: 600_000, everyMs: 200 });
}

/** In steps of a hundred thousand. */
function asManyAsFit(): number {
  const step = 100_000;
  return Math.floor((freemem() - SPARE_BYTES) / 1.1 / BYTES_A_TASK / step) * step;
}
