import type { TaskEventName } from '@task-queue/contracts';
import { LogModel } from './log-model.js';
import type { ModelEvent, ModelTask, ModelTaskRequest } from './model-task.js';
import { causeOf, deadlineOf, instant, TIMEOUT_MS } from './shown.js';
import { withoutStack } from './known-failure.js';

/** A task that was just created. @param made - `runAtMs` is `null` where it may begin at once */
export function newTask(
  request: ModelTaskRequest,
  made: Pick<ModelTask, 'id' | 'number' | 'createdMs' | 'runAtMs'>,
  nowMs: number,
): ModelTask {
  const { id, number, createdMs, runAtMs } = made;
  const { once, startWithinMs, deadlineMs } = request;
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
    params: {},
    lockedUntilMs: nowMs + (once?.forMs ?? Infinity),
    latestMs: nowMs + (once?.maxDelayMs ?? 0),
    startByMs: startWithinMs === null ? null : nowMs + startWithinMs,
    riskMs: deadlineMs === null ? null : riskOf(deadlineMs, nowMs, request.runAtMs),
    isAtRisk: false,
    isExpired: false,
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
    ...(error === null ? {} : { error: withoutStack(error) }),
    createdBy: { id: task.owner, username: task.owner },
    ...(stop === null ? {} : { stop }),
    ...(task.status === 'cancelled' ? { cancelledBecause: causeOf(task) } : {}),
    ...(task.deadlineMs === null ? {} : { deadline: deadlineOf(task, nowMs)! }),
  };
}

/** A fifth of the way before the deadline, or as long as an attempt may take; at once where it cannot begin before. */
function riskOf(deadlineMs: number, nowMs: number, runAtMs: number | null): number {
  const begins = Math.max(runAtMs ?? nowMs, nowMs);
  return begins >= deadlineMs ? nowMs : deadlineMs - Math.min(TIMEOUT_MS, Math.ceil((deadlineMs - nowMs) / 5));
}
