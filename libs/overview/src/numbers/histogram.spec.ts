import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { bucketOf, mergeOf, percentileOf, type Histogram } from './histogram.js';

const DAY_MS = 86_400_000;

/** Times as very different types have them: about the same, over all magnitudes, and mostly quick with a long tail. */
const DISTRIBUTIONS: Readonly<Record<string, fc.Arbitrary<number>>> = {
  'all alike': fc.integer({ min: 900, max: 1_100 }),
  'of every magnitude': fc.double({ min: 0, max: Math.log(30 * DAY_MS), noNaN: true }).map((log) => Math.exp(log)),
  'quick with a long tail': fc.oneof(
    { weight: 9, arbitrary: fc.integer({ min: 1, max: 20 }) },
    { weight: 1, arbitrary: fc.integer({ min: 60_000, max: DAY_MS }) },
  ),
};

const histogramOf = (times: readonly number[]): Histogram => mergeOf(times.map((ms) => new Map([[bucketOf(ms), 1]])));

const exact = (times: readonly number[], share: number): number =>
  times.toSorted((a, b) => a - b)[Math.ceil(share * times.length) - 1]!;

describe('percentiles of a histogram', () => {
  test.each(Object.entries(DISTRIBUTIONS))('are within 10 %% of the exact ones of times that are %s', (_name, time) => {
    fc.assert(
      fc.property(fc.array(time, { minLength: 1, maxLength: 500 }), (times) => {
        const histogram = histogramOf(times);
        for (const share of [0.5, 0.95, 0.99]) {
          const wanted = exact(times, share);
          expect(Math.abs(percentileOf(histogram, share)! - wanted)).toBeLessThanOrEqual(0.1 * wanted);
        }
      }),
    );
  });

  test('are the same of a sum of histograms as of all times in one', () => {
    const times = fc.array(fc.integer({ min: 0, max: DAY_MS }), { maxLength: 100 });
    fc.assert(
      fc.property(times, times, (some, others) => {
        const sum = mergeOf([histogramOf(some), histogramOf(others)]);
        expect(percentileOf(sum, 0.95)).toBe(percentileOf(histogramOf([...some, ...others]), 0.95));
      }),
    );
  });

  test('are none of none, and nothing for what took no time', () => {
    expect(percentileOf(new Map(), 0.5)).toBeNull();
    expect(percentileOf(histogramOf([0, 0.4]), 0.99)).toBe(0);
  });
});
