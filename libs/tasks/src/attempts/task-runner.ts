import type { GivenUpAttempt, HeldAttempt, StartedAttempt } from './attempt-store.js';
import type { StoredStop } from '../record/codec.js';
import type { Ticket } from '../life/task-store.js';
import { Attempt, type AttemptSurroundings } from './attempt.js';

/** Something to be said to an attempt. */
type Word = (attempt: Attempt) => void;

/** What takes a slot. */
export interface Occupant {
  readonly held: StartedAttempt;
  /** By Redis' clock. */
  readonly begunAtMs: number;
  /** Whether it has ended, and only its handler goes on. */
  readonly isEnded: boolean;
}

/** A start whose answer is on the way. */
interface Start {
  readonly taskId: string;
  /** What was said meanwhile to attempts of the task, by number: it may begin one of them. */
  readonly words: Map<number, Word[]>;
}

/** The attempts of a worker: begins them by their tickets, and is the way to those under way. */
export class TaskRunner {
  readonly #starts = new Set<Start>();
  readonly #attempts = new Map<string, Attempt>();
  readonly #leaving = new Set<Attempt>();
  readonly #runs = new Set<Promise<unknown>>();
  #isStopping = false;

  constructor(private readonly around: AttemptSurroundings) {}

  /**
   * Runs the attempt a ticket stands for; a stale ticket is dropped. Settles when the outcome is recorded and, where it was to
   * be stopped, its handler has ended.
   */
  async run(ticket: Ticket): Promise<void> {
    const run = this.#run(ticket).finally(() => this.#runs.delete(run));
    this.#runs.add(run);
    const attempt = await run;
    if (attempt !== null) {
      this.#leaving.add(attempt);
      await attempt.left().finally(() => this.#leaving.delete(attempt));
    }
  }

  /** Resolves when what is under way now has ended, well or not. */
  async settled(): Promise<void> {
    await Promise.allSettled(this.#runs);
  }

  /** The attempts under way in this process. */
  running(): readonly StartedAttempt[] {
    return [...this.#attempts.values()].map(({ held }) => held);
  }

  /** What takes a slot of this process, the oldest first: attempts under way, and those whose handler did not stop in time. */
  occupants(): readonly Occupant[] {
    const underWay = [...this.#attempts.values()].map((attempt) => occupantOf(attempt, false));
    const leaving = [...this.#leaving].map((attempt) => occupantOf(attempt, true));
    return [...leaving, ...underWay].toSorted((a, b) => a.begunAtMs - b.begunAtMs);
  }

  /** Ends attempts that no longer hold their task, and one that begins after all as soon as it has begun. */
  giveUp(attempts: readonly GivenUpAttempt[]): void {
    for (const { stop, ...attempt } of attempts) {
      this.#tell(attempt, (told) => told.giveUp(stop));
    }
  }

  /** Asks an attempt to stop, also one that begins after all as soon as it has begun. */
  stop(attempt: HeldAttempt, stop: StoredStop): void {
    this.#tell(attempt, (told) => {
      told.stop(stop).catch((error: unknown) => this.around.log.warn('Stopping an attempt', error));
    });
  }

  /** Ends every attempt because the process shuts down, and one that begins after all as soon as it has begun. */
  interruptAll(): void {
    this.#isStopping = true;
    for (const attempt of this.#attempts.values()) {
      attempt.end({ kind: 'interrupted' });
    }
  }

  #tell(attempt: HeldAttempt, word: Word): void {
    const { taskId, number } = attempt;
    const known = this.#attempts.get(keyOf(attempt));
    if (known) {
      word(known);
      return;
    }
    for (const { words } of [...this.#starts].filter((start) => start.taskId === taskId)) {
      words.set(number, [...(words.get(number) ?? []), word]);
    }
  }

  async #run(ticket: Ticket): Promise<Attempt | null> {
    const start: Start = { taskId: ticket.taskId, words: new Map() };
    this.#starts.add(start);
    let started: StartedAttempt | null;
    try {
      started = await this.around.store.start(ticket);
    } finally {
      this.#starts.delete(start); // in the same moment in which the attempt is known by itself
    }
    if (started === null) {
      return null;
    }
    const attempt = new Attempt(started, this.around);
    start.words.get(started.number)?.forEach((word) => word(attempt));
    if (this.#isStopping) {
      attempt.end({ kind: 'interrupted' }); // its ticket is used up, so it has to be given back
    }
    this.#attempts.set(keyOf(started), attempt);
    try {
      await attempt.run();
    } finally {
      this.#attempts.delete(keyOf(started));
    }
    return attempt;
  }
}

function keyOf({ taskId, number }: HeldAttempt): string {
  return `${taskId}.${number}`;
}

function occupantOf({ held, begunAtMs }: Attempt, isEnded: boolean): Occupant {
  return { held, begunAtMs, isEnded };
}
