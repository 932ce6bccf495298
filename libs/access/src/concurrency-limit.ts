/** Lets a few do something at a time; the others wait in line. */
export class ConcurrencyLimit {
  readonly #waiting: (() => void)[] = [];
  #free: number;

  /** @param atOnce - how many may do it at a time */
  constructor(atOnce: number) {
    this.#free = atOnce;
  }

  /** How many wait in line. */
  get waiting(): number {
    return this.#waiting.length;
  }

  /** Does it when it is its turn; settles as that does. */
  async run<Result>(act: () => Promise<Result>): Promise<Result> {
    if (this.#free > 0) {
      this.#free -= 1;
    } else {
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
    try {
      return await act();
    } finally {
      const next = this.#waiting.shift();
      if (next === undefined) {
        this.#free += 1;
      } else {
        next(); // the turn goes straight to the next in line
      }
    }
  }
}
