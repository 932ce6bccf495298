import type { LogEntry } from '@task-queue/event-log';
import { TOPICS, type LiveArguments, type LiveEvent, type LiveEventName, type Topic } from './topics.js';

/** An entry of the log as it is for sockets: decoded when that is first asked for, for many are only counted. */
export class LiveEntry {
  #event: LiveEvent['event'] | null | undefined;

  private constructor(
    private readonly entry: LogEntry,
    private readonly topic: Topic,
    /** Whose sockets hear it: those in one of these rooms. */
    readonly rooms: readonly string[],
    private readonly onUnreadable: (error: unknown) => void,
  ) {}

  /** @returns `null` for what is not for sockets @param onUnreadable - the entry can't be decoded: it must not hold up the others */
  static of(entry: LogEntry, onUnreadable: (error: unknown) => void): LiveEntry | null {
    const topic = TOPICS.get(entry.topic);
    return topic === undefined ? null : new LiveEntry(entry, topic, topic.roomsOf(entry), onUnreadable);
  }

  get cursor(): string {
    return this.entry.cursor;
  }

  get name(): LiveEventName {
    return this.entry.name as LiveEventName; // written by our own scripts
  }

  /** By Redis' clock. */
  get atMs(): number {
    return Number.parseInt(this.entry.cursor);
  }

  /** Whose it is; `null` where it is nobody's. */
  get ownerId(): string | null {
    const { audience } = this.entry;
    return typeof audience === 'string' ? null : audience.owner;
  }

  /** The task it is of; `null` where it is of none. */
  get taskId(): string | null {
    return this.entry.topic === 'task' ? (this.entry.data['i'] ?? null) : null;
  }

  /** What sockets receive under {@link name}; `null` where it can't be read. */
  get words(): LiveArguments | null {
    if (this.#event === undefined) {
      try {
        this.#event = this.topic.decode(this.entry.cursor, this.entry.data);
      } catch (error) {
        this.#event = null;
        this.onUnreadable(error);
      }
    }
    return this.#event && ([this.#event] as LiveArguments); // as belongs to the name
  }
}
