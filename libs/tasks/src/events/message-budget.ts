/** How many seconds' worth of messages may come at once. */
const BURST_SECONDS = 5;

/** How much a client may say: so many messages a second, with five seconds' worth saved up at most. */
export class MessageBudget {
  #left: number;
  #countedAtMs: number;

  constructor(
    private readonly perSecond: number,
    nowMs: number,
  ) {
    this.#left = perSecond * BURST_SECONDS;
    this.#countedAtMs = nowMs;
  }

  /** Takes one message from the budget. @returns whether there was one left */
  spend(nowMs: number): boolean {
    const earned = ((nowMs - this.#countedAtMs) / 1_000) * this.perSecond;
    this.#left = Math.min(this.perSecond * BURST_SECONDS, this.#left + earned);
    this.#countedAtMs = nowMs;
    if (this.#left < 1) {
      return false;
    }
    this.#left -= 1;
    return true;
  }
}
