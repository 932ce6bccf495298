import { messageOf } from './error-text.js';

/** The same warning is logged once in this time, in milliseconds. */
const INTERVAL_MS = 10_000;

/** Different warnings that are remembered. */
const REMEMBERED = 100;

/** Logs what goes wrong again and again: the same warning once in ten seconds. */
export class ThrottledLog {
  readonly #toldAtMs = new Map<string, number>();

  /** @param isToldElsewhere - whether somebody else tells of an error, so that it is not logged here. @default none */
  constructor(
    private readonly logger: { warn(text: string): void },
    private readonly isToldElsewhere: (error: unknown) => boolean = () => false,
  ) {}

  /** @param what - was being done */
  warn(what: string, error: unknown): void {
    if (this.isToldElsewhere(error)) {
      return;
    }
    const text = `${what}: ${messageOf(error)}`;
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
