import { number } from '../report.ts';
import { interleave } from '../rounds.ts';
import type { Row } from '../row.ts';
import { bothOf } from '../timing.ts';
import { openList } from './list.ts';

/** Where the first page should not be the only one that is fast. */
export const deep: Row = {
  name: 'deep',
  title: 'The last page, and search',
  async measure(bench) {
    const size = bench.pick(20_000, 1_000_000);
    const { time: page } = await openList(bench, size);
    const calls = bench.pick(50, 200);
    await page('', 200);
    const timed = await interleave(bench.pick(3, 5), {
      first: () => page('', calls),
      'last page': () => page(`page=${size / 20}`, calls),
      'a rare word, of the three oldest': () => page('q=unicorn', calls),
      'a word of all': () => page('q=report', calls),
      'last page of a word of all': () => page(`q=report&page=${size / 20}`, calls),
    });
    const { first, ...others } = timed;
    await bench.rest();
    return {
      figures: Object.entries(others).flatMap(([what, latencies]) =>
        bothOf(what, latencies, 'its first page', first, { of: 'ratio', atMost: 3 }),
      ),
      notes: [`Of ${number(size)} tasks, 20 a page, one call at a time.`],
    };
  },
};
