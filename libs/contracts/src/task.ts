import type { AttemptErrorCode } from './attempt-errors.js';

/** The states of a task, in the order in which a person meets them. */
export const TASK_STATUSES = ['pending', 'running', 'completed', 'failed', 'cancelled'] as const;

/** One of {@link TASK_STATUSES}. */
export type TaskStatus = (typeof TASK_STATUSES)[number];

/** The priority lanes, most urgent first. Each has worker slots of its own. */
export const TASK_PRIORITIES = ['high', 'normal', 'low'] as const;

/** One of {@link TASK_PRIORITIES}. */
export type TaskPriority = (typeof TASK_PRIORITIES)[number];

/** An instant as UTC ISO 8601 with milliseconds, e.g. `2026-11-23T08:15:30.123Z`. */
export type IsoInstant = string;

/** A UUIDv7 (RFC 9562), read whatever its case. */
const TASK_ID = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/i;

/** Whether a task can have this id. */
export function isTaskId(text: string): boolean {
  return TASK_ID.test(text);
}

/** Who created a task. */
export interface TaskCreator {
  readonly id: string;
  readonly username: string;
}

/** Why a task or one of its attempts failed. */
export interface TaskFailure {
  /** One or more lines for a person, at most 2,000 characters. */
  readonly message: string;
  readonly code: AttemptErrorCode;
  /** The attempt it happened in, counted from 1 over the task's whole life. */
  readonly attempt: number;
  /**
   * What errors of one kind have in common, 16 hex digits: the first says by which rule. The server's answers have it always:
   * numbers, ids, paths, addresses, hosts and times of the message count as one.
   */
  readonly fingerprint?: string;
  /** The stack trace, at most 8,000 characters; only administrators are sent it. */
  readonly stack?: string;
}

/** A {@link TaskFailure.fingerprint}. */
export const FINGERPRINT = /^[0-9a-f]{16}$/;

/** The file a task produced, downloaded from `GET /api/tasks/:id/artifact`. */
export interface TaskArtifact {
  readonly name: string;
  readonly contentType: string;
  readonly sizeBytes: number;
}

/**
 * How an attempt ended: `lost` with its worker, `interrupted` by a shutdown, which uses up no retry, `stopped` because a person
 * asked, `abandoned` because its handler did not stop within its grace.
 */
export const ATTEMPT_OUTCOMES = [
  'running',
  'completed',
  'failed',
  'lost',
  'interrupted',
  'stopped',
  'abandoned',
] as const;

/** One of {@link ATTEMPT_OUTCOMES}. */
export type AttemptOutcome = (typeof ATTEMPT_OUTCOMES)[number];

/** What a person asked of a running task's worker. It may come too late: a handler that returns all the same has completed. */
export interface TaskStop {
  /** `acknowledged`: the worker has heard it, and told the handler. */
  readonly state: 'requested' | 'acknowledged';
  readonly by: TaskCreator;
  readonly at: IsoInstant;
  readonly reason: string | null;
  /** When the task is cancelled whether or not its handler has stopped. */
  readonly forceAt: IsoInstant;
}

/**
 * Why a task was cancelled: a person gave it up before it began, or had it stopped while it ran; `expired`: it had not begun by
 * when it was to.
 */
export const CANCEL_CAUSES = ['user', 'stopped', 'expired'] as const;

/** One of {@link CANCEL_CAUSES}. */
export type CancelCause = (typeof CANCEL_CAUSES)[number];

/** How a task is doing by its deadline, or was when it was over: likely to miss it, or too late. */
export const DEADLINE_STATES = ['ok', 'atRisk', 'missed'] as const;

/** A task's deadline: nothing ends at it. */
export interface TaskDeadline {
  readonly state: (typeof DEADLINE_STATES)[number];
}

/** One start of a task's handler. */
export interface TaskAttempt {
  /** Counted from 1 over the task's whole life; retrying by hand goes on counting. */
  readonly number: number;
  readonly startedAt: IsoInstant;
  readonly finishedAt: IsoInstant | null;
  readonly outcome: AttemptOutcome;
  readonly error: TaskFailure | null;
  /** The process that ran it: `host:pid:random`. */
  readonly worker: string;
  /** Its task is over, and its handler may be still at work, for nobody has heard of its end. */
  readonly mayStillRun?: true;
}

/** One line that a handler logged. */
export interface TaskLogLine {
  readonly at: IsoInstant;
  readonly attempt: number;
  readonly line: string;
  /** How many lines of the attempt were logged between the line before and this one, and are not kept. */
  readonly missingBefore?: number;
}

/** What every task has in every state, and what a list shows of it. */
interface TaskBase {
  /** A UUIDv7 (RFC 9562): ids sort by creation time. */
  readonly id: string;
  readonly type: string;
  readonly title: string;
  readonly priority: TaskPriority;
  /** 0 to 100; it never goes back within an attempt. */
  readonly progress: number;
  /** What the handler said it is doing. */
  readonly progressText: string | null;
  /** A line about the result for a person, once completed. */
  readonly resultSummary: string | null;
  /** Automatic retries used so far; 0 again after a retry by hand. */
  readonly retryCount: number;
  readonly maxRetries: number;
  /** How long one attempt may take, in milliseconds. */
  readonly timeoutMs: number;
  /** A pending task waits until then: a later run time, or the backoff before a retry. */
  readonly runAt: IsoInstant | null;
  /** So long after its creation it has to have begun, in milliseconds: else it is cancelled. */
  readonly startWithinMs: number | null;
  /** When it is to be over. */
  readonly deadlineAt: IsoInstant | null;
  /** Where it has a deadline. */
  readonly deadline: TaskDeadline | null;
  readonly createdBy: TaskCreator;
  readonly createdAt: IsoInstant;
  /** When the latest attempt began. */
  readonly startedAt: IsoInstant | null;
  readonly finishedAt: IsoInstant | null;
  readonly artifact: TaskArtifact | null;
  /** Whether somebody asked to stop it. */
  readonly stop: TaskStop | null;
  /** Once cancelled. */
  readonly cancelledBecause: CancelCause | null;
  /** The schedule that it is of: one of its ticks, or a run by hand. */
  readonly scheduleId: string | null;
  /** Grows by one with every change. */
  readonly version: number;
}

/** The latest failure: kept while a retry is pending or running, so that a person sees why. */
interface Unfinished {
  readonly error: TaskFailure | null;
}

/**
 * A task as a list shows it. A union on `status`: a failed task has an error, a completed or cancelled one
 * has none.
 */
export type TaskSummary = TaskBase &
  (
    | ({ readonly status: 'pending' | 'running' } & Unfinished)
    | { readonly status: 'completed' | 'cancelled'; readonly error: null }
    | { readonly status: 'failed'; readonly error: TaskFailure }
  );

/** A task in full, as its detail shows it. */
export type Task = TaskSummary & {
  readonly params: Readonly<Record<string, unknown>>;
  /** What the handler returned, once completed. */
  readonly result: unknown;
  readonly attempts: readonly TaskAttempt[];
  readonly log: readonly TaskLogLine[];
  /** Lines that were logged and are not kept: of each attempt the first 100 and the newest 900 are. */
  readonly logDropped: number;
};
