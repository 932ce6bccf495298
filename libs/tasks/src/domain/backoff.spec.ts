import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { backoffDelayMs, DEFAULT_BACKOFF } from './backoff.js';

const options = fc.record({
  delayMs: fc.integer({ min: 1, max: 600_000 }),
  maxDelayMs: fc.integer({ min: 1, max: 86_400_000 }),
  jitter: fc.double({ min: 0, max: 1, noNaN: true }),
});
const retries = fc.nat({ max: 5_000 });
const chance = fc.double({ min: 0, max: 1, noNaN: true });

describe('the wait before a retry', () => {
  const plain = { delayMs: 1_000, maxDelayMs: 60_000, jitter: 0 };

  test('doubles up to its cap, whatever the number of retries', () => {
    expect([0, 1, 2, 3].map((count) => backoffDelayMs(plain, count, 0.5))).toEqual([1_000, 2_000, 4_000, 8_000]);
    expect(backoffDelayMs(plain, 6, 0.5)).toBe(60_000);
    expect(backoffDelayMs(plain, 5_000, 0.5)).toBe(60_000);
  });

  test('is shortened by chance, by its share at most', () => {
    expect(backoffDelayMs(DEFAULT_BACKOFF, 0, 0)).toBe(1_000);
    expect(backoffDelayMs(DEFAULT_BACKOFF, 0, 1)).toBe(800);
  });

  test('is a whole number of milliseconds from its unshortened share up to the cap', () => {
    const isWithin = fc.property(options, retries, chance, (backoff, count, random) => {
      const ms = backoffDelayMs(backoff, count, random);
      const fullMs = backoffDelayMs({ ...backoff, jitter: 0 }, count, random);
      return Number.isInteger(ms) && ms <= backoff.maxDelayMs && ms <= fullMs && ms >= Math.floor(fullMs * (1 - backoff.jitter));
    }); // prettier-ignore
    expect(fc.check(isWithin)).toMatchObject({ failed: false });
  });

  test('never gets shorter with another retry and the same chance', () => {
    const grows = fc.property(
      options,
      retries,
      chance,
      (backoff, count, random) => backoffDelayMs(backoff, count + 1, random) >= backoffDelayMs(backoff, count, random),
    );
    expect(fc.check(grows)).toMatchObject({ failed: false });
  });
});
