import type { Logger } from '@nestjs/common';
import type { Job } from 'bull';
import type { TaskPriority } from '@task-queue/contracts';
import { LANES, parseTicket, type Lanes } from './task-queue.js';
import type { TaskRunner } from './task-runner.js';

/** Takes tickets from the lanes, each lane with worker slots of its own, and hands them to the runner. */
export class TaskProcessor {
  constructor(
    private readonly lanes: Lanes,
    private readonly runner: TaskRunner,
    private readonly concurrency: Readonly<Record<TaskPriority, number>>,
    private readonly shutdownGraceMs: number,
    private readonly logger: Logger,
  ) {}

  /** Begins to take tickets. */
  start(): void {
    for (const lane of LANES) {
      const queue = this.lanes[lane];
      queue.on('error', (error: Error) => this.logger.warn(`Lane ${lane}: ${error.message}`));
      void queue
        .process(this.concurrency[lane], (job: Job) => this.#take(job))
        .catch((error: unknown) => this.logger.error(`Lane ${lane} stopped: ${String(error)}`));
    }
  }

  /**
   * Takes no more tickets, waits for the running attempts as long as the grace allows, then gives the rest back
   * to their lanes.
   */
  async stop(): Promise<void> {
    await Promise.all(LANES.map((lane) => this.lanes[lane].pause(true, true).catch(() => undefined)));
    const deadlineMs = Date.now() + this.shutdownGraceMs;
    while (this.runner.running().length > 0 && Date.now() < deadlineMs) {
      await delay(50);
    }
    this.runner.interruptAll();
    const lastMs = Date.now() + 2_000;
    while (this.runner.running().length > 0 && Date.now() < lastMs) {
      await delay(20);
    }
  }

  /** The outcome is in the record, so to Bull every ticket is done; only Redis out of reach is thrown. */
  async #take(job: Job): Promise<void> {
    const ticket = parseTicket(job.id);
    if (ticket !== null) {
      await this.runner.run(ticket);
    }
  }
}

function delay(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
