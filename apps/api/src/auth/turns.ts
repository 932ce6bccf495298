import { TooManyRequestsError } from '@task-queue/tasks';

/** Lets a few do something at once; the others wait in line. */
export class Turns {
  #free: number;
  readonly #waiting: (() => void)[] = [];

  constructor(
    atOnce: number,
    private readonly mostWaiting: number,
  ) {
    this.#free = atOnce;
  }

  /** @throws TooManyRequestsError where the line is too long */
  async take<Result>(work: () => Promise<Result>): Promise<Result> {
    if (this.#free > 0) {
      this.#free -= 1;
    } else if (this.#waiting.length < this.mostWaiting) {
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    } else {
      throw new TooManyRequestsError(1);
    }
    try {
      return await work();
    } finally {
      const next = this.#waiting.shift();
      if (next) {
        next(); // the turn goes on from hand to hand
      } else {
        this.#free += 1;
      }
    }
  }
}
