import type { AttemptStore } from '../attempts/attempt-store.js';
import type { DutyWork } from '../duties/duty.js';

const BATCH = 100;

/** So long a worker has to end an attempt itself whose grace is over, in milliseconds. */
const LEFT_TO_WORKER_MS = 1_000;

/** Ends attempts that were to stop, did not, and whose workers do not say so: a blocked one may still hold its lease. */
export class OverdueStops implements DutyWork {
  readonly name = 'overdue-stops';
  readonly intervalMs = 500;
  readonly heldMs = 4_000;

  constructor(private readonly store: Pick<AttemptStore, 'abandonOverdue'>) {}

  async turn(isHeld: () => Promise<boolean>): Promise<void> {
    while ((await this.store.abandonOverdue(LEFT_TO_WORKER_MS, BATCH)) === BATCH && (await isHeld())) {
      // there may be more
    }
  }
}
