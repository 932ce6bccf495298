import { increase } from '../reader/counts.js';

/**
 * Times in buckets of a fixed layout, four to each doubling (2^¼ wide), so that those of several times and places are added
 * up bucket by bucket. The middle of a bucket is within 9.1 % of whatever is in it.
 */
export type Histogram = ReadonlyMap<number, number>;

const BUCKETS_A_DOUBLING = 4;

/** Of what took less than a millisecond. */
const BELOW_FIRST = -1;

/** Thirty days; what took longer is in the last bucket. */
const LONGEST_MS = 30 * 86_400_000;

/** The bucket a time is in. */
export function bucketOf(ms: number): number {
  return ms < 1 ? BELOW_FIRST : Math.floor(BUCKETS_A_DOUBLING * Math.log2(Math.min(ms, LONGEST_MS)) + 1e-9);
}

/** What is said of the times in a bucket, in milliseconds: its middle, on the scale of the buckets. */
export function middleOf(bucket: number): number {
  return bucket === BELOW_FIRST ? 0 : 2 ** ((bucket + 0.5) / BUCKETS_A_DOUBLING);
}

/** The sum of some histograms. */
export function mergeOf(histograms: Iterable<Histogram>): Histogram {
  const sum = new Map<number, number>();
  for (const histogram of histograms) {
    for (const [bucket, count] of histogram) {
      increase(sum, bucket, count);
    }
  }
  return sum;
}

/** The time that a share of all does not exceed (the nearest rank), in milliseconds; `null` where there is none. */
export function percentileOf(histogram: Histogram, share: number): number | null {
  const total = [...histogram.values()].reduce((sum, count) => sum + count, 0);
  let left = Math.ceil(share * total);
  for (const [bucket, count] of [...histogram].toSorted(([a], [b]) => a - b)) {
    left -= count;
    if (left <= 0) {
      return middleOf(bucket);
    }
  }
  return null;
}
