import type { TaskFailure, TaskSummary } from '@task-queue/contracts';

const BOOM: TaskFailure = { message: 'boom', code: 'HANDLER_ERROR', attempt: 1 };

/** A task as a list shows it, for tests: a pending one, but for what is given. */
export function summary(change: Partial<TaskSummary> & { readonly id: string }): TaskSummary {
  const whole = {
    type: 'demo.steps',
    title: change.id,
    status: 'pending',
    priority: 'normal',
    progress: 0,
    progressText: null,
    resultSummary: null,
    error: change.status === 'failed' ? BOOM : null,
    retryCount: 0,
    maxRetries: 3,
    timeoutMs: 1_000,
    runAt: null,
    createdBy: { id: 'u1', username: 'ann' },
    createdAt: '2026-11-23T08:00:00.000Z',
    startedAt: null,
    finishedAt: null,
    artifact: null,
    scheduleId: null,
    version: 1,
    ...change,
  };
  return whole as TaskSummary; // the union on `status` is the caller's to keep
}
