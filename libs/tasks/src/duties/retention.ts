import type { TaskStatus } from '@task-queue/contracts';
import type { ArtifactStorage } from '../artifacts/artifact-storage.js';
import { removeFilesOf } from '../artifacts/remove-files-of.js';
import type { Clock } from '../domain/clock.js';
import type { ThrottledLog } from '../domain/throttled-log.js';
import { createdAtMs } from '../record/codec.js';
import { toStoreFilter } from '../index/task-filter.js';
import type { TaskStore } from '../life/task-store.js';
import type { OldTask } from '../life/listed-tasks.js';
import type { RetentionLimit, RetentionOptions } from '../tasks-options.js';
import type { DutyWork } from './duty.js';

/** Tasks looked at in one step, so that nothing waits for long. */
const STEP_TASKS = 200;

/** Tasks deleted in one step: one by one, more could be completed than deleted. */
const REMOVED_AT_ONCE = 50;

/** Asked between two steps: whether to go on. */
type IsHeld = Parameters<DutyWork['turn']>[0];

/** Deletes finished tasks, with their files, that are too old, too many or too large: oldest first. */
export class Retention implements DutyWork {
  readonly name = 'retention';
  readonly intervalMs = 10_000;
  readonly heldMs = 9_000;

  constructor(
    private readonly store: TaskStore,
    private readonly artifacts: Pick<ArtifactStorage, 'removeAll'>,
    private readonly clock: Clock,
    private readonly options: RetentionOptions,
    private readonly log: Pick<ThrottledLog, 'warn'>,
  ) {}

  /** Deletes what is over the limits now, as long as it is held. @returns how many tasks, or that nothing is ever to be deleted */
  async turn(isHeld: () => Promise<boolean>): Promise<number | 'done'> {
    const { completed, failed } = this.options;
    if (!completed && !failed) {
      return 'done';
    }
    const deleted = completed ? await this.#prune(['completed', 'cancelled'], completed, isHeld) : 0;
    return deleted + (failed ? await this.#prune(['failed'], failed, isHeld) : 0);
  }

  async #prune(status: readonly TaskStatus[], limit: RetentionLimit, isHeld: IsHeld): Promise<number> {
    const deleted = await this.#pruneOld(status, limit, isHeld);
    return limit.maxBytes === undefined ? deleted : deleted + (await this.#pruneLarge(status, limit.maxBytes, isHeld));
  }

  /** Deletes the oldest, a step at a time, as long as they take more memory than they may. */
  async #pruneLarge(status: readonly TaskStatus[], maxBytes: number, isHeld: IsHeld): Promise<number> {
    const filter = toStoreFilter({ status }, null)!; // everybody's: never null
    let deleted = 0;
    let above = 0;
    for (;;) {
      let excess = (await this.store.finishedBytes(status)) - maxBytes;
      if (excess <= 0 || !(await isHeld())) {
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

  async #pruneOld(
    status: readonly TaskStatus[],
    { maxAgeMs, maxCount }: RetentionLimit,
    isHeld: IsHeld,
  ): Promise<number> {
    const filter = toStoreFilter({ status }, null)!; // everybody's: never null
    const oldestKeptMs = maxAgeMs === undefined ? -Infinity : this.clock.nowMs() - maxAgeMs;
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
      if (lastNumber === null || (excess <= 0 && isYoung) || !(await isHeld())) {
        return deleted;
      }
      above = lastNumber;
    }
  }

  /** @returns how many; not those that somebody deleted or retried in between */
  async #remove(tasks: readonly OldTask[]): Promise<number> {
    const removed = await this.store.removeFinished(tasks);
    await Promise.all(removed.map((id) => removeFilesOf(id, this.artifacts, this.log)));
    return removed.length;
  }
}
