import { EventEmitter, once } from 'node:events';
import { setTimeout as elapsed } from 'node:timers/promises';
import type { Redis } from 'ioredis';
import { compareCursors, FIRST_CURSOR } from './cursors.js';
import type { LogEntry } from './envelope.js';
import type { EventLog } from './event-log.js';
import { LogTail, TAIL_WAIT_MS } from './log-tail.js';
import { ReadPace } from './read-pace.js';

/** Entries given out before others have a moment: fewer, so that a burst never looks like a slow client. */
const BATCH = 100;

/** How long nothing is asked after an error, in milliseconds. */
const PAUSE_MS = 1_000;

/** Who follows the log from now on. */
export interface LiveListener {
  /** The next entry, in order. Others come when it has resolved. It must not throw. */
  entry(entry: LogEntry): void | Promise<void>;
  /** The log lost entries that were given out before (Redis was emptied, or restarted without its last second). */
  lost(): void;
}

/**
 * Follows the log from the moment it begins, with a cursor that is kept nowhere: for what only concerns those who are
 * here now. Each process may have one; none knows of the others.
 */
export class LiveFollower {
  readonly #tail: LogTail;
  readonly #pace = new ReadPace();
  readonly #moves = new EventEmitter().setMaxListeners(0);
  #position = FIRST_CURSOR;
  #added = 0;
  #lookedAtMs = 0;
  #isFollowing = false;

  /** @param blocking - for the one read that waits; used by nobody else */
  constructor(
    private readonly log: EventLog,
    private readonly blocking: Redis,
  ) {
    this.#tail = new LogTail(blocking, log.key);
  }

  /** The cursor of the last entry given to the listener. */
  get position(): string {
    return this.#position;
  }

  /** Gives every entry from now on to a listener, in order, until {@link stop}. Reads on where it was after a fault. */
  async start(listener: LiveListener): Promise<void> {
    const { last, added } = await this.log.state();
    this.#position = last;
    this.#added = added;
    this.#lookedAtMs = performance.now();
    this.#isFollowing = true;
    // Redis may have come back without its last second.
    this.blocking.on('ready', () => (this.#lookedAtMs = 0));
    void this.#readOn(listener);
  }

  stop(): void {
    this.#isFollowing = false;
  }

  /** Resolves when {@link position} changes. @throws AbortError */
  async moved(signal: AbortSignal): Promise<void> {
    await once(this.#moves, 'moved', { signal });
  }

  /** How much older the last entry given to the listener is than the last in the log, in milliseconds. */
  async lagMs(): Promise<number> {
    const { last } = await this.log.state();
    return Math.max(0, parseInt(last) - parseInt(this.#position));
  }

  async #readOn(listener: LiveListener): Promise<void> {
    while (this.#isFollowing) {
      try {
        const entries = await this.#tail.next(this.#position, BATCH);
        if (performance.now() - this.#lookedAtMs >= TAIL_WAIT_MS && (await this.#startOverIfLost(listener))) {
          continue;
        }
        for (const entry of entries ?? []) {
          await listener.entry(entry);
          this.#position = entry.cursor;
        }
        if (entries !== null) {
          this.#moves.emit('moved');
          await (entries.length < BATCH ? this.#pace.turn() : undefined); // a full batch says that more are there
        }
      } catch {
        // The connection comes back by itself; until then look once a second.
        await elapsed(this.#isFollowing ? PAUSE_MS : 0);
      }
    }
  }

  /** A log that has less than was read of it is another one: its next entries may have cursors we believe to be past. */
  async #startOverIfLost(listener: LiveListener): Promise<boolean> {
    const { last, added } = await this.log.state();
    const isLost = added < this.#added || compareCursors(last, this.#position) < 0;
    this.#added = added;
    this.#lookedAtMs = performance.now();
    if (isLost) {
      this.#position = last;
      this.#moves.emit('moved');
      listener.lost();
    }
    return isLost;
  }
}
