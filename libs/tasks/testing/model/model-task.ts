import type {
  TaskArtifact,
  TaskAttempt,
  TaskEvent,
  TaskEventName,
  TaskFailure,
  TaskPriority,
  TaskStatus,
  TaskStop,
} from '@task-queue/contracts';
import type { WantedLock } from '../../src/once/once.js';
import type { LogModel } from './log-model.js';

/** What a worker was given: the words it says are fenced by the attempt's number. */
export interface ModelAttempt {
  readonly taskId: string;
  readonly number: number;
  readonly hasRetryLeft: boolean;
}

/** A ticket that is or was around (in a lane, in a dead process, twice), or an attempt as its number alone. */
export interface ModelTicket {
  readonly taskId: string;
  readonly number: number;
}

/** An attempt whose worker is silent. */
export interface ModelLostAttempt extends ModelTicket {
  readonly type: string;
  readonly retryCount: number;
}

/** What a task is created from. */
export interface ModelTaskRequest {
  readonly type: string;
  readonly title: string;
  readonly priority: TaskPriority;
  readonly owner: string;
  readonly maxRetries: number;
  readonly runAtMs: number | null;
  readonly once: WantedLock | null;
  readonly startWithinMs: number | null;
  readonly deadlineMs: number | null;
}

/** A task as the model keeps it; times are epoch milliseconds. */
export interface ModelTask extends ModelTaskRequest {
  readonly id: string;
  readonly number: number;
  readonly createdMs: number;
  status: TaskStatus;
  version: number;
  ticket: number;
  retryCount: number;
  progress: number;
  progressText: string | null;
  waitsUntilMs: number | null;
  startedMs: number | null;
  finishedMs: number | null;
  error: TaskFailure | null;
  result: unknown;
  resultSummary: string | null;
  artifact: TaskArtifact | null;
  readonly attempts: TaskAttempt[];
  readonly log: LogModel;
  /** When its ticket goes to its lane; `null` once it has. */
  dueMs: number | null;
  leaseEndsMs: number | null;
  stop: TaskStop | null;
  params: unknown;
  /** Until when its lock counts; `Infinity` without end. */
  lockedUntilMs: number;
  /** The latest run time of a debounced one. */
  readonly latestMs: number;
  /** When it expires; `null` once it has begun. */
  startByMs: number | null;
  readonly riskMs: number | null;
  isAtRisk: boolean;
  isExpired: boolean;
}

/** An event without its cursor. */
export type ModelEvent = Omit<TaskEvent, 'cursor'> & { readonly name: TaskEventName };
