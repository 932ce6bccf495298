import type { HeldAttempt, StartedAttempt } from './attempt-store.js';
import type { Ticket } from '../life/task-store.js';
import { Attempt, type AttemptSurroundings } from './attempt.js';

/** A start whose answer is on the way. */
interface Start {
  readonly taskId: string;
  /** Attempts of the task that were given up meanwhile, by number: it may begin one of them. */
  readonly givenUp: Set<number>;
}

/** The attempts of a worker: begins them by their tickets, and is the way to those under way. */
export class TaskRunner {
  readonly #starts = new Set<Start>();
  readonly #attempts = new Map<string, Attempt>();
  readonly #runs = new Set<Promise<void>>();
  #isStopping = false;

  constructor(private readonly around: AttemptSurroundings) {}

  /** Runs the attempt a ticket stands for; a stale ticket is dropped. Settles when the outcome is recorded. */
  run(ticket: Ticket): Promise<void> {
    const run = this.#run(ticket).finally(() => this.#runs.delete(run));
    this.#runs.add(run);
    return run;
  }

  /** Resolves when what is under way now has ended, well or not. */
  async settled(): Promise<void> {
    await Promise.allSettled(this.#runs);
  }

  /** The attempts under way in this process. */
  running(): readonly StartedAttempt[] {
    return [...this.#attempts.values()].map(({ held }) => held);
  }

  /** Ends attempts that no longer hold their task, and one that begins after all as soon as it has begun. */
  giveUp(attempts: readonly HeldAttempt[]): void {
    for (const { taskId, number } of attempts) {
      this.#attempts.get(keyOf({ taskId, number }))?.end({ kind: 'given up' });
      for (const start of this.#starts) {
        if (start.taskId === taskId) {
          start.givenUp.add(number);
        }
      }
    }
  }

  /** Ends every attempt because the process shuts down, and one that begins after all as soon as it has begun. */
  interruptAll(): void {
    this.#isStopping = true;
    for (const attempt of this.#attempts.values()) {
      attempt.end({ kind: 'interrupted' });
    }
  }

  async #run(ticket: Ticket): Promise<void> {
    const start: Start = { taskId: ticket.taskId, givenUp: new Set() };
    this.#starts.add(start);
    let started: StartedAttempt | null;
    try {
      started = await this.around.store.start(ticket);
    } finally {
      this.#starts.delete(start); // in the same moment in which the attempt is known by itself
    }
    if (started === null) {
      return;
    }
    const attempt = new Attempt(started, this.around);
    if (start.givenUp.has(started.number)) {
      attempt.end({ kind: 'given up' });
    } else if (this.#isStopping) {
      attempt.end({ kind: 'interrupted' }); // its ticket is used up, so it has to be given back
    }
    this.#attempts.set(keyOf(started), attempt);
    try {
      await attempt.run();
    } finally {
      this.#attempts.delete(keyOf(started));
    }
  }
}

function keyOf({ taskId, number }: HeldAttempt): string {
  return `${taskId}.${number}`;
}
