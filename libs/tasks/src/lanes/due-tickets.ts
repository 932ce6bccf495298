import type { AttemptStore } from '../attempts/attempt-store.js';
import { every } from '../domain/every.js';
import type { ThrottledLog } from '../domain/throttled-log.js';
import type { WorkerService } from '../domain/worker-service.js';

const INTERVAL_MS = 200;
const BATCH = 500;

/**
 * Issues the tickets of pending tasks whose time has come: run time reached, backoff over. In every worker, and no duty of one:
 * asking for a lease would cost as much as looking, and a task would wait for the next holder when one dies.
 */
export class DueTickets implements WorkerService {
  #end: () => void = () => undefined;

  constructor(
    private readonly store: Pick<AttemptStore, 'issueDueTickets'>,
    private readonly log: ThrottledLog,
  ) {}

  start(): void {
    this.#end = every(
      INTERVAL_MS,
      () => this.issue(),
      (error) => this.log.warn('Tickets that are due', error),
    );
  }

  stop(): void {
    this.#end();
  }

  async issue(): Promise<void> {
    while ((await this.store.issueDueTickets(BATCH)) === BATCH) {
      // there may be more
    }
  }
}
