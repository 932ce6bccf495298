import type { Redis } from 'ioredis';
import type { Clock } from '../domain/clock.js';
import { TaskKeys } from '../record/keys.js';
import { throwStoreError } from '../record/store-error.js';
import { scriptRunner, type RunScript } from '../scripts/scripts.js';

/** Which workers are alive: each says so at an interval, and is taken off when it leaves or says nothing for a lease. */
export class WorkerRoster {
  readonly #keys: TaskKeys;
  readonly #run: RunScript;

  constructor(
    private readonly redis: Redis,
    private readonly clock: Clock,
    prefix: string,
  ) {
    this.#keys = new TaskKeys(prefix);
    this.#run = scriptRunner(redis, clock, prefix);
  }

  /**
   * Says that a worker is alive.
   *
   * @param lifetimeMs - for how long that counts
   * @param slots - how many it has, in the order of the lanes
   */
  async heartbeat(worker: string, lifetimeMs: number, slots: readonly number[]): Promise<void> {
    await this.#run('heartbeat', this.#keys.workers, worker, lifetimeMs, JSON.stringify(slots));
  }

  async leave(worker: string): Promise<void> {
    await this.#run('leave', this.#keys.workers, worker);
  }

  /** Says that there are no slots, where no worker has said anything yet: tasks wait for the first one. */
  async begin(): Promise<void> {
    await this.leave('');
  }

  /** How many workers are alive. @throws StoreUnavailableError */
  count(): Promise<number> {
    return this.redis.zcount(this.#keys.workers, `(${this.clock.nowMs()}`, '+inf').catch(throwStoreError);
  }
}
