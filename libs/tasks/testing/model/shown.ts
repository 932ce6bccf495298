import type { Task, TaskSummary } from '@task-queue/contracts';
import type { ModelTask } from './model-task.js';

/** Of every task here. */
export const TIMEOUT_MS = 60_000;

/** What a list must show of a task. */
export function summaryOf(task: ModelTask): TaskSummary {
  const { id, type, title, status, priority, progress, progressText, resultSummary, error, retryCount } = task;
  const { maxRetries, artifact, version, owner } = task;
  return {
    ...{ id, type, title, status, priority, progress, progressText, resultSummary, error, retryCount, maxRetries },
    timeoutMs: TIMEOUT_MS,
    runAt: instantOrNull(task.waitsUntilMs),
    startWithinMs: null,
    deadlineAt: null,
    deadline: null,
    createdBy: { id: owner, username: owner },
    createdAt: instant(task.createdMs),
    startedAt: instantOrNull(task.startedMs),
    finishedAt: instantOrNull(task.finishedMs),
    artifact,
    stop: task.stop,
    cancelledBecause: status !== 'cancelled' ? null : task.stop === null ? 'user' : 'stopped',
    version,
  } as TaskSummary; // status and error fit together in a model that is right
}

/** What reading a task must show. */
export function taskOf(task: ModelTask): Task {
  const { result, attempts, log } = task;
  return { ...summaryOf(task), params: {}, result, attempts, log: log.kept, logDropped: log.dropped };
}

export function instant(epochMs: number): string {
  return new Date(epochMs).toISOString();
}

export function instantOrNull(epochMs: number | null): string | null {
  return epochMs === null ? null : instant(epochMs);
}
