import { describe, expect, test } from '@jest/globals';
import { drainOf, type DepthLook } from './drain.js';

/** A look every ten seconds at what waits. */
const looks = (waiting: (i: number) => number, count = 30): DepthLook[] =>
  Array.from({ length: count }, (_, i) => ({ atMs: i * 10_000, waiting: waiting(i) }));

/** About so much, sometimes more and sometimes less. */
const wobble = (i: number): number => Math.round(20 * Math.sin(i * 1.7));

describe('when a lane is empty', () => {
  test('is about where the line through the looks leads', () => {
    const { fromMs, toMs } = drainOf(looks((i) => 1_000 - 10 * i), 710) as { fromMs: number; toMs: number }; // prettier-ignore
    expect(fromMs).toBeLessThan(710_000);
    expect(toMs).toBeGreaterThan(710_000);
    expect(toMs - fromMs).toBeLessThan(400_000);
  });

  test('is said less exactly where it goes up and down', () => {
    const steady = drainOf(looks((i) => 1_000 - 10 * i), 710) as { fromMs: number; toMs: number }; // prettier-ignore
    const unsteady = drainOf(looks((i) => 1_000 - 10 * i + wobble(i)), 710) as { fromMs: number; toMs: number }; // prettier-ignore
    expect(unsteady.fromMs).toBeLessThan(steady.fromMs);
    expect(unsteady.toMs).toBeGreaterThan(steady.toMs);
  });

  test.each([
    ['growing where ever more wait', looks((i) => 100 + 10 * i), 400, 'growing'],
    ['nothing where nobody waits', looks((i) => 30 - i), 0, null],
    ['nothing where it stays about the same', looks((i) => 500 + wobble(i)), 500, null],
    ['nothing after a few looks', looks((i) => 100 - i, 5), 95, null],
    ['nothing where all looks were at one time', looks((i) => 9 - i, 7).map((look) => ({ ...look, atMs: 1 })), 3, null],
    ['nothing where it takes weeks', looks((i) => 1_000_000 - i), 1_000_000, null],
  ])('is %s', (_what, seen, waiting, expected) => {
    expect(drainOf(seen, waiting)).toBe(expected);
  });
});
