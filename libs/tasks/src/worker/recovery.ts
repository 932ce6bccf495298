import { backoffDelayMs, DEFAULT_BACKOFF } from '../domain/backoff.js';
import type { TaskRegistry } from '../handlers/task-registry.js';
import type { AttemptStore } from '../attempts/attempt-store.js';
import type { ThrottledLog } from '../domain/throttled-log.js';
import { every } from '../domain/every.js';
import type { TaskRunner } from '../attempts/task-runner.js';
import { within } from '../domain/within.js';
import type { WorkerRoster } from './worker-roster.js';

/** How often tasks whose time has come are looked for, in milliseconds. */
const DUE_INTERVAL_MS = 200;
const BATCH = 500;

/** How often some pending tasks are looked through for lost tickets, in milliseconds. */
const AUDIT_INTERVAL_MS = 1_000;

/** How long saying good-bye may take, in milliseconds. */
const LEAVE_MS = 1_000;

/**
 * The sweep, in every worker: issues tickets for pending tasks that have none (run time reached, backoff over, a ticket
 * lost with the worker that popped it), says that this worker and its attempts are alive, and takes back tasks whose
 * worker went silent, for a retry after their backoff. Every claim is atomic, so several workers sweeping at once share the work.
 */
export class Recovery {
  readonly #stops: (() => void)[] = [];
  #auditedNumber = 0;

  constructor(
    private readonly store: AttemptStore,
    private readonly runner: TaskRunner,
    private readonly registry: Pick<TaskRegistry, 'find'>,
    private readonly roster: WorkerRoster,
    private readonly leaseMs: number,
    private readonly log: ThrottledLog,
    private readonly random: () => number = Math.random,
  ) {}

  async start(): Promise<void> {
    await this.#sayAlive();
    this.#every('due tasks', DUE_INTERVAL_MS, () => this.issueDueTickets());
    this.#every('leases', this.leaseMs / 3, () => this.#sayAlive());
    this.#every('lost tasks', this.leaseMs / 3, () => this.recoverLostTasks());
    this.#every('lost tickets', AUDIT_INTERVAL_MS, () => this.auditTickets());
  }

  async stop(): Promise<void> {
    this.#stops.forEach((stop) => stop());
    await within(LEAVE_MS, this.roster.leave(this.store.worker)); // without Redis it is missed soon enough
  }

  async issueDueTickets(): Promise<void> {
    for (;;) {
      if ((await this.store.issueDueTickets(BATCH)) < BATCH) {
        return;
      }
    }
  }

  async renewLeases(): Promise<void> {
    const running = this.runner.running();
    if (running.length > 0) {
      this.runner.giveUp(await this.store.renew(running));
    }
  }

  async recoverLostTasks(): Promise<void> {
    if (!(await this.store.canJudgeSilence())) {
      return;
    }
    for (;;) {
      const lost = await this.store.lost(BATCH);
      const attempts = lost.map((attempt) => {
        const backoff = this.registry.find(attempt.type)?.backoff ?? DEFAULT_BACKOFF; // this worker may not know it
        return { ...attempt, delayMs: backoffDelayMs(backoff, attempt.retryCount, this.random()) };
      });
      await this.store.recover(attempts);
      if (lost.length < BATCH) {
        return;
      }
    }
  }

  /** Looks through the next of the pending tasks; from the oldest again after the newest. */
  async auditTickets(): Promise<void> {
    this.#auditedNumber = await this.store.replaceMissingTickets(this.#auditedNumber, BATCH);
  }

  async #sayAlive(): Promise<void> {
    await Promise.all([this.roster.heartbeat(this.store.worker, this.leaseMs), this.renewLeases()]);
  }

  #every(name: string, intervalMs: number, job: () => Promise<void>): void {
    this.#stops.push(every(intervalMs, job, (error) => this.log.warn(`Sweep of ${name}`, error)));
  }
}
