/** How long to wait before an automatic retry. */
export interface BackoffOptions {
  /** Wait before the first retry, in milliseconds; doubled for each further one. @default 1000 */
  readonly delayMs: number;
  /** No wait is longer, in milliseconds. @default 300000 */
  readonly maxDelayMs: number;
  /** Share of the wait that is random, 0 to 1, so that failures at once do not retry at once. @default 0.2 */
  readonly jitter: number;
}

/** The wait where a handler says nothing of it. */
export const DEFAULT_BACKOFF: BackoffOptions = { delayMs: 1_000, maxDelayMs: 300_000, jitter: 0.2 };

/**
 * The wait before the next retry, in whole milliseconds: exponential, capped, then shortened by a random share
 * («equal jitter» of Brooker, Exponential Backoff and Jitter, AWS Architecture Blog, 2015, with a free share).
 *
 * @param retryCount - retries used so far; 0 gives the first wait. Past 2^30 doublings the cap always holds.
 * @param random - 0 to 1
 */
export function backoffDelayMs(options: BackoffOptions, retryCount: number, random: number): number {
  const fullMs = Math.min(options.maxDelayMs, options.delayMs * 2 ** Math.min(retryCount, 30));
  return Math.round(fullMs * (1 - options.jitter * random));
}
