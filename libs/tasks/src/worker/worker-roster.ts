import type { Redis } from 'ioredis';
import type { Clock } from '../domain/clock.js';
import { TaskKeys } from '../record/keys.js';
import { storeError } from '../record/store-error.js';
import { defineScripts } from '../scripts/scripts.js';

/** Which workers are alive: each says so at an interval, and is taken off when it leaves or says nothing for a lease. */
export class WorkerRoster {
  readonly #keys: TaskKeys;
  readonly #scripts: ReturnType<typeof defineScripts>;

  constructor(
    private readonly redis: Redis,
    private readonly clock: Clock,
    prefix: string,
  ) {
    this.#keys = new TaskKeys(prefix);
    this.#scripts = defineScripts(redis);
  }

  /**
   * Says that a worker is alive.
   *
   * @param lifetimeMs - for how long that counts
   * @param slots - how many it has, in the order of the lanes
   */
  async heartbeat(worker: string, lifetimeMs: number, slots: readonly number[]): Promise<void> {
    const { workers, prefix } = this.#keys;
    await this.#scripts.heartbeat(workers, prefix, this.clock.nowMs(), worker, lifetimeMs, JSON.stringify(slots));
  }

  async leave(worker: string): Promise<void> {
    await this.#scripts.leave(this.#keys.workers, this.#keys.prefix, this.clock.nowMs(), worker);
  }

  /** Says that there are no slots, where no worker has said anything yet: tasks wait for the first one. */
  async begin(): Promise<void> {
    await this.leave('');
  }

  /** How many workers are alive. @throws StoreUnavailableError */
  async count(): Promise<number> {
    try {
      return await this.redis.zcount(this.#keys.workers, `(${this.clock.nowMs()}`, '+inf');
    } catch (error) {
      throw storeError(error);
    }
  }
}
