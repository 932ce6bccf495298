/** Does something when asked, but never twice at once and at most once an interval: many requests are one. */
export class Paced {
  #timer: ReturnType<typeof setTimeout> | undefined;
  #isRunning = false;
  #isWanted = false;
  #isStopped = false;

  /**
   * @param action - a failure is its own to tell; the next request tries again
   * @param intervalMs - from a request to the action, and from its end to the next
   */
  constructor(
    private readonly action: () => Promise<unknown>,
    private readonly intervalMs: number,
  ) {}

  /** Asks for the action, soon. */
  request(): void {
    this.#isWanted = true;
    if (!this.#isRunning && !this.#isStopped) {
      this.#timer ??= setTimeout(() => void this.#run(), this.intervalMs);
    }
  }

  /** Nothing is done any more. */
  stop(): void {
    this.#isStopped = true;
    clearTimeout(this.#timer);
  }

  async #run(): Promise<void> {
    this.#timer = undefined;
    this.#isWanted = false;
    this.#isRunning = true;
    try {
      await this.action();
    } catch {
      // told where it happened
    }
    this.#isRunning = false;
    if (this.#isWanted) {
      this.request();
    }
  }
}
