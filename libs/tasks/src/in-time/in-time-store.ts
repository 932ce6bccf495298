import type { Redis } from 'ioredis';
import type { Clock } from '../domain/clock.js';
import { TaskKeys } from '../record/keys.js';
import { defineScripts } from '../scripts/scripts.js';

/** What becomes of tasks as their times come. */
export class InTimeStore {
  readonly #keys: TaskKeys;
  readonly #scripts: ReturnType<typeof defineScripts>;

  constructor(
    redis: Redis,
    private readonly clock: Clock,
    prefix: string,
  ) {
    this.#keys = new TaskKeys(prefix);
    this.#scripts = defineScripts(redis);
  }

  /** Cancels pending tasks that have not begun by their time. @returns how many had one that has come */
  async expireOverdue(limit: number): Promise<number> {
    return this.#run('expireOverdue', this.#keys.starts, limit);
  }

  /** Tells of tasks that are at risk of missing their deadlines. @returns how many were looked at */
  async tellAtRisk(limit: number): Promise<number> {
    return this.#run('tellAtRisk', this.#keys.deadlines, limit);
  }

  async #run(name: 'expireOverdue' | 'tellAtRisk', key: string, limit: number): Promise<number> {
    return (await this.#scripts[name](key, this.#keys.prefix, this.clock.nowMs(), limit)) as number; // their headers say so
  }
}
