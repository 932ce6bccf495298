import {
  type ErrorCode,
  type TaskArtifact,
  type TaskAttempt,
  type TaskFailure,
  type TaskFilter,
  type TaskLogLine,
  type TaskStats,
  type TaskTransition,
} from '@task-queue/contracts';
import { matching, statsOf } from './list-model.js';
import type { ModelAttempt, ModelLostAttempt, ModelTask, ModelTaskRequest, ModelTicket } from './model-task.js';
import { newTask } from './new-model-task.js';
import { instant } from './shown.js';
import { firstDue } from './first-due.js';
import { PendingModel } from './pending-model.js';
import { known } from './known-failure.js';

export const LEASE_MS = 15_000;
export const LOST = 'The worker stopped responding while it ran this task';

/**
 * What the store promises, said again in plain words and plain memory: no scripts, no indexes, no encodings. Which
 * changes of state there are it takes from the table that page and documentation read as well.
 */
export class TaskModel extends PendingModel {
  #latestCreationMs = 0;

  /** The same again, to try what would happen. */
  copy(): TaskModel {
    const copy = new TaskModel(this.nowMs, this.number);
    copy.#latestCreationMs = this.#latestCreationMs;
    for (const [id, task] of this.tasks) {
      copy.tasks.set(id, { ...task, attempts: [...task.attempts], log: task.log.copy() });
    }
    this.keys.forEach((known, key) => copy.keys.set(key, known));
    this.locks.forEach((id, lock) => copy.locks.set(lock, id));
    copy.events.push(...this.events);
    copy.tickets.push(...this.tickets);
    copy.attempts.push(...this.attempts);
    copy.ids.push(...this.ids);
    copy.damaged.push(...this.damaged);
    return copy;
  }

  /** What the next create will answer; `null` for a new task. */
  earlier(key: string | null, hash: string): { readonly id: string } | { readonly code: ErrorCode } | null {
    const kept = key === null ? undefined : this.keys.get(key);
    const known = kept && this.tasks.has(kept.id) ? kept : undefined; // void with its task
    if (known === undefined) {
      return null;
    }
    return known.hash === hash ? { id: known.id } : { code: 'IDEMPOTENCY_KEY_REUSED' };
  }

  /** The creation time the next task will have: it never goes back. */
  nextCreationMs(): number {
    return Math.max(this.nowMs, this.#latestCreationMs);
  }

  created(id: string, asked: ModelTaskRequest, params: unknown, key: string | null, hash: string): void {
    const { once } = asked;
    const request = once?.scope === 'debounce' ? { ...asked, runAtMs: this.nowMs + once.delayMs! } : asked;
    this.#latestCreationMs = this.nextCreationMs();
    this.number += 1;
    const runAtMs = request.runAtMs !== null && request.runAtMs > this.nowMs ? request.runAtMs : null;
    const task = newTask(request, { id, number: this.number, createdMs: this.#latestCreationMs, runAtMs }, this.nowMs);
    task.params = params;
    if (once) {
      this.locks.set(once.lock, id);
    }
    this.tasks.set(id, task);
    this.ids.push(id);
    this.tickets.push({ taskId: id, number: 1 });
    if (key !== null) {
      this.keys.set(key, { hash, id });
    }
    this.changed(task, 'task:created');
  }

  /** @returns the attempt's number, or `null` for a stale ticket */
  start({ taskId, number }: ModelTicket, worker: string): number | null {
    const task = this.tasks.get(taskId);
    if (!task || task.ticket !== number || this.expires(task) || !this.move(task, 'start')) {
      return null;
    }
    task.startByMs = null;
    const attempt = task.attempts.length + 1;
    task.attempts.push({
      number: attempt,
      startedAt: instant(this.nowMs),
      finishedAt: null,
      outcome: 'running',
      error: null,
      worker,
    });
    Object.assign(task, { progress: 0, progressText: null, waitsUntilMs: null, startedMs: this.nowMs, dueMs: null });
    task.leaseEndsMs = this.nowMs + LEASE_MS;
    this.attempts.push({ taskId, number: attempt, hasRetryLeft: task.retryCount < task.maxRetries });
    this.changed(task, 'task:started');
    return attempt;
  }

  progress(attempt: ModelAttempt, percent: number, text: string | null, lines: readonly TaskLogLine[]): boolean {
    const task = this.held(attempt);
    if (!task) {
      return false;
    }
    task.progress = Math.max(task.progress, percent);
    task.progressText = text ?? task.progressText;
    task.log.add(attempt.number, lines);
    task.leaseEndsMs = this.nowMs + LEASE_MS;
    this.changed(task, 'task:progress');
    return true;
  }

  /** @returns whether the attempt still holds its task */
  renew(attempt: ModelAttempt): boolean {
    const task = this.held(attempt);
    if (task) {
      task.leaseEndsMs = Math.max(task.leaseEndsMs!, this.nowMs + LEASE_MS); // the clock may have gone back
    }
    return task !== null;
  }

  complete(attempt: ModelAttempt, result: unknown, summary: string | null, artifact: TaskArtifact | null): boolean {
    const finished = this.tasks.get(attempt.taskId);
    if (finished?.status === 'completed' && finished.attempts.length === attempt.number) {
      return true;
    }
    const task = this.held(attempt);
    if (!task) {
      return false;
    }
    this.#end(task, 'complete', 'completed', null);
    Object.assign(task, {
      progress: 100,
      finishedMs: this.nowMs,
      error: null,
      result,
      resultSummary: summary,
      artifact,
    });
    this.changed(task, 'task:completed');
    return true;
  }

  fail(attempt: ModelAttempt, error: TaskFailure): boolean {
    const task = this.held(attempt);
    if (task) {
      this.#fail(task, 'failed', error);
    }
    return task !== null;
  }

  retry(attempt: ModelAttempt, error: TaskFailure, delayMs: number): boolean {
    const task = this.held(attempt);
    if (task) {
      this.#retry(task, 'failed', error, this.nowMs + delayMs);
    }
    return task !== null;
  }

  interrupt(attempt: ModelAttempt): boolean {
    const task = this.held(attempt);
    if (!task) {
      return false;
    }
    if (task.stop !== null) {
      this.#cancelRunning(task, 'interrupted', null);
      return true;
    }
    this.#end(task, 'interrupt', 'interrupted', null);
    this.takeLockAgain(task);
    this.newTicket(task, null);
    this.changed(task, 'task:retrying');
    return true;
  }

  /** @returns why not, or whether there was anything left to ask for */
  stop(id: string, by: string, graceMs: number, byForce: boolean): ErrorCode | 'requested' | 'again' {
    const { task, refusal } = this.asked('stop', id);
    if (!task) {
      return refusal!;
    }
    const forceMs = this.nowMs + (byForce ? 0 : graceMs);
    if (task.stop !== null && !byForce) return 'again';
    task.stop ??= {
      state: 'requested',
      by: { id: by, username: by },
      at: instant(this.nowMs),
      reason: 'why',
      forceAt: instant(forceMs),
    };
    if (byForce) {
      const earlier = Math.min(Date.parse(task.stop.forceAt), this.nowMs);
      task.stop = { ...task.stop, forceAt: instant(earlier) };
    }
    this.changed(task, 'task:stopping');
    if (byForce) {
      this.#cancelRunning(task, 'abandoned', null);
    }
    return 'requested';
  }

  acknowledgeStop(attempt: ModelAttempt): boolean {
    const task = this.held(attempt);
    if (task?.stop?.state === 'requested') {
      task.stop = { ...task.stop, state: 'acknowledged' };
      this.changed(task, 'task:stopping');
    }
    return task !== null;
  }

  /** The attempt ends because of a stop. @param outcome - how */
  stopped(attempt: ModelAttempt, outcome: 'stopped' | 'abandoned', error: TaskFailure | null): boolean {
    const task = this.held(attempt);
    if (!task?.stop) {
      return false;
    }
    this.#cancelRunning(task, outcome, error);
    return true;
  }

  /** The handler of an abandoned attempt has ended. @returns whether that is news */
  handlerEnded({ taskId, number }: ModelAttempt): boolean {
    const task = this.tasks.get(taskId);
    const attempt = task?.attempts[number - 1];
    if (!task || !attempt) {
      return false;
    }
    const { mayStillRun, ...ended } = attempt;
    if (mayStillRun !== true) {
      return false;
    }
    task.attempts[number - 1] = ended;
    this.changed(task, 'task:handler-ended');
    return true;
  }

  /** Every attempt that was to stop and whose grace has been over for so long. @returns how many */
  abandonOverdue(leftMs: number, limit: number): number {
    const forcedMs = ({ status, stop }: ModelTask): number | null =>
      status === 'running' && stop !== null ? Date.parse(stop.forceAt) : null;
    const overdue = firstDue(this.tasks.values(), forcedMs, this.nowMs - leftMs, limit);
    overdue.forEach((task) => this.#cancelRunning(task, 'abandoned', null));
    return overdue.length;
  }

  /** @returns why not */
  retryByHand(id: string): ErrorCode | null {
    const { task, refusal } = this.asked('retry', id);
    const once = task?.once;
    if (task && once && once.scope !== 'debounce') {
      if ((this.holderOf(once)?.id ?? id) !== id) {
        return 'TASK_DUPLICATE';
      }
      this.locks.set(once.lock, id);
      task.lockedUntilMs = this.nowMs + (once.forMs ?? Infinity);
    }
    if (!task || !this.move(task, 'retryByHand')) {
      return refusal!; // the table of refusals and that of transitions say the same, or this test fails
    }
    Object.assign(task, { retryCount: 0, progress: 0, progressText: null, finishedMs: null, waitsUntilMs: null });
    this.newTicket(task, null);
    this.changed(task, 'task:retrying');
    return null;
  }

  remove(id: string): ErrorCode | null {
    const { task, refusal } = this.asked('delete', id);
    if (task) {
      this.changed(task, 'task:deleted');
      this.tasks.delete(id);
    }
    return refusal;
  }

  /** Its record was damaged by somebody else, and nothing is left of it. */
  forget(id: string): void {
    this.tasks.delete(id);
    this.damaged.push(id);
  }

  /** The attempts of silent workers. */
  lost(limit: number): ModelLostAttempt[] {
    return firstDue(this.tasks.values(), ({ leaseEndsMs }) => leaseEndsMs, this.nowMs, limit).map(
      ({ id, attempts, type, retryCount }) => ({ taskId: id, number: attempts.length, type, retryCount }),
    );
  }

  /** @returns how many of these attempts were taken from their workers, being silent still */
  recover(attempts: readonly (ModelTicket & { readonly delayMs: number })[]): number {
    let taken = 0;
    for (const attempt of attempts) {
      const task = this.held(attempt);
      if (!task || task.leaseEndsMs! > this.nowMs) {
        continue;
      }
      const error = known({ message: LOST, code: 'WORKER_LOST', attempt: attempt.number });
      if (task.retryCount < task.maxRetries) {
        this.#retry(task, 'lost', error, this.nowMs + attempt.delayMs);
      } else {
        this.#fail(task, 'lost', error);
      }
      taken += 1;
    }
    return taken;
  }

  /** @returns how many tasks' tickets went to their lanes */
  issueDueTickets(limit: number): number {
    const due = firstDue(this.tasks.values(), ({ dueMs }) => dueMs, this.nowMs, limit);
    due.forEach((task) => (task.dueMs = null));
    return due.length;
  }

  /** A worker popped a task's ticket and died, and the sweep noticed. */
  ticketReplaced(id: string): void {
    const task = this.tasks.get(id);
    if (task?.status === 'pending' && task.dueMs === null) {
      this.newTicket(task, (task.waitsUntilMs ?? 0) > this.nowMs ? task.waitsUntilMs : null);
    }
  }

  /** What matches, newest first. */
  list(filter: TaskFilter): ModelTask[] {
    return matching(this.tasks.values(), filter);
  }

  stats(owner: string | null): TaskStats {
    return statsOf(this.list(owner === null ? {} : { createdBy: owner }));
  }

  #end(task: ModelTask, transition: TaskTransition, outcome: TaskAttempt['outcome'], error: TaskFailure | null): void {
    this.move(task, transition);
    const last = task.attempts.length - 1;
    const mayStillRun = outcome === 'abandoned' ? ({ mayStillRun: true } as const) : {};
    task.attempts[last] = { ...task.attempts[last]!, finishedAt: instant(this.nowMs), outcome, error, ...mayStillRun };
    task.leaseEndsMs = null;
  }

  #cancelRunning(task: ModelTask, outcome: TaskAttempt['outcome'], error: TaskFailure | null): void {
    this.#end(task, 'stop', outcome, error);
    Object.assign(task, { finishedMs: this.nowMs, error: null });
    this.changed(task, 'task:cancelled');
  }

  #fail(task: ModelTask, outcome: TaskAttempt['outcome'], error: TaskFailure): void {
    if (task.stop !== null) {
      return this.#cancelRunning(task, outcome, error);
    }
    this.#end(task, 'fail', outcome, error);
    Object.assign(task, { finishedMs: this.nowMs, error });
    this.changed(task, 'task:failed');
  }

  #retry(task: ModelTask, outcome: TaskAttempt['outcome'], error: TaskFailure, runAtMs: number): void {
    if (task.stop !== null) {
      return this.#cancelRunning(task, outcome, error);
    }
    this.#end(task, 'retry', outcome, error);
    this.takeLockAgain(task);
    Object.assign(task, { error, retryCount: task.retryCount + 1, waitsUntilMs: runAtMs });
    this.newTicket(task, runAtMs);
    this.changed(task, 'task:retrying');
  }
}
