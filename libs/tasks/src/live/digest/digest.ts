import type { EventCounts, ScheduleEventName, TaskEventName } from '@task-queue/contracts';
import { instant } from '../../record/codec.js';
import type { LiveEntry } from '../live-entry.js';
import { MessageBudget } from '../message-budget.js';
import { CONTROL_ROOM, type TasksSocket } from '../tasks-socket.js';
import type { LiveArguments } from '../topics.js';

/** So many events a second of tasks that are not watched come in full, five seconds' worth at once; of one's own as many again. */
const IN_FULL_PER_SECOND = 20;

const INTERVAL_MS = 1_000;

/** What was left out since the last digest. */
interface LeftOut {
  readonly fromMs: number;
  readonly counts: Counts;
  readonly own: Counts;
  atMs: number;
}

type Counts = Partial<Record<keyof EventCounts, number>>;

/**
 * What one socket hears that asked for a digest: the events of tasks that it watches, as many others as a person can follow,
 * and once a second how many more there were. What it costs does not grow with how much goes on.
 */
export class Digest {
  readonly #own = new MessageBudget(IN_FULL_PER_SECOND, performance.now());
  readonly #others = new MessageBudget(IN_FULL_PER_SECOND, performance.now());
  #leftOut: LeftOut | null = null;
  #timer: NodeJS.Timeout | undefined;
  /** Of the last entry. */
  #cursor: string;
  /** All up to here was sent, or told as left out. */
  #told: string;

  /** @param isWatched - whether everything of a task is to come. @param since - the cursor that it begins after */
  constructor(
    private readonly socket: TasksSocket,
    private readonly isWatched: (taskId: string) => boolean,
    since: string,
  ) {
    this.#cursor = since;
    this.#told = since;
  }

  /** Sends an entry, or counts it. @returns whether it was sent */
  take(entry: LiveEntry): boolean {
    this.#cursor = entry.cursor;
    const isOwn = entry.ownerId === this.socket.data.identity.id;
    const isInFull =
      entry.rooms.includes(CONTROL_ROOM) || // that is seldom
      (entry.taskId !== null && this.isWatched(entry.taskId)) ||
      (isOwn ? this.#own : this.#others).trySpend(performance.now());
    if (!isInFull) {
      this.#leaveOut(entry, isOwn);
      return false;
    }
    const { words } = entry;
    if (words !== null) {
      this.socket.emit(entry.name, ...this.#resumable(words));
    }
    return words !== null;
  }

  /** Tells now what was left out. */
  flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#leftOut !== null) {
      const { fromMs, atMs, counts, own } = this.#leftOut;
      this.#leftOut = null;
      this.#told = this.#cursor;
      this.socket.emit('tasks:digest', { cursor: this.#cursor, from: instant(fromMs), at: instant(atMs), counts, own });
    }
  }

  /** The words with a cursor that all before it was told: whoever resumes from it misses nothing that was to be counted. */
  #resumable(words: LiveArguments): LiveArguments {
    if (this.#leftOut === null) {
      this.#told = this.#cursor;
      return words;
    }
    return [{ ...words[0], cursor: this.#told }] as LiveArguments; // the same words but for that
  }

  #leaveOut({ name, atMs }: LiveEntry, isOwn: boolean): void {
    const leftOut = (this.#leftOut ??= { fromMs: atMs, atMs, counts: {}, own: {} });
    leftOut.atMs = atMs;
    count(leftOut.counts, name as TaskEventName | ScheduleEventName); // those of lanes and types go another way
    if (isOwn) {
      count(leftOut.own, name as TaskEventName | ScheduleEventName);
    }
    this.#timer ??= setTimeout(() => this.flush(), INTERVAL_MS).unref();
  }
}

function count(counts: Counts, name: keyof EventCounts): void {
  counts[name] = (counts[name] ?? 0) + 1;
}
