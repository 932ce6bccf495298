import { randomUUID } from 'node:crypto';
import type { TaskStatus } from '@task-queue/contracts';
import type { ArtifactStorage } from '../artifacts/artifact-storage.js';
import type { Clock } from '../domain/clock.js';
import { createdAtMs } from '../record/codec.js';
import { toStoreFilter } from '../index/task-filter.js';
import type { OldTask, TaskStore } from '../life/task-store.js';
import type { RetentionLimit, RetentionOptions } from '../tasks-options.js';
import type { ThrottledLog } from '../domain/throttled-log.js';
import { every } from '../domain/every.js';
import { within } from '../domain/within.js';

const INTERVAL_MS = 10_000;
/** How long a worker that sweeps may go from one step to the next before another takes over. */
const HELD_MS = 9_000;
/** Tasks looked at in one step, so that nothing waits for long. */
const STEP_TASKS = 200;

/** Tasks deleted in one step: one by one, more could be completed than deleted. */
const REMOVED_AT_ONCE = 20;

/** How long a stop waits for the sweep under way, in milliseconds. */
const LAST_STEP_MS = 3_000;

/** Deletes finished tasks, with their files, that are too old or too many: oldest first, one worker at a time. */
export class Retention {
  readonly #worker = randomUUID();
  #stopSweeping: () => void = () => undefined;
  #running: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly store: TaskStore,
    private readonly artifacts: Pick<ArtifactStorage, 'removeAll'>,
    private readonly clock: Clock,
    private readonly options: RetentionOptions,
    private readonly log: ThrottledLog,
  ) {}

  start(): void {
    if (this.options.completed || this.options.failed) {
      const sweep = (): Promise<number> => (this.#running = this.sweep());
      this.#stopSweeping = every(INTERVAL_MS, sweep, (error) => this.log.warn('Retention', error));
    }
  }

  /** Begins no more sweeps and waits a moment for the one under way. */
  async stop(): Promise<void> {
    this.#stopSweeping();
    await within(LAST_STEP_MS, this.#running);
  }

  /** Deletes what is over the limits now, unless another worker is at it. @returns how many tasks */
  async sweep(): Promise<number> {
    const { completed, failed } = this.options;
    const deleted = completed ? await this.#prune(['completed', 'cancelled'], completed) : 0;
    return deleted + (failed ? await this.#prune(['failed'], failed) : 0);
  }

  async #prune(status: readonly TaskStatus[], limit: RetentionLimit): Promise<number> {
    const deleted = await this.#pruneOld(status, limit);
    return limit.maxBytes === undefined ? deleted : deleted + (await this.#pruneLarge(status, limit.maxBytes));
  }

  /** Deletes the oldest, a step at a time, as long as they take more memory than they may. */
  async #pruneLarge(status: readonly TaskStatus[], maxBytes: number): Promise<number> {
    const filter = toStoreFilter({ status }, null)!; // everybody's: never null
    let deleted = 0;
    let above = 0;
    for (;;) {
      let excess = (await this.store.finishedBytes(status)) - maxBytes;
      if (excess <= 0 || !(await this.#isOurs())) {
        return deleted;
      }
      const surplus: OldTask[] = [];
      const { tasks, lastNumber } = await this.store.oldest(filter, above, REMOVED_AT_ONCE);
      for (const task of tasks) {
        if (excess > 0) {
          surplus.push(task);
          excess -= task.bytes;
        }
      }
      deleted += await this.#remove(surplus);
      if (lastNumber === null) {
        return deleted; // what is left is not of these
      }
      above = surplus.length < tasks.length ? surplus.at(-1)!.number : lastNumber;
    }
  }

  async #pruneOld(status: readonly TaskStatus[], { maxAgeMs, maxCount }: RetentionLimit): Promise<number> {
    const filter = toStoreFilter({ status }, null)!; // everybody's: never null
    const oldestKeptMs = maxAgeMs === undefined ? -Infinity : this.clock.nowMs() - maxAgeMs;
    if (!(await this.#isOurs())) {
      return 0;
    }
    const { total } = await this.store.list(filter, { offset: 0, limit: 0, countAll: true });
    let excess = total - (maxCount ?? Infinity);
    let above = 0;
    let deleted = 0;
    for (;;) {
      const { tasks, lastNumber } = await this.store.oldest(filter, above, STEP_TASKS);
      const surplus = tasks.filter(({ finishedAtMs }, i) => i < excess || finishedAtMs < oldestKeptMs);
      for (let from = 0; from < surplus.length; from += REMOVED_AT_ONCE) {
        deleted += await this.#remove(surplus.slice(from, from + REMOVED_AT_ONCE));
      }
      excess -= surplus.length; // one that somebody deleted or retried meanwhile is over no limit either
      const last = tasks.at(-1); // none where the records of a whole step are gone
      const isYoung = last !== undefined && createdAtMs(last.id) >= oldestKeptMs;
      if (lastNumber === null || (excess <= 0 && isYoung) || !(await this.#isOurs())) {
        return deleted;
      }
      above = lastNumber;
    }
  }

  #isOurs(): Promise<boolean> {
    return this.store.holdRetention(this.#worker, HELD_MS);
  }

  /** @returns how many; not those that somebody deleted or retried in between */
  async #remove(tasks: readonly OldTask[]): Promise<number> {
    const removed = await this.store.removeFinished(tasks);
    await Promise.all(removed.map((id) => this.artifacts.removeAll(id)));
    return removed.length;
  }
}
