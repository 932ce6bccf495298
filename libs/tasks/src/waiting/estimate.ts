import type { TimedCount } from './run-times.js';

/** Fewer measured times say nothing. */
export const FEWEST_TIMES = 20;

/** How often what is to come is played through. */
const PLAYS = 100;

/** So many tasks before one are played through; of more, their sum is nearly what the mean says. */
const MOST_PLAYED = 400;

/** So many slots are looked through in each play at most. */
const MOST_LOOKS = 20_000;

/** How finely times are told apart when they are drawn. */
const QUANTILES = 1_024;

/** The shares of the plays between which the range lies. */
const [EARLY, LATE] = [0.05, 0.95];

/** How far the near future may be from what was measured. */
const DRIFT = 0.15;

/** Farther ahead nobody can say, in milliseconds. */
const FARTHEST_MS = 7 * 86_400_000;

/** From now, in milliseconds. */
export interface Estimate {
  readonly fromMs: number;
  readonly toMs: number;
}

/** What stands between a waiting task and its start. */
export interface Line {
  /** Tasks that get a slot before it. */
  readonly ahead: number;
  /** Of its lane, over all workers. */
  readonly slots: number;
  readonly running: number;
}

/**
 * When a waiting task is likely to start, from how long attempts of its lane took of late; `null` where nobody can say.
 *
 * @param random - numbers from 0 to below 1
 */
export function startEstimate(
  times: readonly TimedCount[],
  { ahead, slots, running }: Line,
  random: () => number = Math.random,
): Estimate | null {
  if (slots === 0 || countOf(times) < FEWEST_TIMES) {
    return null;
  }
  const anyTime = pickerOf(times, random);
  // A task that is met while it runs is rather a long one, and somewhere within its time.
  const metTime = pickerOf(
    times.map(({ ms, count }) => ({ ms, count: ms * count })),
    random,
  );
  const busy = Math.min(running, slots);
  const played = Math.min(ahead, MOST_PLAYED, Math.floor(MOST_LOOKS / slots));
  const starts = Array.from({ length: PLAYS }, () => {
    const ends = Array.from({ length: slots }, (_, i) => (i < busy ? metTime() * random() : 0));
    for (let i = 0; i < played; i += 1) {
      const first = indexOfLeast(ends);
      ends[first] = ends[first]! + anyTime();
    }
    return Math.min(...ends);
  }).toSorted((a, b) => a - b);
  const restMs = ((ahead - played) * meanOf(times)) / slots;
  return rangeOf(starts[Math.floor(EARLY * PLAYS)]! + restMs, starts[Math.floor(LATE * PLAYS)]! + restMs);
}

/** When a running task is likely to end, from how long attempts of its type took that ran longer than it did; `null` as above. */
export function endEstimate(times: readonly TimedCount[], elapsedMs: number): Estimate | null {
  const longer = times.filter(({ ms }) => ms > elapsedMs).toSorted((a, b) => a.ms - b.ms);
  const total = countOf(longer);
  if (countOf(times) < FEWEST_TIMES || total < FEWEST_TIMES / 4) {
    return null;
  }
  const at = (share: number): number => {
    let left = Math.ceil(share * total);
    return longer.find(({ count }) => (left -= count) <= 0)!.ms - elapsedMs;
  };
  return rangeOf(at(EARLY), at(LATE));
}

/** With what the future may differ by. */
function rangeOf(fromMs: number, toMs: number): Estimate | null {
  return toMs > FARTHEST_MS
    ? null
    : { fromMs: Math.max(0, Math.round(fromMs * (1 - DRIFT))), toMs: Math.round(toMs * (1 + DRIFT)) };
}

function countOf(times: readonly TimedCount[]): number {
  return times.reduce((sum, { count }) => sum + count, 0);
}

function meanOf(times: readonly TimedCount[]): number {
  return times.reduce((sum, { ms, count }) => sum + ms * count, 0) / countOf(times);
}

function indexOfLeast(numbers: readonly number[]): number {
  let least = 0;
  for (let i = 1; i < numbers.length; i += 1) {
    if (numbers[i]! < numbers[least]!) {
      least = i;
    }
  }
  return least;
}

/** What gives a time as often as it was measured: drawn some ten thousand times, so from a table. */
function pickerOf(times: readonly TimedCount[], random: () => number): () => number {
  const total = countOf(times);
  let [bucket, below] = [0, times[0]!.count];
  const quantiles = Array.from({ length: QUANTILES }, (_, i) => {
    while ((i + 0.5) * (total / QUANTILES) > below && bucket < times.length - 1) {
      bucket += 1;
      below += times[bucket]!.count;
    }
    return times[bucket]!.ms;
  });
  return () => quantiles[Math.floor(random() * QUANTILES)]!;
}
