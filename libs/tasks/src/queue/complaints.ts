import type { Logger } from '@nestjs/common';
import { isFull } from '@task-queue/redis';

/** The same complaint is logged once in this time, in milliseconds. */
const INTERVAL_MS = 10_000;

/** Different complaints that are remembered. */
const REMEMBERED = 100;

/** Logs what goes wrong again and again. That Redis is full is told by whoever watches it, and not here. */
export class Complaints {
  readonly #toldAtMs = new Map<string, number>();

  constructor(private readonly logger: Pick<Logger, 'warn'>) {}

  /** @param what - was being done */
  hear(what: string, error: unknown): void {
    if (isFull(error)) {
      return;
    }
    const text = `${what}: ${error instanceof Error ? error.message : String(error)}`;
    const nowMs = performance.now();
    if (nowMs - (this.#toldAtMs.get(text) ?? -Infinity) > INTERVAL_MS) {
      if (this.#toldAtMs.size >= REMEMBERED) {
        this.#toldAtMs.clear();
      }
      this.#toldAtMs.set(text, nowMs);
      this.logger.warn(text);
    }
  }
}
