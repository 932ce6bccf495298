/** Does something again and again while the page can be seen, each time so long after the last time ended. */
export class Repeated {
  #timer: ReturnType<typeof setTimeout> | undefined;
  #isRunning = false;
  #isWanted = false;
  #isStopped = false;
  readonly #goOn = (): void => {
    if (!document.hidden) {
      this.now();
    }
  };

  /**
   * Begins with the first {@link now}.
   *
   * @param action - a failure is its own to tell; it is tried again all the same
   * @param intervalMs - from the end of one to the next
   */
  constructor(
    private readonly action: () => Promise<unknown>,
    private readonly intervalMs: number,
  ) {
    document.addEventListener('visibilitychange', this.#goOn);
  }

  /** Does it at once; while it is being done, once more after that. */
  now(): void {
    if (this.#isRunning) {
      this.#isWanted = true;
    } else if (!this.#isStopped) {
      clearTimeout(this.#timer);
      void this.#run();
    }
  }

  /** Nothing is done any more. */
  stop(): void {
    this.#isStopped = true;
    clearTimeout(this.#timer);
    document.removeEventListener('visibilitychange', this.#goOn);
  }

  async #run(): Promise<void> {
    this.#isWanted = false;
    this.#isRunning = true;
    try {
      await this.action();
    } catch {
      // told where it happened
    }
    this.#isRunning = false;
    if (this.#isWanted) {
      this.now();
    } else if (!this.#isStopped) {
      this.#timer = setTimeout(this.#goOn, this.intervalMs);
    }
  }
}
