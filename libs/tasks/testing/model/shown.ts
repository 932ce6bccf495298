import type { CancelCause, Task, TaskDeadline, TaskSummary } from '@task-queue/contracts';
import type { ModelTask } from './model-task.js';

/** Of every task here. */
export const TIMEOUT_MS = 60_000;

/** What a list must show of a task. */
export function summaryOf(task: ModelTask, nowMs: number): TaskSummary {
  const { id, type, title, status, priority, progress, progressText, resultSummary, error, retryCount } = task;
  const { maxRetries, artifact, version, owner } = task;
  return {
    ...{ id, type, title, status, priority, progress, progressText, resultSummary, error, retryCount, maxRetries },
    timeoutMs: TIMEOUT_MS,
    runAt: instantOrNull(task.waitsUntilMs),
    startWithinMs: task.startWithinMs,
    deadlineAt: instantOrNull(task.deadlineMs),
    deadline: deadlineOf(task, nowMs),
    createdBy: { id: owner, username: owner },
    createdAt: instant(task.createdMs),
    startedAt: instantOrNull(task.startedMs),
    finishedAt: instantOrNull(task.finishedMs),
    artifact,
    stop: task.stop,
    cancelledBecause: status === 'cancelled' ? causeOf(task) : null,
    scheduleId: null,
    version,
  } as TaskSummary; // status and error fit together in a model that is right
}

/** What reading a task must show. */
export function taskOf(task: ModelTask, nowMs: number): Task {
  const { result, attempts, log } = task;
  const params = task.params as Task['params'];
  return { ...summaryOf(task, nowMs), params, result, attempts, log: log.kept, logDropped: log.dropped };
}

/** Why a cancelled task was. */
export function causeOf({ stop, isExpired }: ModelTask): CancelCause {
  return isExpired ? 'expired' : stop === null ? 'user' : 'stopped';
}

/** How a task is doing by its deadline. */
export function deadlineOf({ deadlineMs, finishedMs, isAtRisk }: ModelTask, nowMs: number): TaskDeadline | null {
  if (deadlineMs === null) {
    return null;
  }
  const isLate = (finishedMs ?? nowMs) > deadlineMs;
  return { state: isLate ? 'missed' : isAtRisk && finishedMs === null ? 'atRisk' : 'ok' };
}

export function instant(epochMs: number): string {
  return new Date(epochMs).toISOString();
}

export function instantOrNull(epochMs: number | null): string | null {
  return epochMs === null ? null : instant(epochMs);
}
