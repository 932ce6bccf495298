import { describe, expect, test } from '@jest/globals';
import { endEstimate, startEstimate, type Estimate } from './estimate.js';
import type { TimedCount } from './run-times.js';

/** The same numbers each time (mulberry32). */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** Three types that differ a hundred times over, each with a long tail: how often, and its median in milliseconds. */
const TYPES = [
  { share: 0.7, medianMs: 200, spread: 0.5 },
  { share: 0.25, medianMs: 3_000, spread: 0.8 },
  { share: 0.05, medianMs: 40_000, spread: 0.4 },
] as const;

function takenBy(random: () => number): number {
  let left = random();
  const type = TYPES.find(({ share }) => (left -= share) < 0) ?? TYPES[0];
  const normal = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  return type.medianMs * Math.exp(type.spread * normal);
}

/** As times are kept: in buckets that are 2^¼ wide. */
function measured(times: readonly number[]): readonly TimedCount[] {
  const buckets = Map.groupBy(times, (ms) => Math.floor(4 * Math.log2(ms)));
  return [...buckets].map(([bucket, { length }]) => ({ ms: 2 ** ((bucket + 0.5) / 4), count: length }));
}

/** What was said of a task, and when it began in truth. */
interface Said {
  readonly ahead: number;
  readonly estimate: Estimate;
  readonly startsInMs: number;
}

/** A lane with so many slots, its tasks first come first served, that is asked now and then when one that waits will start. */
function play(slots: number, seed: number): readonly Said[] {
  const random = randomFrom(seed);
  const past = measured(Array.from({ length: 300 }, () => takenBy(random)));
  const free = Array.from({ length: slots }, () => 0);
  const starts: number[] = [];
  const ends: number[] = [];
  const tasks = 400; // all of them wait from the beginning on
  for (let i = 0; i < tasks; i += 1) {
    const at = Math.min(...free);
    starts.push(at);
    ends.push(at + takenBy(random));
    free[free.indexOf(at)] = ends[i]!;
  }
  return Array.from({ length: 60 }, (): Said => {
    const task = slots + 1 + Math.floor(random() * (tasks - slots - 1));
    const nowMs = random() * starts[task]!;
    const ahead = starts.slice(0, task).filter((at) => at > nowMs).length;
    const running = starts.filter((at, i) => at <= nowMs && ends[i]! > nowMs).length;
    const estimate = startEstimate(past, { ahead, slots, running }, random)!;
    return { ahead, estimate, startsInMs: starts[task]! - nowMs };
  });
}

describe('when a waiting task is likely to start', () => {
  const said = [1, 4, 16].flatMap((slots) => [1, 2, 3, 4].flatMap((seed) => play(slots, seed * 7_919 + slots)));

  test('is within the range for at least 80 % of a mixed load', () => {
    const right = said.filter(
      ({ estimate: { fromMs, toMs }, startsInMs }) => fromMs <= startsInMs && startsInMs <= toMs,
    );
    expect(said).toHaveLength(720);
    expect(right.length / said.length).toBeGreaterThanOrEqual(0.8);
  });

  test('is said the more narrowly the nearer it is', () => {
    const median = (numbers: readonly number[]): number => numbers.toSorted((a, b) => a - b)[numbers.length >> 1]!;
    const widths = (isMeant: (ahead: number) => boolean): readonly number[] =>
      said.filter(({ ahead }) => isMeant(ahead)).map(({ estimate: { fromMs, toMs } }) => toMs - fromMs);
    const [near, far] = [widths((ahead) => ahead < 20), widths((ahead) => ahead > 150)];
    expect(median(near)).toBeLessThan(median(far) / 3);
  });

  test('is not said where too little was measured, nothing works, or it is too far', () => {
    const line = { ahead: 1, slots: 1, running: 1 };
    expect(startEstimate([{ ms: 100, count: 19 }], line)).toBeNull();
    expect(startEstimate([{ ms: 100, count: 20 }], { ...line, slots: 0 })).toBeNull();
    expect(startEstimate([{ ms: 3_600_000, count: 20 }], { ...line, ahead: 1_000_000 })).toBeNull();
  });
});

describe('when a running task is likely to end', () => {
  test('is within the range for at least 80 % of those that run so long', () => {
    const random = randomFrom(42);
    const past = measured(Array.from({ length: 2_000 }, () => takenBy(random)));
    const asked = Array.from({ length: 500 }, () => ({ tookMs: takenBy(random), share: random() }));
    const said = asked.flatMap(({ tookMs, share }) => {
      const estimate = endEstimate(past, tookMs * share);
      return estimate === null ? [] : [{ estimate, endsInMs: tookMs * (1 - share) }];
    });
    const right = said.filter(({ estimate: { fromMs, toMs }, endsInMs }) => fromMs <= endsInMs && endsInMs <= toMs);
    expect(said.length).toBeGreaterThan(450);
    expect(right.length / said.length).toBeGreaterThanOrEqual(0.8);
  });

  test('is not said of one that runs longer than any did', () => {
    expect(endEstimate([{ ms: 100, count: 50 }], 200)).toBeNull();
  });
});
