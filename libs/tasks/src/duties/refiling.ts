import type { TermFiling } from '../index/term-filing.js';
import type { ThrottledLog } from '../domain/throttled-log.js';
import { every } from '../domain/every.js';

/** With the step: at most 400 tasks a second, a million in three quarters of an hour. */
const INTERVAL_MS = 50;
/** Tasks filed in one step, so that nothing waits for long. */
const STEP_TASKS = 20;

/** Files the tasks of an earlier version anew, a step at a time, until all are. Nothing to do for a new installation. */
export class Refiling {
  #stop: () => void = () => undefined;

  constructor(
    private readonly filing: Pick<TermFiling, 'fileNext'>,
    private readonly log: ThrottledLog,
  ) {}

  start(): void {
    this.#stop = every(
      INTERVAL_MS,
      async () => {
        if (!(await this.filing.fileNext(STEP_TASKS))) {
          this.#stop();
        }
      },
      (error) => this.log.warn('Filing by other terms', error),
    );
  }

  stop(): void {
    this.#stop();
  }
}
