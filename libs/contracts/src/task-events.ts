import type { LaneChangedEvent, TypeChangedEvent } from './lanes.js';
import type { ErrorCode } from './problems.js';
import type { ScheduleChangedEvent, ScheduleTickedEvent } from './schedules.js';
import type { TaskDigest, WatchAck, WatchRequest } from './task-digest.js';
import type {
  CancelCause,
  IsoInstant,
  TaskCreator,
  TaskDeadline,
  TaskFailure,
  TaskPriority,
  TaskStatus,
  TaskStop,
} from './task.js';

/** The events a socket receives, in the order a task can live through them. */
export const TASK_EVENTS = [
  'task:created',
  'task:rescheduled',
  'task:started',
  'task:progress',
  'task:stopping',
  'task:at-risk',
  'task:retrying',
  'task:completed',
  'task:failed',
  'task:cancelled',
  'task:handler-ended',
  'task:deleted',
] as const;

/** One of {@link TASK_EVENTS}. */
export type TaskEventName = (typeof TASK_EVENTS)[number];

/** What happened to a task: its state right after the change. */
export interface TaskEvent {
  /**
   * The event's place in the log; give the last one seen as `since` to get what was missed. In a subscription with `digest` it is
   * the place up to which everything was sent or counted: an earlier one while a {@link TaskDigest} is to come.
   */
  readonly cursor: string;
  readonly taskId: string;
  readonly type: string;
  readonly title: string;
  readonly status: TaskStatus;
  readonly priority: TaskPriority;
  readonly progress: number;
  readonly progressText?: string;
  readonly retryCount: number;
  /** A pending task waits until then: a later run time, or the backoff before a retry. */
  readonly runAt?: IsoInstant;
  readonly version: number;
  readonly at: IsoInstant;
  readonly resultSummary?: string;
  readonly error?: TaskFailure;
  readonly createdBy: TaskCreator;
  /** Where somebody asked to stop it. */
  readonly stop?: TaskStop;
  /** Of a cancelled task. */
  readonly cancelledBecause?: CancelCause;
  /** Of a task that has one. */
  readonly deadline?: TaskDeadline;
  /** Of a task of a schedule. */
  readonly scheduleId?: string;
}

/** Whose events: one's own, or (administrators only) everybody's. */
export type SubscribeScope = 'mine' | 'all';

/** Body of `tasks:subscribe`. */
export interface SubscribeRequest {
  /** @default 'mine' */
  readonly scope?: SubscribeScope;
  /** The cursor of the last event seen: everything after it arrives, once, in order. */
  readonly since?: string;
  /**
   * For a page: in full come the events of watched tasks (`tasks:watch`) and, of the others, as many as a person can follow;
   * what is more is counted in a {@link TaskDigest}. Read again what you show after subscribing, and when a digest comes.
   *
   * @default false
   */
  readonly digest?: boolean;
}

/**
 * Acknowledgement of `tasks:subscribe`. With `reset` the log no longer reaches back to `since`: not everything
 * was replayed, and the client re-reads what it shows. `SUPERSEDED`: a later message ended this subscription before
 * it had caught up.
 */
export type SubscribeAck =
  | { readonly ok: true; readonly cursor: string; readonly replayed: number; readonly reset?: true }
  | { readonly ok: false; readonly code: ErrorCode | 'SUPERSEDED' };

/** Acknowledgement of `tasks:unsubscribe`. */
export interface UnsubscribeAck {
  readonly ok: true;
}

/** What the server says before it closes a connection. */
export interface SocketClosing {
  /** `UNAUTHORIZED`: the session ended or its time is up. `TOO_MANY_REQUESTS`: too many messages. */
  readonly code: ErrorCode;
}

/** What the server emits, for the types of both `Server` and `Socket` of Socket.IO. */
export interface ServerToClientEvents extends Record<TaskEventName, (event: TaskEvent) => void> {
  'schedule:changed': (event: ScheduleChangedEvent) => void;
  'schedule:ticked': (event: ScheduleTickedEvent) => void;
  'lane:changed': (event: LaneChangedEvent) => void;
  'type:changed': (event: TypeChangedEvent) => void;
  'tasks:digest': (digest: TaskDigest) => void;
  'tasks:closing': (closing: SocketClosing) => void;
}

/** What a client emits, each with its acknowledgement. */
export interface ClientToServerEvents {
  'tasks:subscribe': (request: SubscribeRequest, acknowledge: (ack: SubscribeAck) => void) => void;
  'tasks:watch': (request: WatchRequest, acknowledge: (ack: WatchAck) => void) => void;
  'tasks:unsubscribe': (acknowledge: (ack: UnsubscribeAck) => void) => void;
}

/** The Socket.IO namespace. */
export const TASKS_NAMESPACE = '/tasks';
