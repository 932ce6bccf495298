import type { Redis } from 'ioredis';
import type { Clock } from '../domain/clock.js';
import { TaskKeys } from '../store/keys.js';
import { storeError } from '../store/redis-connection.js';

/** Which workers are alive: each says so at an interval, and is taken off when it leaves or says nothing for a lease. */
export class WorkerRoster {
  readonly #key: string;

  constructor(
    private readonly redis: Redis,
    private readonly clock: Clock,
    prefix: string,
  ) {
    this.#key = new TaskKeys(prefix).workers;
  }

  /** @param lifetimeMs - for how long the word counts */
  async attend(worker: string, lifetimeMs: number): Promise<void> {
    const nowMs = this.clock.nowMs();
    await this.redis
      .multi()
      .zadd(this.#key, nowMs + lifetimeMs, worker)
      .zremrangebyscore(this.#key, '-inf', nowMs)
      .exec();
  }

  async leave(worker: string): Promise<void> {
    await this.redis.zrem(this.#key, worker);
  }

  /** How many workers are alive. @throws StoreUnavailableError */
  async count(): Promise<number> {
    try {
      return await this.redis.zcount(this.#key, `(${this.clock.nowMs()}`, '+inf');
    } catch (error) {
      throw storeError(error);
    }
  }
}
