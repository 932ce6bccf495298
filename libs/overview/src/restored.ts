import type { Redis } from 'ioredis';
import { Numbers } from './numbers/numbers.js';

/** The keys that a backup takes along as they are: numbers, kinds of errors, and what people said of these. */
export const OVERVIEW_KEYS: readonly string[] = ['numbers:*', 'errors:*'];

/** Keeps that nothing of what happened between a backup and its restore was counted. Times are epoch milliseconds. */
export async function keepRestoredGap(redis: Redis, prefix: string, fromMs: number, toMs: number): Promise<void> {
  await new Numbers(redis, redis, prefix).keepGap({ from: String(fromMs), to: String(toMs) });
}
