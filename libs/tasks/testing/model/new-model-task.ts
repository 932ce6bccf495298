import type { TaskEventName } from '@task-queue/contracts';
import { LogModel } from './log-model.js';
import type { ModelEvent, ModelTask, ModelTaskRequest } from './model-task.js';
import { instant } from './shown.js';

/** A task that was just created. @param made - `runAtMs` is `null` where it may begin at once */
export function newTask(
  request: ModelTaskRequest,
  made: Pick<ModelTask, 'id' | 'number' | 'createdMs' | 'runAtMs'>,
): ModelTask {
  const { id, number, createdMs, runAtMs } = made;
  return {
    ...request,
    id,
    number,
    createdMs,
    status: 'pending',
    version: 0,
    ticket: 1,
    retryCount: 0,
    progress: 0,
    progressText: null,
    waitsUntilMs: runAtMs,
    startedMs: null,
    finishedMs: null,
    error: null,
    result: null,
    resultSummary: null,
    artifact: null,
    attempts: [],
    log: new LogModel(),
    dueMs: runAtMs,
    leaseEndsMs: null,
    stop: null,
  };
}

/** What is told of a task as it is now. */
export function eventOf(task: ModelTask, name: TaskEventName, nowMs: number): ModelEvent {
  const { error, progressText, resultSummary, waitsUntilMs, stop } = task;
  return {
    name,
    taskId: task.id,
    type: task.type,
    title: task.title,
    status: task.status,
    priority: task.priority,
    progress: task.progress,
    ...(progressText === null ? {} : { progressText }),
    retryCount: task.retryCount,
    ...(waitsUntilMs === null ? {} : { runAt: instant(waitsUntilMs) }),
    version: task.version,
    at: instant(nowMs),
    ...(resultSummary === null ? {} : { resultSummary }),
    ...(error === null ? {} : { error: { message: error.message, code: error.code, attempt: error.attempt } }),
    createdBy: { id: task.owner, username: task.owner },
    ...(stop === null ? {} : { stop }),
    ...(task.status === 'cancelled' ? { cancelledBecause: stop === null ? 'user' : 'stopped' } : {}),
  };
}
