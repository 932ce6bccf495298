import { ConcurrencyLimit } from '@task-queue/access';
import { Logger } from '@nestjs/common';
import type { EventLog, LiveFollower, LogEntry } from '@task-queue/event-log';
import { throwStoreError } from '../record/store-error.js';
import { IDENTITY_CHANGED } from './identity-notices.js';
import { LiveEntry } from './live-entry.js';

/** Entries read at a time for one socket that catches up. */
const BATCH = 500;

/** Batches decoded at a time, however many sockets catch up after a restart: what bounds their memory. */
const READS_AT_ONCE = 4;

/** Who follows the log. */
export interface EventLogListener {
  /** The next entry that is for sockets, in order. */
  entry(entry: LiveEntry): void;
  /** Somebody may no longer be who they were; events go on when it resolves. */
  identityChanged(personId: string): Promise<void>;
  /** The log lost events that were given out before (Redis was emptied, or restarted without its last second). */
  lost(): void;
}

/** A part of the log. */
export interface TaskLogPart {
  /** What of it the reader may see, oldest first. */
  readonly entries: readonly LiveEntry[];
  /** Where the part ends: everything up to here has been looked at. */
  readonly end: string;
}

/** The event log as sockets hear it: from now on or from a cursor that a client has kept. */
export class TaskEventLog {
  readonly #logger = new Logger(TaskEventLog.name);
  readonly #limit = new ConcurrencyLimit(READS_AT_ONCE);

  constructor(
    private readonly log: EventLog,
    private readonly follower: LiveFollower,
  ) {}

  /** The cursor of the last event given to the listener of {@link follow}. */
  get position(): string {
    return this.follower.position;
  }

  /** Gives every event from now on to a listener, in order, until {@link stop}. Reads on where it was after a fault. */
  async follow(listener: EventLogListener): Promise<void> {
    await this.follower
      .start({
        entry: (entry) => this.#giveOut(entry, listener),
        lost: () => {
          this.#logger.warn('The event log lost its past: every subscriber starts over');
          listener.lost();
        },
      })
      .catch(throwStoreError);
  }

  stop(): void {
    this.follower.stop();
  }

  /** Resolves when {@link position} changes. @throws AbortError */
  moved(signal: AbortSignal): Promise<void> {
    return this.follower.moved(signal);
  }

  /** How much older the last event given to the listener is than the last in the log, in milliseconds. */
  lagMs(): Promise<number> {
    return this.follower.lagMs().catch(throwStoreError);
  }

  /** Whether the log knows this cursor and nothing after it has been dropped. */
  reaches(cursor: string): Promise<boolean> {
    return this.log.reaches(cursor).catch(throwStoreError);
  }

  /**
   * The events after one cursor and up to another that whoever is in these rooms hears, at most a batch.
   *
   * @returns `null` where events after the cursor are no longer there
   */
  async read(after: string, upTo: string, rooms: readonly string[]): Promise<TaskLogPart | null> {
    return this.#limit.run(async () => {
      const { entries, end, gap } = await this.log.read(after, upTo, BATCH).catch(throwStoreError);
      const isHeard = (entry: LiveEntry): boolean => entry.rooms.some((room) => rooms.includes(room));
      return gap === null
        ? { entries: entries.flatMap((entry) => this.#live(entry) ?? []).filter(isHeard), end }
        : null;
    });
  }

  async #giveOut(entry: LogEntry, listener: EventLogListener): Promise<void> {
    if (entry.name === IDENTITY_CHANGED) {
      await listener.identityChanged(ownerOf(entry));
      return;
    }
    const live = this.#live(entry);
    if (live !== null) {
      listener.entry(live);
    }
  }

  #live(entry: LogEntry): LiveEntry | null {
    return LiveEntry.of(entry, (error) => this.#logger.error(`Event ${entry.cursor} can't be read: ${String(error)}`));
  }
}

/** Whom an entry is about. */
function ownerOf({ audience }: LogEntry): string {
  return typeof audience === 'string' ? '' : audience.owner;
}
