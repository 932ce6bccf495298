import { setTimeout as elapsed } from 'node:timers/promises';

/** Reads at once that wait for nothing: what happens to a few tasks is told as it happens. */
const AT_ONCE = 30;

/** Beyond those one in so many milliseconds: who does one task after the other still hears of each as it happens. */
const EVERY_MS = 3;

/**
 * How often the end of a busy log is read. Redis answers a read that waits with the first entry that comes; who reads on at once
 * gets entry after entry, each at the cost of a call. A moment later there are many.
 */
export class ReadPace {
  #left = AT_ONCE;
  #countedAtMs = performance.now();

  /** Resolves when the next read may be. */
  async turn(): Promise<void> {
    const nowMs = performance.now();
    this.#left = Math.min(AT_ONCE, this.#left + (nowMs - this.#countedAtMs) / EVERY_MS) - 1;
    this.#countedAtMs = nowMs;
    if (this.#left < 0) {
      await elapsed(-this.#left * EVERY_MS);
    }
  }
}
