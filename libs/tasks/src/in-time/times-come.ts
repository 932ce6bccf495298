import type { DutyWork } from '../duties/duty.js';
import type { InTimeStore } from './in-time-store.js';

const BATCH = 100;

/** Cancels what has not begun by its time, and tells what is likely to miss its deadline. */
export class TimesCome implements DutyWork {
  readonly name = 'times-come';
  readonly intervalMs = 250;
  readonly heldMs = 4_000;

  constructor(private readonly store: Pick<InTimeStore, 'expireOverdue' | 'tellAtRisk'>) {}

  async turn(isHeld: () => Promise<boolean>): Promise<void> {
    let isMore = true;
    while (isMore) {
      const [expired, told] = await Promise.all([this.store.expireOverdue(BATCH), this.store.tellAtRisk(BATCH)]);
      isMore = (expired === BATCH || told === BATCH) && (await isHeld());
    }
  }
}
