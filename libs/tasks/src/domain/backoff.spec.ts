import { describe, expect, test } from '@jest/globals';
import { backoffDelayMs, DEFAULT_BACKOFF } from './backoff.js';

describe('the wait before a retry', () => {
  const plain = { delayMs: 1_000, maxDelayMs: 60_000, jitter: 0 };

  test('doubles up to its cap, whatever the number of retries', () => {
    expect([0, 1, 2, 3].map((retries) => backoffDelayMs(plain, retries, 0.5))).toEqual([1_000, 2_000, 4_000, 8_000]);
    expect(backoffDelayMs(plain, 6, 0.5)).toBe(60_000);
    expect(backoffDelayMs(plain, 5_000, 0.5)).toBe(60_000);
  });

  test('is shortened by chance, by its share at most', () => {
    expect(backoffDelayMs(DEFAULT_BACKOFF, 0, 0)).toBe(1_000);
    expect(backoffDelayMs(DEFAULT_BACKOFF, 0, 1)).toBe(800);
  });
});
