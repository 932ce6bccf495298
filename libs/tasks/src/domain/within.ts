import { MAX_TIMER_MS } from './limits.js';

/** Waits for something to settle, but not longer than this, in milliseconds. How it settles is all the same. */
export async function within(ms: number, awaited: Promise<unknown>): Promise<void> {
  const elapsed = Promise.withResolvers<void>();
  const timer = setTimeout(elapsed.resolve, Math.min(ms, MAX_TIMER_MS));
  await Promise.race([awaited.catch(() => undefined), elapsed.promise]);
  clearTimeout(timer);
}
