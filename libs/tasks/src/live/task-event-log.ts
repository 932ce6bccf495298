import { EventEmitter, once } from 'node:events';
import { Logger } from '@nestjs/common';
import type { Redis } from 'ioredis';
import type { TaskEvent, TaskEventName } from '@task-queue/contracts';
import { ConcurrencyLimit } from '../domain/concurrency-limit.js';
import { decodeEvent } from '../record/codec.js';
import { TaskKeys } from '../record/keys.js';
import { storeError } from '../record/store-error.js';
import { compareCursors, FIRST_CURSOR } from './cursors.js';
import { IDENTITY_CHANGED } from './identity-notices.js';

/** How long a read waits for the next event before it looks whether the log is still the same, in milliseconds. */
const BLOCK_MS = 4_000;
const BATCH = 500;

/** Events given out before the sockets have a moment to send them: fewer, so that a burst never looks like a slow client. */
const FOLLOWED_BATCH = 100;

/** Batches decoded at a time, however many sockets catch up after a restart: what bounds their memory. */
const READS_AT_ONCE = 4;

/** An event with its name. */
export interface LoggedEvent {
  readonly name: TaskEventName;
  readonly event: TaskEvent;
}

/** Who follows the log. */
export interface EventLogListener {
  /** Whether anybody listens to what happens to this person's tasks; else their events are not even decoded. */
  wants(ownerId: string): boolean;
  /** The next event that is wanted, in order. */
  event(logged: LoggedEvent): void;
  /** Somebody may no longer be who they were; events go on when it resolves. */
  identityChanged(personId: string): Promise<void>;
  /** The log lost events that were given out before (Redis was emptied, or restarted without its last second). */
  lost(): void;
}

/** A part of the log. */
export interface LogPart {
  /** What of it the reader may see, oldest first. */
  readonly events: readonly LoggedEvent[];
  /** Where the part ends: everything up to here has been looked at. */
  readonly end: string;
}

type Entry = [cursor: string, flatFields: string[]];

interface LogState {
  /** The id of the newest entry ever. */
  readonly last: string;
  /** The id of the oldest entry that is still there, or `null` where there is none. */
  readonly first: string | null;
  /** How many were ever added. */
  readonly added: number;
  readonly length: number;
}

/**
 * Reads the event log that the scripts append to. Each API node follows it on a connection of its own, so nodes need
 * no other bus.
 */
export class TaskEventLog {
  readonly #logger = new Logger(TaskEventLog.name);
  readonly #key: string;
  readonly #limit = new ConcurrencyLimit(READS_AT_ONCE);
  readonly #moves = new EventEmitter().setMaxListeners(0);
  #position = FIRST_CURSOR;
  #added = 0;
  #lookedAtMs = 0;
  #isFollowing = false;

  /**
   * @param redis - answers or fails soon
   * @param blockingRedis - for the one read that waits; used by nobody else
   */
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
  async follow(listener: EventLogListener): Promise<void> {
    const { last, added } = await this.#state();
    this.#position = last;
    this.#added = added;
    this.#lookedAtMs = performance.now();
    this.#isFollowing = true;
    // Redis may have come back without its last second.
    this.blockingRedis.on('ready', () => (this.#lookedAtMs = 0));
    void this.#readOn(listener);
  }

  stop(): void {
    this.#isFollowing = false;
  }

  /** Resolves when {@link position} changes. @throws AbortError */
  async moved(signal: AbortSignal): Promise<void> {
    await once(this.#moves, 'moved', { signal });
  }

  /** How much older the last event given to the listener is than the last in the log, in milliseconds. */
  async lagMs(): Promise<number> {
    const { last } = await this.#state();
    return Math.max(0, parseInt(last) - parseInt(this.#position));
  }

  /** Whether the log knows this cursor and nothing after it has been dropped. */
  async reaches(cursor: string): Promise<boolean> {
    return isWithin(cursor, await this.#state());
  }

  /**
   * The events after one cursor and up to another, at most a batch; of one owner, or with `null` of all.
   *
   * @returns `null` where events after the cursor are no longer there
   */
  async read(after: string, upTo: string, ownerId: string | null): Promise<LogPart | null> {
    return this.#limit.run(async () => {
      const answers = await this.redis
        .multi()
        .xrange(this.#key, `(${after}`, upTo, 'COUNT', BATCH)
        .xinfo('STREAM', this.#key)
        .exec()
        .catch((error: unknown) => {
          throw storeError(error);
        });
      const [[, entries], [error, info]] = answers as [[null, Entry[]], [Error | null, unknown[]]];
      if (!isWithin(after, error === null ? parseState(info) : emptyOrThrow(error))) {
        return null;
      }
      return {
        events: entries.flatMap((entry) => this.#decode(entry, (owner) => ownerId === null || owner === ownerId) ?? []),
        end: entries.length < BATCH ? upTo : entries.at(-1)![0],
      };
    });
  }

  async #readOn(listener: EventLogListener): Promise<void> {
    while (this.#isFollowing) {
      try {
        const answer = await this.blockingRedis.xread(
          'COUNT',
          FOLLOWED_BATCH,
          'BLOCK',
          BLOCK_MS,
          'STREAMS',
          this.#key,
          this.#position,
        );
        if (performance.now() - this.#lookedAtMs >= BLOCK_MS && (await this.#startOverIfLost(listener))) {
          continue;
        }
        for (const entry of answer?.[0]?.[1] ?? []) {
          await this.#giveOut(entry, listener);
          this.#position = entry[0];
        }
        if (answer !== null) {
          this.#moves.emit('moved');
        }
      } catch {
        // The connection comes back by itself; until then look once a second.
        await new Promise((resolve) => setTimeout(resolve, this.#isFollowing ? 1_000 : 0));
      }
    }
  }

  async #giveOut(entry: Entry, listener: EventLogListener): Promise<void> {
    const fields = fieldsOf(entry);
    if (fields['n'] === IDENTITY_CHANGED) {
      await listener.identityChanged(fields['o'] ?? '');
      return;
    }
    const logged = this.#decode(entry, (ownerId) => listener.wants(ownerId));
    if (logged !== null) {
      listener.event(logged);
    }
  }

  /** A log that has less than was read of it is another one: its next events may have ids we believe to be past. */
  async #startOverIfLost(listener: EventLogListener): Promise<boolean> {
    const { last, added } = await this.#state();
    const isLost = added < this.#added || compareCursors(last, this.#position) < 0;
    this.#added = added;
    this.#lookedAtMs = performance.now();
    if (isLost) {
      this.#logger.warn('The event log lost its past: every subscriber starts over');
      this.#position = last;
      this.#moves.emit('moved');
      listener.lost();
    }
    return isLost;
  }

  async #state(): Promise<LogState> {
    try {
      return parseState((await this.redis.xinfo('STREAM', this.#key)) as unknown[]);
    } catch (error) {
      return emptyOrThrow(error);
    }
  }

  /** @returns `null` for what is no event or not wanted, and for one that can't be read: it must not hold up the others */
  #decode(entry: Entry, isWanted: (ownerId: string) => boolean): LoggedEvent | null {
    const fields = fieldsOf(entry);
    if (fields['n'] === IDENTITY_CHANGED || !isWanted(fields['o'] ?? '')) {
      return null;
    }
    const [cursor] = entry;
    try {
      // The name was written by our own script.
      return { name: fields['n'] as TaskEventName, event: decodeEvent(cursor, fields) };
    } catch (error) {
      this.#logger.error(`Event ${cursor} can't be read: ${String(error)}`);
      return null;
    }
  }
}

function fieldsOf([, flat]: Entry): Record<string, string> {
  const fields: Record<string, string> = {};
  for (let i = 0; i < flat.length; i += 2) {
    fields[flat[i]!] = flat[i + 1]!;
  }
  return fields;
}

/** A cursor is `0-0` or the id of an entry: one older than all entries is from a log that is gone, or was dropped. */
function isWithin(cursor: string, { last, first, added, length }: LogState): boolean {
  if (cursor === last) {
    return true;
  }
  if (compareCursors(cursor, last) > 0 || first === null) {
    return false;
  }
  return compareCursors(cursor, first) >= 0 || (cursor === FIRST_CURSOR && added === length);
}

/** Reads the answer of XINFO STREAM, a flat list of names and values. */
function parseState(info: unknown[]): LogState {
  const field = (name: string): unknown => info[info.indexOf(name) + 1];
  return {
    last: field('last-generated-id') as string,
    first: (field('first-entry') as Entry | null)?.[0] ?? null,
    added: field('entries-added') as number,
    length: field('length') as number,
  };
}

/** No log is an empty one. @throws what else went wrong, as the store's errors */
function emptyOrThrow(error: unknown): LogState {
  if (error instanceof Error && error.message.includes('no such key')) {
    return { last: FIRST_CURSOR, first: null, added: 0, length: 0 };
  }
  throw storeError(error);
}
