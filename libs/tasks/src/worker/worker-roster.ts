import type { Redis } from 'ioredis';
import type { Clock } from '../domain/clock.js';
import { TaskKeys } from '../record/keys.js';
import { throwStoreError } from '../record/store-error.js';
import { scriptRunner, type RunScript } from '../scripts/scripts.js';

/** How long a worker is believed what it does: its loop may be blocked while it is alive, in milliseconds. */
const REPORT_LIFETIME_MS = 3_600_000;

/** A worker that is alive. */
export interface AliveWorker {
  readonly name: string;
  /** For how long its word counts, in epoch milliseconds. */
  readonly untilMs: number;
  /** JSON, as it said last; `null` of a version that does not say. */
  readonly report: string | null;
  /** JSON: its slots, in the order of the lanes; `null` of a version that does not say. */
  readonly slots: string | null;
}

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

  /** Says what a worker does. @param reportJson - for who looks at workers */
  async report(worker: string, reportJson: string): Promise<void> {
    await this.#run('report', this.#keys.report(worker), reportJson, REPORT_LIFETIME_MS);
  }

  /** Who is alive, with what they said last. @throws StoreUnavailableError */
  async alive(): Promise<readonly AliveWorker[]> {
    const flat = await this.redis
      .zrange(this.#keys.workers, `(${this.clock.nowMs()}`, '+inf', 'BYSCORE', 'WITHSCORES')
      .catch(throwStoreError);
    const workers = flat.flatMap((name, i) => (i % 2 === 0 ? [{ name, untilMs: Number(flat[i + 1]) }] : []));
    if (workers.length === 0) {
      return [];
    }
    const names = workers.map(({ name }) => name);
    const [reports, slots] = await Promise.all([
      this.redis.mget(names.map((name) => this.#keys.report(name))),
      this.redis.hmget(this.#keys.slots, ...names),
    ]).catch(throwStoreError);
    return workers.map((worker, i) => ({ ...worker, report: reports[i] ?? null, slots: slots[i] ?? null }));
  }

  /** How many workers are alive. @throws StoreUnavailableError */
  count(): Promise<number> {
    return this.redis.zcount(this.#keys.workers, `(${this.clock.nowMs()}`, '+inf').catch(throwStoreError);
  }
}
