import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { elapsedMs, isDisturbed, markNow } from './elapsed';

const HOUR = 3_600_000;

beforeEach(() => void jest.useFakeTimers());
afterEach(() => void jest.useRealTimers());

describe('time passed', () => {
  it('is what both clocks say', () => {
    const before = markNow();
    jest.advanceTimersByTime(HOUR);
    expect([elapsedMs(before), isDisturbed(before)]).toEqual([HOUR, false]);
  });

  it('is not taken back by a clock that is set back', () => {
    const before = markNow();
    jest.advanceTimersByTime(HOUR);
    jest.setSystemTime(Date.now() - 2 * HOUR);
    expect([elapsedMs(before), isDisturbed(before)]).toEqual([HOUR, true]);
  });

  it('goes on in a computer that sleeps', () => {
    const before = markNow();
    jest.setSystemTime(Date.now() + 8 * HOUR); // and the clock that only counts stands still
    expect([elapsedMs(before), isDisturbed(before)]).toEqual([8 * HOUR, true]);
  });
});
