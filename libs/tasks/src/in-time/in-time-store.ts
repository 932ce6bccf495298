import type { Redis } from 'ioredis';
import type { Clock } from '../domain/clock.js';
import { TaskKeys } from '../record/keys.js';
import { scriptRunner, type RunScript } from '../scripts/scripts.js';

/** What becomes of tasks as their times come. */
export class InTimeStore {
  readonly #keys: TaskKeys;
  readonly #run: RunScript;

  constructor(redis: Redis, clock: Clock, prefix: string) {
    this.#keys = new TaskKeys(prefix);
    this.#run = scriptRunner(redis, clock, prefix);
  }

  /** Cancels pending tasks that have not begun by their time. @returns how many had one that has come */
  async expireOverdue(limit: number): Promise<number> {
    return (await this.#run('expireOverdue', this.#keys.starts, limit)) as number; // its header says so
  }

  /** Tells of tasks that are at risk of missing their deadlines. @returns how many were looked at */
  async tellAtRisk(limit: number): Promise<number> {
    return (await this.#run('tellAtRisk', this.#keys.deadlines, limit)) as number; // its header says so
  }
}
