import type { ErrorCode } from './problems.js';
import type { ScheduleEventName } from './schedules.js';
import type { IsoInstant } from './task.js';
import type { TaskEventName } from './task-events.js';

/** How many events there were of each name; names without any are left out. */
export type EventCounts = Readonly<Partial<Record<TaskEventName | ScheduleEventName, number>>>;

/** What a subscription with `digest` was not told in full: once a second, where there was any. */
export interface TaskDigest {
  /** Every event up to here was sent, or is counted in this digest or in one before it. */
  readonly cursor: string;
  /** When the first of those counted here was. */
  readonly from: IsoInstant;
  /** When the last of them was. */
  readonly at: IsoInstant;
  readonly counts: EventCounts;
  /** Those of them that are of one's own tasks and schedules. */
  readonly own: EventCounts;
}

/** Most tasks that a socket may watch. */
export const MAX_WATCHED_TASKS = 300;

/** Body of `tasks:watch`: the tasks whose events come in full in a subscription with `digest`. Replaces those named before. */
export interface WatchRequest {
  /** At most {@link MAX_WATCHED_TASKS}. */
  readonly taskIds: readonly string[];
}

/** Acknowledgement of `tasks:watch`. */
export type WatchAck = { readonly ok: true } | { readonly ok: false; readonly code: ErrorCode };
