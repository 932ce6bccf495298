import type { AttemptStore } from '../attempts/attempt-store.js';
import type { DutyWork } from './duty.js';

const BATCH = 500;

/** Looks through the pending tasks, some at a time, for tickets that got lost with the worker that popped them. */
export class TicketAudit implements DutyWork {
  readonly name = 'ticket-audit';
  readonly intervalMs = 1_000;
  readonly heldMs = 5_000;
  #lastNumber = 0;

  constructor(private readonly store: Pick<AttemptStore, 'replaceMissingTickets'>) {}

  /** The next of them; from the oldest again after the newest. */
  async turn(): Promise<void> {
    this.#lastNumber = await this.store.replaceMissingTickets(this.#lastNumber, BATCH);
  }
}
