import type { Percentiles } from '@task-queue/contracts';
import { mergeOf, percentileOf, type Histogram } from '../numbers/histogram.js';

/** The percentiles of some histograms together, in whole milliseconds. */
export function percentilesOf(histograms: readonly Histogram[]): Percentiles {
  const histogram = mergeOf(histograms);
  const rounded = (share: number): number | null => {
    const ms = percentileOf(histogram, share);
    return ms === null ? null : Math.round(ms);
  };
  return { p50: rounded(0.5), p95: rounded(0.95), p99: rounded(0.99) };
}
