import type { Redis } from 'ioredis';
import type { EventLog } from './event-log.js';
import { Follower, type FollowerHandler, type FollowFrom } from './follower.js';
import { SharedReads } from './shared-reads.js';

/** What followers need of their process. */
export interface EventFollowersOptions {
  readonly log: EventLog;
  readonly prefix: string;
  /** Waits for Redis to come back. */
  readonly redis: Redis;
  /**
   * How long entries are gathered, in milliseconds: who follows under a name keeps something, and is no person who looks. Pages
   * are told of it within two seconds. @default 800
   */
  readonly gatherMs?: number;
  /** Is told what goes wrong, and for whom; it may be told the same again and again. */
  readonly onError: (follower: string, error: unknown) => void;
}

const DEFAULT_GATHER_MS = 800;

/** The key of the followers' cursors: a hash, by their names. */
export function followersKey(prefix: string): string {
  return `${prefix}:followers`;
}

/**
 * Those of this process who follow the log under a name. What they have read is kept in Redis, so each goes on where it was:
 * in this process, or in another one that follows under the same name. What several here are to read is read once.
 */
export class EventFollowers {
  readonly #followers = new Set<{ stop(): Promise<void> }>();
  readonly #key: string;
  readonly #reads: SharedReads;

  constructor(private readonly options: EventFollowersOptions) {
    this.#key = followersKey(options.prefix);
    this.#reads = new SharedReads(options.log, options.gatherMs ?? DEFAULT_GATHER_MS);
  }

  /**
   * Follows the log: of all processes that do so under this name, one at a time.
   *
   * @param name - kept for as long as there is to be something to go on from; {@link forget} ends that
   * @param from - where to begin where nobody has followed under this name yet
   */
  follow<Picked>(name: string, from: FollowFrom, handler: FollowerHandler<Picked>): Follower<Picked> {
    const { log, prefix, redis, onError } = this.options;
    const leaseKey = `${prefix}:follower:${name}`;
    const tell = (error: unknown): void => onError(name, error);
    const options = { name, from, log, reads: this.#reads, redis, cursorsKey: this.#key, leaseKey, onError: tell };
    const follower = new Follower(options, handler);
    this.#followers.add(follower);
    return follower;
  }

  /** Forgets a name that nobody follows under any more: the log is no longer kept for it. */
  async forget(name: string): Promise<void> {
    await this.options.redis.hdel(this.#key, name);
  }

  /** Ends all of them, while their connections still stand: Nest calls it. */
  async onModuleDestroy(): Promise<void> {
    await Promise.all([...this.#followers].map((follower) => follower.stop()));
  }
}
