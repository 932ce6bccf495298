import type { Redis } from 'ioredis';
import type { TaskEvent, TaskEventName } from '@task-queue/contracts';
import { decodeEvent } from '../store/codec.js';
import { TaskKeys } from '../store/keys.js';
import { storeError } from '../store/redis-connection.js';

const BLOCK_MS = 4_000;
const BATCH = 500;

/** An event with its name. */
export interface LoggedEvent {
  readonly name: TaskEventName;
  readonly event: TaskEvent;
}

type Entry = [cursor: string, flatFields: string[]];

/**
 * Reads the event log that the scripts append to. Each API node follows it on a connection of its own, so nodes need
 * no other bus.
 */
export class TaskEventLog {
  readonly #key: string;
  #position = '0-0';
  #isFollowing = false;

  constructor(
    private readonly redis: Redis,
    private readonly blockingRedis: Redis,
    prefix: string,
  ) {
    this.#key = new TaskKeys(prefix).events;
  }

  /** The cursor of the last event given to the listener of {@link follow}. */
  get position(): string {
    return this.#position;
  }

  /** Gives every event from now on to a listener, in order, until {@link stop}. Reads on where it was after a fault. */
  async follow(listener: (logged: LoggedEvent) => void): Promise<void> {
    const [last] = (await this.redis.xrevrange(this.#key, '+', '-', 'COUNT', 1)) as Entry[];
    this.#position = last?.[0] ?? '0-0';
    this.#isFollowing = true;
    void this.#readOn(listener);
  }

  /** How much older the last event given to the listener is than the last in the log, in milliseconds. */
  async lagMs(): Promise<number> {
    try {
      const [last] = (await this.redis.xrevrange(this.#key, '+', '-', 'COUNT', 1)) as Entry[];
      return last === undefined ? 0 : Math.max(0, parseInt(last[0]) - parseInt(this.#position));
    } catch (error) {
      throw storeError(error);
    }
  }

  stop(): void {
    this.#isFollowing = false;
  }

  /** Whether nothing after this cursor has been dropped from the log, and the log knows it. */
  async reaches(cursor: string): Promise<boolean> {
    try {
      const info = (await this.redis.xinfo('STREAM', this.#key).catch((error: unknown) => {
        if (error instanceof Error && error.message.includes('no such key')) {
          return null;
        }
        throw error;
      })) as unknown[] | null;
      if (info === null) {
        return cursor === '0-0';
      }
      const field = (name: string): unknown => info[info.indexOf(name) + 1];
      if (compareCursors(cursor, field('last-generated-id') as string) > 0) {
        return false;
      }
      const wasTrimmed = (field('entries-added') as number) > (field('length') as number);
      const first = field('first-entry') as Entry | null;
      return !wasTrimmed || (first !== null && compareCursors(cursor, first[0]) >= 0);
    } catch (error) {
      throw storeError(error);
    }
  }

  /** Events after one cursor up to and including another, oldest first, at most a batch. */
  async read(after: string, upTo: string): Promise<readonly LoggedEvent[]> {
    try {
      const entries = (await this.redis.xrange(this.#key, `(${after}`, upTo, 'COUNT', BATCH)) as Entry[];
      return entries.map(decodeEntry);
    } catch (error) {
      throw storeError(error);
    }
  }

  async #readOn(listener: (logged: LoggedEvent) => void): Promise<void> {
    while (this.#isFollowing) {
      try {
        const answer = await this.blockingRedis.xread(
          'COUNT',
          BATCH,
          'BLOCK',
          BLOCK_MS,
          'STREAMS',
          this.#key,
          this.#position,
        );
        for (const entry of answer?.[0]?.[1] ?? []) {
          listener(decodeEntry(entry));
          this.#position = entry[0];
        }
      } catch {
        // The connection comes back by itself; until then look once a second.
        await new Promise((resolve) => setTimeout(resolve, this.#isFollowing ? 1_000 : 0));
      }
    }
  }
}

/** Orders two stream ids. */
export function compareCursors(a: string, b: string): number {
  const [aMs, aSequence] = a.split('-').map(Number) as [number, number];
  const [bMs, bSequence] = b.split('-').map(Number) as [number, number];
  return aMs - bMs || aSequence - bSequence;
}

/** Whether a text is a cursor. */
export function isCursor(text: unknown): text is string {
  return typeof text === 'string' && /^\d{1,15}-\d{1,15}$/.test(text);
}

function decodeEntry([cursor, flat]: Entry): LoggedEvent {
  const fields: Record<string, string> = {};
  for (let i = 0; i < flat.length; i += 2) {
    fields[flat[i]!] = flat[i + 1]!;
  }
  // The name was written by our own script.
  return { name: fields['n'] as TaskEventName, event: decodeEvent(cursor, fields) };
}
