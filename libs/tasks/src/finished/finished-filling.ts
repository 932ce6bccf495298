import type { DutyWork } from '../duties/duty.js';
import type { FinishedOrder } from './finished-order.js';

/** Has the order in which tasks finished made anew where it is not whole: after an update, and where Redis has lost what it was kept from. */
export class FinishedFilling implements DutyWork {
  readonly name = 'finished-order';
  readonly intervalMs = 2_000;
  readonly heldMs = 9_000;

  constructor(private readonly order: Pick<FinishedOrder, 'fill'>) {}

  turn(isHeld: () => Promise<boolean>): Promise<boolean> {
    return this.order.fill(isHeld);
  }
}
