import type { IsoInstant, TaskPriority, TaskStatus } from './task.js';

/** Which tasks: a facet left out does not narrow; several values of one facet are alternatives. */
export interface TaskFilter {
  readonly status?: readonly TaskStatus[];
  readonly type?: readonly string[];
  readonly priority?: readonly TaskPriority[];
  /** Of their errors; see `TaskFailure.fingerprint`. */
  readonly fingerprint?: readonly string[];
  /** Of any of these schedules. */
  readonly scheduleId?: readonly string[];
  /** Words, substrings of text without spaces, symbols, or an id or its beginning. */
  readonly q?: string;
  /** A user's id; for administrators. */
  readonly createdBy?: string;
  /** Inclusive. */
  readonly createdFrom?: IsoInstant;
  /** Exclusive. */
  readonly createdTo?: IsoInstant;
  /** Of those that finished at this time or later. Inclusive. */
  readonly finishedFrom?: IsoInstant;
  /** Of those that finished before this time. Exclusive. */
  readonly finishedTo?: IsoInstant;
}

/** What a field of a {@link TaskFilter} does: any of some values, words of texts, an owner, a bound of a time. */
export type TaskFilterKind = 'facet' | 'search' | 'owner' | 'time';

/** Every field of a {@link TaskFilter}: whoever goes through them forgets none, and a filter that forgets one widens. */
export const TASK_FILTER_FIELDS = {
  status: 'facet',
  type: 'facet',
  priority: 'facet',
  fingerprint: 'facet',
  scheduleId: 'facet',
  q: 'search',
  createdBy: 'owner',
  createdFrom: 'time',
  createdTo: 'time',
  finishedFrom: 'time',
  finishedTo: 'time',
} as const satisfies Readonly<Record<keyof TaskFilter, TaskFilterKind>>;

/** The name of a field of a {@link TaskFilter} that holds a list of values. */
export type TaskFacet = {
  [Field in keyof TaskFilter]-?: (typeof TASK_FILTER_FIELDS)[Field] extends 'facet' ? Field : never;
}[keyof TaskFilter];

/** The fields of a {@link TaskFilter} that hold lists of values. */
export const TASK_FACETS = (Object.keys(TASK_FILTER_FIELDS) as (keyof TaskFilter)[]).filter(
  (field): field is TaskFacet => TASK_FILTER_FIELDS[field] === 'facet',
);
