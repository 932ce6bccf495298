import { isDeepStrictEqual } from 'node:util';
import { isFinal, type ErrorCode } from '@task-queue/contracts';
import type { WantedLock } from '../../src/once/once.js';
import { firstDue } from './first-due.js';
import { ModelState } from './model-state.js';
import type { ModelTask } from './model-task.js';

/** What becomes of tasks that have not begun, and of those that somebody waits for. */
export class PendingModel extends ModelState {
  /** What a create is answered because of its lock, and what it does to who has it; `null` for a new task. */
  again(
    once: WantedLock | null,
    params: unknown,
    key: string | null,
    hash: string,
  ): { readonly id: string } | { readonly code: ErrorCode } | null {
    const holder = once && this.holderOf(once);
    if (!once || !holder) {
      return null;
    }
    if (once.refuses) {
      return { code: 'TASK_DUPLICATE' };
    }
    if (key !== null) {
      this.keys.set(key, { hash, id: holder.id });
    }
    if (once.scope === 'debounce') {
      this.#reschedule(holder, this.nowMs + once.delayMs!, once.takesParams ? params : holder.params);
    }
    return { id: holder.id };
  }

  #reschedule(task: ModelTask, wantedMs: number, params: unknown): void {
    const runAtMs = Math.min(wantedMs, task.latestMs);
    const isMoved = runAtMs > this.nowMs && runAtMs !== task.waitsUntilMs;
    if (isMoved) {
      task.waitsUntilMs = runAtMs;
      this.newTicket(task, runAtMs);
    }
    if (isMoved || !isDeepStrictEqual(task.params, params)) {
      task.params = params;
      this.changed(task, 'task:rescheduled');
    }
  }

  /** Who keeps another from being created, if anybody does. */
  protected holderOf({ lock, scope }: WantedLock): ModelTask | null {
    const task = this.tasks.get(this.locks.get(lock) ?? '');
    if (!task?.once || task.lockedUntilMs <= this.nowMs) {
      return null;
    }
    const { status, once, attempts } = task;
    const isDebounced = once.scope === 'debounce';
    const isPending = status === 'pending' && (!isDebounced || attempts.length === 0);
    const isAskedRunning = once.scope === 'unfinished' || scope === 'unfinished';
    return isPending || (status === 'running' && !isDebounced && isAskedRunning) ? task : null;
  }

  /** A task that waits for its next attempt has its lock again, unless another waits since. */
  protected takeLockAgain({ id, once }: ModelTask): void {
    if (once?.scope === 'pending' && (this.holderOf(once)?.id ?? id) === id) {
      this.locks.set(once.lock, id);
    }
  }

  cancel(id: string): ErrorCode | null {
    const { task, refusal } = this.asked('cancel', id);
    if (task) {
      this.cancelPending(task, 'cancel');
    }
    return refusal;
  }

  /** Every pending task that was to have begun. @returns how many */
  expireOverdue(limit: number): number {
    const overdue = firstDue(this.tasks.values(), ({ startByMs }) => startByMs, this.nowMs, limit);
    overdue.forEach((task) => this.expires(task));
    return overdue.length;
  }

  /** Every unfinished task that has come to be at risk. @returns how many */
  tellAtRisk(limit: number): number {
    const isWatched = ({ status, isAtRisk }: ModelTask): boolean => !isFinal(status) && !isAtRisk;
    const riskMs = (task: ModelTask): number | null => (isWatched(task) ? task.riskMs : null);
    const due = firstDue(this.tasks.values(), riskMs, this.nowMs, limit);
    for (const task of due) {
      task.isAtRisk = true;
      this.changed(task, 'task:at-risk');
    }
    return due.length;
  }

  /** Cancels a task that was to have begun. @returns whether it was */
  protected expires(task: ModelTask): boolean {
    const isOverdue = task.status === 'pending' && task.startByMs !== null && task.startByMs <= this.nowMs;
    if (isOverdue) {
      task.isExpired = true;
      this.cancelPending(task, 'expire');
    }
    return isOverdue;
  }

  protected cancelPending(task: ModelTask, transition: 'cancel' | 'expire'): void {
    if (this.move(task, transition)) {
      const over = { finishedMs: this.nowMs, waitsUntilMs: null, error: null, dueMs: null, startByMs: null };
      Object.assign(task, over);
      this.changed(task, 'task:cancelled');
    }
  }
}
