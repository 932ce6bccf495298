import { MAX_TIMER_MS } from './limits.js';

/**
 * Does something at an interval, never twice at once: what takes longer skips its next turns.
 *
 * @param onError - is told of a turn that failed; the next one comes all the same
 * @returns ends it
 */
export function every(intervalMs: number, job: () => Promise<unknown>, onError: (error: unknown) => void): () => void {
  let isBusy = false;
  const turn = (): void => {
    if (isBusy) {
      return;
    }
    isBusy = true;
    job()
      .catch(onError)
      .finally(() => {
        isBusy = false;
      });
  };
  const timer = setInterval(turn, Math.min(intervalMs, MAX_TIMER_MS)).unref();
  return () => clearInterval(timer);
}
