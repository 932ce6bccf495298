import { setTimeout as elapsed } from 'node:timers/promises';
import { Lease } from '@task-queue/redis';
import type { Redis } from 'ioredis';
import { compareCursors, FIRST_CURSOR } from './cursors.js';
import type { EntryView } from './entry-view.js';
import type { EventLog, Gap } from './event-log.js';
import { advanceFollower, beginFollower, type Advance } from './log-scripts.js';
import type { SharedReads } from './shared-reads.js';

/**
 * Entries gathered at most: what is done about them is done by one script, and none should keep Redis for long. Who adds up
 * adds once what is gathered.
 */
const AT_ONCE = 2_000;

/** How long a follower is waited for that no longer says that it is alive, in milliseconds; it says so three times in it. */
const LEASE_MS = 6_000;

/** How long nothing is tried after an error, in milliseconds. */
const PAUSE_MS = 1_000;

/** How long an end waits for the handler, and for Redis, in milliseconds. */
const LAST_BATCH_MS = 3_000;

/** What is handed over at once. */
export interface Batch<Picked> {
  /** What was picked of its entries, the oldest first. */
  readonly picked: readonly Picked[];
  /** Where the follower was, and where it is once the batch is done. */
  readonly from: string;
  readonly to: string;
  /**
   * For a script that makes the batch's effect exactly once: what `advanceFollower` of {@link ADVANCE_LUA} takes, in its
   * order. The script moves the cursor on and makes the effect only where that returned true.
   */
  readonly advance: Advance;
}

/** Who follows the log under a name. */
export interface FollowerHandler<Picked> {
  /**
   * What is needed of an entry, `undefined` where that is nothing. It is asked when the entry has been read, maybe more than
   * once, and what it gives is gathered; the entry is not.
   */
  pick(entry: EntryView): Picked | undefined;
  /**
   * Does what there is to do about what was picked. The cursor is stored when it has resolved; where it throws, or its
   * process dies before, they come again: at least once. See {@link Batch.advance} for exactly once.
   */
  handle(batch: Batch<Picked>): Promise<void>;
  /** Is told, before what comes next, that there is something it will not get. May be told again, as a batch may come again. */
  gap(gap: Gap): Promise<void>;
}

/** Where a name begins that nobody has followed under: with what is to come, or with the oldest entry there is. */
export type FollowFrom = 'now' | 'beginning';

/** What a follower needs. */
export interface FollowerOptions {
  readonly name: string;
  readonly from: FollowFrom;
  readonly log: EventLog;
  /** What the followers of this process read together. */
  readonly reads: SharedReads;
  /** Waits for Redis to come back. */
  readonly redis: Redis;
  /** The key of all followers' cursors. */
  readonly cursorsKey: string;
  readonly leaseKey: string;
  /** Is told of what goes wrong again and again; the follower goes on. */
  readonly onError: (error: unknown) => void;
}

/** What a follower has read. */
interface Gathered<Picked> {
  readonly picked: readonly Picked[];
  /** Where it ends: where it began, if there is nothing. */
  readonly to: string;
  /** What is missing before it. */
  readonly gap: Gap | null;
  /** Whether there was no more at this look. */
  readonly isAll: boolean;
}

const NOTHING = { picked: [], gap: null, isAll: false };

/** Follows the log under a name: one process at a time, from where the last one stopped. */
export class Follower<Picked> {
  readonly #lease: Lease;
  readonly #ending = new AbortController();
  readonly #ended: Promise<void>;
  /** Where we are, or `null` until Redis has said. */
  #position: string | null = null;
  #isOurTurn = false;

  constructor(
    private readonly options: FollowerOptions,
    private readonly handler: FollowerHandler<Picked>,
  ) {
    this.#lease = new Lease(options.redis, options.leaseKey, LEASE_MS);
    this.#ended = this.#run();
  }

  /** Takes no more; waits a moment for what is under way, and lets another process go on at once. */
  async stop(): Promise<void> {
    this.#ending.abort();
    const end = this.#ended.then(() => this.#lease.giveBack()).catch(() => undefined);
    await Promise.race([end, elapsed(LAST_BATCH_MS)]);
  }

  async #run(): Promise<void> {
    const { signal } = this.#ending;
    const renewal = setInterval(() => {
      if (this.#isOurTurn) {
        void this.#lease.hold().catch(() => undefined); // the next turn says what is wrong
      }
    }, LEASE_MS / 3).unref();
    while (!signal.aborted) {
      const pause = await this.#turn().catch((error: unknown) => {
        if (!signal.aborted) {
          this.options.onError(error);
        }
        return PAUSE_MS;
      });
      const next =
        pause === 'look' ? this.options.reads.nextLook(signal) : elapsed(pause, undefined, { signal, ref: false });
      await next.catch(() => undefined); // it has ended
    }
    clearInterval(renewal);
  }

  /** @returns how long to wait for the next one, in milliseconds, or until the next look */
  async #turn(): Promise<number | 'look'> {
    this.#isOurTurn = await this.#lease.hold();
    if (!this.#isOurTurn) {
      this.#position = null;
      return LEASE_MS / 3;
    }
    const position = this.#position ?? (await this.#place());
    const gathered = await this.#gather(position);
    // After it was read: what Redis lost before is then not mistaken for something else.
    if (this.#ending.signal.aborted || (await this.#place()) !== position) {
      return 0;
    }
    await this.#handOver(position, gathered);
    return gathered.isAll ? 'look' : 0;
  }

  /** Where we are by Redis' word. It may have come back without what it heard from us last, or another may have gone on. */
  async #place(): Promise<string> {
    const { redis, cursorsKey, name, from, log } = this.options;
    const believed = this.#position;
    const stored = await redis.hget(cursorsKey, name);
    if (stored !== null && (believed === null || compareCursors(stored, believed) >= 0)) {
      return (this.#position = stored);
    }
    if (believed !== null) {
      await this.handler.gap({ reason: 'lost', from: stored ?? FIRST_CURSOR, to: believed });
    }
    const isNew = stored === null && believed === null;
    const first = isNew && from === 'now' ? (await log.state()).last : FIRST_CURSOR;
    return (this.#position = stored ?? (await beginFollower(redis, cursorsKey, name, first)));
  }

  /** Reads on in parts, and keeps of each what is picked. */
  async #gather(from: string): Promise<Gathered<Picked>> {
    const { reads } = this.options;
    const end = await reads.end();
    if (end === from) {
      return { ...NOTHING, to: from, isAll: true };
    }
    const upTo = compareCursors(end, from) > 0 ? end : from; // another process may have read more than we have seen
    const picked: Picked[] = [];
    let [to, gap, count] = [from, null as Gap | null, 0];
    do {
      const part = await reads.read(to, upTo);
      if (part.gap?.reason === 'lost') {
        // Where we have read some, it may be of what Redis has lost: the next turn begins where we were.
        return to === from ? { picked, to: part.end, gap: part.gap, isAll: false } : { ...NOTHING, to: from };
      }
      if (part.gap !== null && (to !== from || from === upTo)) {
        return { picked, to, gap, isAll: from === upTo }; // it is missing behind what we have read
      }
      for (const entry of part.entries) {
        const found = this.handler.pick(entry);
        if (found !== undefined) {
          picked.push(found);
        }
      }
      [to, gap, count] = [part.end, part.gap ?? gap, count + part.entries.length];
    } while (to !== upTo && count < AT_ONCE && !this.#ending.signal.aborted);
    return { picked, to, gap, isAll: to === upTo };
  }

  async #handOver(from: string, { picked, to, gap }: Gathered<Picked>): Promise<void> {
    const { redis, cursorsKey, name } = this.options;
    const advance: Advance = [cursorsKey, name, from, to];
    if (gap !== null) {
      await this.handler.gap(gap);
    }
    if (picked.length > 0) {
      await this.handler.handle({ picked, from, to, advance });
      if ((await this.#place()) !== from) {
        return; // the handler has moved it on, or another follower, or Redis has lost it
      }
    }
    if (to !== from && (await advanceFollower(redis, ...advance))) {
      this.#position = to;
    } // where it is somewhere else by now, the next turn learns that
  }
}
