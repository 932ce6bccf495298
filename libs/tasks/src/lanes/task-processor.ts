import type { Job } from 'bull';
import type { AttemptStore } from '../attempts/attempt-store.js';
import type { ThrottledLog } from '../domain/throttled-log.js';
import { every } from '../domain/every.js';
import type { LaneConsumer } from './lane-consumer.js';
import { parseTicket } from './task-queue.js';
import type { TaskRunner } from '../attempts/task-runner.js';
import { within } from '../domain/within.js';

/** How often the lanes are looked after, in milliseconds. */
const LOOK_INTERVAL_MS = 1_000;

/** How long the lanes get to stop taking tickets, in milliseconds. */
const PAUSE_MS = 1_000;

/** How long interrupted attempts get to be given back, in milliseconds. */
const GIVE_BACK_MS = 2_000;

/** Hands the tickets that the lanes' consumers take to the runner, and looks after the consumers. */
export class TaskProcessor {
  #stopLooking: () => void = () => undefined;

  /** @param shutdownGraceMs - how long {@link stop} waits for running attempts */
  constructor(
    private readonly consumers: readonly LaneConsumer[],
    private readonly runner: TaskRunner,
    private readonly shutdownGraceMs: number,
    private readonly log: ThrottledLog,
  ) {}

  /** Begins to take tickets. */
  start(): void {
    for (const consumer of this.consumers) {
      consumer.start();
    }
    const looks = this.consumers.map((consumer) =>
      every(
        LOOK_INTERVAL_MS,
        () => consumer.replaceIfStuck(),
        (error) => this.log.warn('Looking after a lane', error),
      ),
    );
    this.#stopLooking = () => looks.forEach((stop) => stop());
  }

  /**
   * Takes no more tickets, waits for the running attempts as long as the grace allows, then gives the rest back
   * to their lanes.
   */
  async stop(): Promise<void> {
    this.#stopLooking();
    await within(PAUSE_MS, Promise.all(this.consumers.map((consumer) => consumer.pause())));
    await within(this.shutdownGraceMs, this.runner.settled());
    this.runner.interruptAll();
    await within(GIVE_BACK_MS, this.runner.settled());
    await within(PAUSE_MS, Promise.all(this.consumers.map((consumer) => consumer.close())));
  }
}

/** Another worker has a slot for it. */
export async function giveTicketBack(store: Pick<AttemptStore, 'giveBack'>, job: Job): Promise<void> {
  const ticket = parseTicket(job.id);
  if (ticket !== null) {
    await store.giveBack(ticket);
  }
}

/** The outcome is in the record, so to Bull every ticket is done. */
export async function takeTicket(runner: TaskRunner, job: Job): Promise<void> {
  const ticket = parseTicket(job.id);
  if (ticket !== null) {
    await runner.run(ticket);
  }
}
