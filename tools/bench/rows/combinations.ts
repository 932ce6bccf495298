import { medianOf, type Figure } from '../figures.ts';
import { number } from '../report.ts';
import { interleave } from '../rounds.ts';
import type { Row } from '../row.ts';
import { bothOf, send, type Latency } from '../timing.ts';
import { AGAINST_SMALL, openList, SMALL, type List } from './list.ts';

/** Every filter there is, those that take several values with two of them. */
const FILTERS = ['status', 'type', 'priority', 'creator', 'word', 'time'] as const;

type Queries = Readonly<Record<(typeof FILTERS)[number], string>>;

/** How fast a combination is, by the number of tasks: a value a round. */
interface Timed {
  readonly names: string;
  readonly bySize: ReadonlyMap<number, readonly Latency[]>;
}

/** A page of the list by every combination of filters. */
export const combinations: Row = {
  name: 'combinations',
  title: 'A page of 20 tasks by every combination of filters',
  async measure(bench) {
    const sizes = [SMALL, ...bench.pick([20_000], [100_000, 1_000_000])];
    const lists = await Promise.all(
      sizes.map(async (size) => {
        const list = await openList(bench, size);
        await list.time('', 200); // past the cold start
        const queries = await queriesOf(list, size);
        await requireFullPage(list, Object.values(queries).join('&'));
        return { size, list, queries };
      }),
    );
    const calls = bench.pick(10, 50);
    const all: Timed[] = [];
    for (const filters of subsetsOf(FILTERS)) {
      const contestants = lists.map(({ size, list, queries }) => {
        const query = filters.map((filter) => queries[filter]).join('&');
        return [size, () => list.time(query, calls)] as const;
      });
      const timed = await interleave(bench.pick(2, 5), Object.fromEntries(contestants));
      const bySize = new Map(sizes.map((size) => [size, timed[size]!])); // one of the contestants
      all.push({ names: filters.length === 0 ? 'none' : filters.join(', '), bySize });
    }
    await bench.rest();
    const [, ...others] = sizes;
    return {
      figures: others.flatMap((size) => slowest(all, size)),
      table: [
        ['filters', ...sizes.map((size) => `${number(size)}: p50, p99, ms`), 'ratio of p50'],
        ...all.map((timed) => lineOf(timed, sizes)),
      ],
      notes: [
        'One call at a time over one connection, signed in as administrator. Two values of each of status, type and ' +
          'priority; one of 20 creators, a word of all titles, nine tenths of the time. The ratio is of the largest number ' +
          `of tasks to ${number(SMALL)}; above stand the combinations that have the highest.`,
      ],
    };
  },
};

function slowest(all: readonly Timed[], size: number): Figure[] {
  const { names, bySize } = all.toSorted((a, b) => ratioOf(b, size) - ratioOf(a, size))[0]!; // there are 64
  const what = `${names}, ${number(size)}`;
  return bothOf(what, bySize.get(size)!, `itself at ${number(SMALL)}`, bySize.get(SMALL)!, AGAINST_SMALL);
}

function lineOf(timed: Timed, sizes: readonly number[]): string[] {
  const cells = sizes.map((size) => {
    const rounds = timed.bySize.get(size)!; // every size was timed
    return [rounds.map(({ p50 }) => p50), rounds.map(({ p99 }) => p99)].map(medianOf).map(number).join(', ');
  });
  return [timed.names, ...cells, number(ratioOf(timed, sizes.at(-1)!))];
}

/** The median over the rounds, as of every figure. */
function ratioOf({ bySize }: Timed, size: number): number {
  return medianOf(bySize.get(size)!.map(({ p50 }, round) => p50 / bySize.get(SMALL)![round]!.p50)); // as many rounds
}

function subsetsOf<One>(all: readonly One[]): readonly (readonly One[])[] {
  return all.reduce<readonly (readonly One[])[]>(
    (subsets, one) => [...subsets, ...subsets.map((subset) => [...subset, one])],
    [[]],
  );
}

async function queriesOf(list: List, size: number): Promise<Queries> {
  const [to, from] = await Promise.all([0.05, 0.95].map((share) => createdAt(list, Math.ceil((size * share) / 20))));
  return {
    status: 'status=completed,pending',
    type: 'type=mail.send,orders.sync',
    priority: 'priority=high,normal',
    creator: 'createdBy=owner-7',
    word: 'q=report',
    time: `createdFrom=${from}&createdTo=${to}`,
  };
}

/** What is timed is a full page, whatever filters a combination has. */
async function requireFullPage(list: List, query: string): Promise<void> {
  const { items } = (await send(list.page(query))) as { readonly items: readonly unknown[] };
  if (items.length < 20) {
    throw new Error(`Only ${items.length} tasks match all filters`);
  }
}

/** When the first task of a page was created. */
async function createdAt(list: List, page: number): Promise<string> {
  const { items } = (await send(list.page(`page=${page}`))) as { readonly items: readonly { createdAt: string }[] };
  return items[0]!.createdAt; // every page has tasks
}
