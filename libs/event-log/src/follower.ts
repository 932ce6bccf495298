import { setTimeout as elapsed } from 'node:timers/promises';
import { Lease } from '@task-queue/redis';
import type { Redis } from 'ioredis';
import { compareCursors, FIRST_CURSOR } from './cursors.js';
import type { LogEntry } from './envelope.js';
import type { EventLog, Gap, LogPart } from './event-log.js';
import { advanceFollower, beginFollower, type Advance } from './log-scripts.js';
import { LogTail } from './log-tail.js';

/** How a follower goes on. */
export interface FollowPace {
  /** Entries handed over at a time. @default 500 */
  readonly atOnce?: number;
  /**
   * How long entries are gathered, in milliseconds: who follows under a name keeps something, and is no person who looks. One by
   * one, each would cost Redis five messages; who adds up adds once what is gathered. @default 200
   */
  readonly gatherMs?: number;
}

/** How long a follower is waited for that no longer says that it is alive, in milliseconds; it says so three times in it. */
const LEASE_MS = 6_000;

/** How long nothing is tried after an error, in milliseconds. */
const PAUSE_MS = 1_000;

/** How long an end waits for the handler, and for Redis, in milliseconds. */
const LAST_BATCH_MS = 3_000;

/** What is handed over at once. */
export interface Batch {
  /** Oldest first. */
  readonly entries: readonly LogEntry[];
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
export interface FollowerHandler {
  /**
   * Does what there is to do about some entries. The cursor is stored when it has resolved; where it throws, or its
   * process dies before, they come again: at least once. See {@link Batch.advance} for exactly once.
   */
  handle(batch: Batch): Promise<void>;
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
  /** Waits for Redis to come back. */
  readonly redis: Redis;
  /** The key of all followers' cursors. */
  readonly cursorsKey: string;
  readonly leaseKey: string;
  readonly pace: FollowPace;
  /** Opens a connection for a read that waits; the follower closes it. */
  readonly openBlocking: () => Redis;
  /** Is told of what goes wrong again and again; the follower goes on. */
  readonly onError: (error: unknown) => void;
}

/** Follows the log under a name: one process at a time, from where the last one stopped. */
export class Follower {
  readonly #lease: Lease;
  readonly #atOnce: number;
  readonly #gatherMs: number;
  readonly #ending = new AbortController();
  readonly #ended: Promise<void>;
  /** Where we are, or `null` until Redis has said. */
  #position: string | null = null;
  #blocking: Redis | undefined;

  constructor(
    private readonly options: FollowerOptions,
    private readonly handler: FollowerHandler,
  ) {
    this.#lease = new Lease(options.redis, options.leaseKey, LEASE_MS);
    this.#atOnce = options.pace.atOnce ?? 500;
    this.#gatherMs = options.pace.gatherMs ?? 200;
    this.#ended = this.#run();
  }

  /** Takes no more; waits a moment for what is under way, and lets another process go on at once. */
  async stop(): Promise<void> {
    this.#ending.abort();
    this.#blocking?.disconnect();
    const end = this.#ended.then(() => this.#lease.giveBack()).catch(() => undefined);
    await Promise.race([end, elapsed(LAST_BATCH_MS)]);
  }

  async #run(): Promise<void> {
    const { signal } = this.#ending;
    const renewal = setInterval(() => {
      if (this.#blocking !== undefined) {
        void this.#lease.hold().catch(() => undefined); // the next turn says what is wrong
      }
    }, LEASE_MS / 3).unref();
    while (!signal.aborted) {
      const pauseMs = await this.#turn().catch((error: unknown) => {
        if (!signal.aborted) {
          this.options.onError(error);
        }
        return PAUSE_MS;
      });
      if (pauseMs > 0) {
        await elapsed(pauseMs, undefined, { signal, ref: false }).catch(() => undefined);
      }
    }
    clearInterval(renewal);
    this.#blocking?.disconnect();
  }

  /** @returns how long to wait for the next one, in milliseconds */
  async #turn(): Promise<number> {
    if (!(await this.#lease.hold())) {
      this.#blocking?.disconnect();
      this.#blocking = undefined;
      this.#position = null;
      return LEASE_MS / 3;
    }
    if (this.#ending.signal.aborted) {
      return 0;
    }
    this.#blocking ??= this.options.openBlocking();
    const position = this.#position ?? (await this.#place());
    const part = await this.options.log.read(position, '+', this.#atOnce);
    // After it was read: what Redis lost before is then not mistaken for something else.
    if ((await this.#place()) !== position) {
      return 0;
    }
    if (part.entries.length === 0 && part.gap === null) {
      const next = await new LogTail(this.#blocking, this.options.log.key).next(position, 1);
      return next === null ? 0 : this.#gatherMs;
    }
    await this.#handOver(position, part);
    return part.entries.length < this.#atOnce ? this.#gatherMs : 0;
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

  async #handOver(from: string, { entries, end: to, gap }: LogPart): Promise<void> {
    const { redis, cursorsKey, name } = this.options;
    const advance: Advance = [cursorsKey, name, from, to];
    if (gap !== null) {
      await this.handler.gap(gap);
    }
    if (entries.length > 0) {
      await this.handler.handle({ entries, from, to, advance });
    }
    if (await advanceFollower(redis, ...advance)) {
      this.#position = to;
    } // else the handler has done it, or another follower, or Redis has lost it: next time Redis says where we are
  }
}
