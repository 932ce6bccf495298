import type { Logger } from '@nestjs/common';
import type { AttemptStore } from '../store/attempt-store.js';
import type { TaskQueue } from './task-queue.js';
import type { TaskRunner } from './task-runner.js';

/** How often tasks whose time has come are looked for, in milliseconds. */
const DUE_INTERVAL_MS = 200;
const BATCH = 500;

/**
 * The sweep, in every worker: issues tickets for pending tasks that have none (run time reached, backoff over, a
 * crash between record and ticket), renews the leases of this worker's attempts, and takes back tasks whose worker
 * went silent. Every claim is atomic, so several workers sweeping at once share the work.
 */
export class Recovery {
  readonly #timers: NodeJS.Timeout[] = [];
  readonly #busy = new Set<string>();

  constructor(
    private readonly store: AttemptStore,
    private readonly queue: TaskQueue,
    private readonly runner: TaskRunner,
    private readonly leaseMs: number,
    private readonly logger: Logger,
  ) {}

  start(): void {
    this.#every('due tasks', DUE_INTERVAL_MS, () => this.issueDueTickets());
    this.#every('leases', this.leaseMs / 3, () => this.renewLeases());
    this.#every('lost tasks', this.leaseMs / 3, () => this.recoverLostTasks());
  }

  stop(): void {
    for (const timer of this.#timers) {
      clearInterval(timer);
    }
  }

  async issueDueTickets(): Promise<void> {
    for (;;) {
      const tickets = await this.store.claimDue(BATCH);
      await Promise.all(tickets.map((ticket) => this.queue.addTicket(ticket)));
      if (tickets.length < BATCH) {
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
    while ((await this.store.recover(BATCH)) === BATCH);
  }

  /** Runs a job of the sweep at an interval, never twice at once. */
  #every(name: string, intervalMs: number, job: () => Promise<void>): void {
    const timer = setInterval(() => {
      if (this.#busy.has(name)) {
        return;
      }
      this.#busy.add(name);
      job()
        .catch((error: unknown) => this.logger.warn(`Sweep of ${name}: ${String(error)}`))
        .finally(() => this.#busy.delete(name));
    }, intervalMs);
    this.#timers.push(timer.unref());
  }
}
