import { describe, expect, it } from '@jest/globals';
import { compare, medianOf, percentileOf, spreadOf } from './figures.ts';

const BASE = { what: 'creates', unit: 'per second', peer: 'Bull' } as const;

describe('the middle of values', () => {
  it('is the middle one, and between the middle ones of an even number', () => {
    expect(medianOf([9, 1, 5])).toBe(5);
    expect(medianOf([9, 1, 5, 7])).toBe(6);
  });

  it('is refused where there are none', () => {
    expect(() => medianOf([])).toThrow(RangeError);
    expect(() => percentileOf([], 0.5)).toThrow(RangeError);
  });

  it('sorts by size, not by text', () => {
    expect(spreadOf([100, 9, 20])).toEqual({ median: 20, min: 9, max: 100 });
  });
});

describe('a percentile', () => {
  it('is a value that was measured and that the share does not exceed', () => {
    const values = Array.from({ length: 100 }, (_, i) => i + 1);
    expect(percentileOf(values, 0.5)).toBe(50);
    expect(percentileOf(values, 0.99)).toBe(99);
    expect(percentileOf(values, 1)).toBe(100);
    expect(percentileOf([7], 0.01)).toBe(7);
  });
});

describe('a comparison', () => {
  it('takes the ratio round by round, so that a slow round of both tells nothing', () => {
    const { ratio, ours, theirs } = compare({ ...BASE, ours: [8, 4, 80], theirs: [10, 5, 100] });
    expect(ratio).toEqual({ median: 0.8, min: 0.8, max: 0.8 });
    expect([ours.median, theirs.median]).toEqual([8, 10]);
  });

  it('is held to its goal by the median', () => {
    const rounds = { ours: [7, 9, 8], theirs: [10, 10, 10] };
    expect(compare({ ...BASE, ...rounds, goal: { of: 'ratio', atLeast: 0.8 } }).isMet).toBe(true);
    expect(compare({ ...BASE, ...rounds, goal: { of: 'ratio', atLeast: 0.81 } }).isMet).toBe(false);
    expect(compare({ ...BASE, ...rounds, goal: { of: 'ratio', atMost: 0.7 } }).isMet).toBe(false);
    expect(compare({ ...BASE, ...rounds, goal: { of: 'difference', atMost: -2 } }).isMet).toBe(true);
    expect(compare({ ...BASE, ...rounds, goal: { of: 'value', atMost: 0 } }).isMet).toBe(false);
    expect(compare({ ...BASE, ...rounds }).isMet).toBeNull();
  });

  it('of rounds that are not the same number is refused', () => {
    expect(() => compare({ ...BASE, ours: [1], theirs: [1, 2] })).toThrow(RangeError);
  });
});
