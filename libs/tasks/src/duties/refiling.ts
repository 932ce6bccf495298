import type { TermFiling } from '../index/term-filing.js';
import type { DutyWork } from './duty.js';

/** Tasks filed in one step, so that nothing waits for long. */
const STEP_TASKS = 20;

/** Files the tasks of an earlier version anew, a step at a time, until all are. Nothing to do for a new installation. */
export class Refiling implements DutyWork {
  readonly name = 'refiling';
  /** With the step: at most 400 tasks a second, a million in three quarters of an hour. */
  readonly intervalMs = 50;
  readonly heldMs = 5_000;

  constructor(private readonly filing: Pick<TermFiling, 'fileNext'>) {}

  async turn(): Promise<'done' | 'more'> {
    return (await this.filing.fileNext(STEP_TASKS)) ? 'more' : 'done';
  }
}
