import type { AttemptStore } from '../attempts/attempt-store.js';
import type { TaskRunner } from '../attempts/task-runner.js';
import { every } from '../domain/every.js';
import type { ThrottledLog } from '../domain/throttled-log.js';
import { within } from '../domain/within.js';
import type { WorkerRoster } from './worker-roster.js';
import type { WorkerService } from '../domain/worker-service.js';

/** How long saying good-bye may take, in milliseconds. */
const LEAVE_MS = 1_000;

/** Says three times in a lease that this worker and its attempts are alive, and gives up those that it no longer holds. */
export class Heartbeat implements WorkerService {
  #end: () => void = () => undefined;

  constructor(
    private readonly store: Pick<AttemptStore, 'worker' | 'renew'>,
    private readonly runner: Pick<TaskRunner, 'running' | 'giveUp' | 'stop'>,
    private readonly roster: WorkerRoster,
    private readonly leaseMs: number,
    /** The slots of this worker, in the order of the lanes. */
    private readonly slots: () => readonly number[],
    private readonly log: ThrottledLog,
  ) {}

  async start(): Promise<void> {
    await this.beat();
    this.#end = every(
      this.leaseMs / 3,
      () => this.beat(),
      (error) => this.log.warn('Heartbeat', error),
    );
  }

  async stop(): Promise<void> {
    this.#end();
    await within(LEAVE_MS, this.roster.leave(this.store.worker)); // without Redis it is missed soon enough
  }

  async beat(): Promise<void> {
    await Promise.all([this.roster.heartbeat(this.store.worker, this.leaseMs, this.slots()), this.#renewLeases()]);
  }

  async #renewLeases(): Promise<void> {
    const running = this.runner.running();
    if (running.length > 0) {
      const { lost, stopping } = await this.store.renew(running);
      this.runner.giveUp(lost);
      for (const { stop, ...attempt } of stopping) {
        this.runner.stop(attempt, stop); // the word of it was missed
      }
    }
  }
}
