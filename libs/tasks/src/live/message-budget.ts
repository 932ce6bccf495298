/** How many seconds' worth of messages may come at once. */
const BURST_SECONDS = 5;

/** How much a client may say, or is told: so many messages a second, with five seconds' worth saved up at most. */
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

  /** Whether more was said than there was budget for. */
  get isOverdrawn(): boolean {
    return this.#left < 0;
  }

  /** Takes one message from the budget. */
  spend(nowMs: number): void {
    this.#earn(nowMs);
    this.#left -= 1;
  }

  /** Takes one message where there is budget for it. @returns whether there was */
  trySpend(nowMs: number): boolean {
    this.#earn(nowMs);
    const isAffordable = this.#left >= 1;
    this.#left -= isAffordable ? 1 : 0;
    return isAffordable;
  }

  #earn(nowMs: number): void {
    const earned = ((nowMs - this.#countedAtMs) / 1_000) * this.perSecond;
    this.#left = Math.min(this.perSecond * BURST_SECONDS, this.#left + earned);
    this.#countedAtMs = nowMs;
  }
}
