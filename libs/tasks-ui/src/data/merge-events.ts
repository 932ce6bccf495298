import {
  hasAll,
  type EventCounts,
  type TaskEvent,
  type TaskEventName,
  type TaskFilter,
  type TaskSummary,
} from '@task-queue/contracts';
import { toTaskFilter, type ListQuery } from './list-query';

/** An event with its name. */
export interface LiveEvent {
  readonly name: TaskEventName;
  readonly event: TaskEvent;
}

/**
 * The rows after some events: each row by its newest version, patched in place. Rows come, go and change their order
 * elsewhere (see `settleRows`), so nothing moves under the pointer.
 */
export function mergeEvents(rows: readonly TaskSummary[], events: readonly LiveEvent[]): readonly TaskSummary[] {
  const byId = new Map<string, LiveEvent[]>();
  for (const live of events) {
    const own = byId.get(live.event.taskId);
    if (own) {
      own.push(live);
    } else {
      byId.set(live.event.taskId, [live]);
    }
  }
  let isChanged = false;
  const merged = rows.map((row) => {
    const own = byId.get(row.id);
    const next = own?.reduce(patchRow, row) ?? row;
    isChanged ||= next !== row;
    return next;
  });
  return isChanged ? merged : rows;
}

/** A row after one event; the same object when the event is no news. */
export function patchRow<Row extends TaskSummary>(row: Row, { name, event }: LiveEvent): Row {
  if (event.version <= row.version || name === 'task:deleted') {
    return row;
  }
  const isOver = event.status === 'completed' || event.status === 'failed' || event.status === 'cancelled';
  return {
    ...row,
    status: event.status,
    progress: event.progress,
    progressText: event.progressText ?? null,
    retryCount: event.retryCount,
    runAt: event.runAt ?? null,
    version: event.version,
    resultSummary: event.resultSummary ?? null,
    error: event.error ?? null,
    stop: event.stop ?? null,
    cancelledBecause: event.cancelledBecause ?? null,
    deadline: event.deadline ?? null,
    startedAt: name === 'task:started' ? event.at : row.startedAt,
    finishedAt: !isOver ? null : name === 'task:handler-ended' ? row.finishedAt : event.at,
  };
}

/** Whether a digest counts more than progress: something else is on the server than what was read. */
export function isNews(counts: EventCounts): boolean {
  return Object.keys(counts).some((name) => name !== 'task:progress');
}

/** Whether a task that was just created belongs on the page somebody looks at. */
export function isNewRow({ name, event }: LiveEvent, query: ListQuery, nowMs: number): boolean {
  return (
    name === 'task:created' &&
    hasAll([event.title, event.type], query.q) &&
    isInView(
      { ...event, createdAt: event.at, finishedAt: null, scheduleId: event.scheduleId ?? null },
      toTaskFilter(query, nowMs),
    )
  );
}

/** What of a row a filter looks at. */
type FilteredFields = Pick<
  TaskSummary,
  'status' | 'type' | 'priority' | 'createdBy' | 'createdAt' | 'finishedAt' | 'scheduleId'
> &
  Partial<Pick<TaskSummary, 'error'>>;

type Wanted = Required<TaskFilter>;

/** Whether a row is what a field of a filter asks for. */
const MATCHES: { readonly [Field in keyof Wanted]: (task: FilteredFields, wanted: Wanted[Field]) => boolean } = {
  status: ({ status }, wanted) => wanted.includes(status),
  type: ({ type }, wanted) => wanted.includes(type),
  priority: ({ priority }, wanted) => wanted.includes(priority),
  fingerprint: ({ error }, wanted) => wanted.includes(error?.fingerprint ?? ''),
  scheduleId: ({ scheduleId }, wanted) => scheduleId !== null && wanted.includes(scheduleId),
  q: () => true, // only the server knows
  createdBy: ({ createdBy }, wanted) => createdBy.id === wanted,
  createdFrom: ({ createdAt }, wanted) => createdAt >= wanted,
  createdTo: ({ createdAt }, wanted) => createdAt < wanted,
  finishedFrom: ({ finishedAt }, wanted) => finishedAt !== null && finishedAt >= wanted,
  finishedTo: ({ finishedAt }, wanted) => finishedAt !== null && finishedAt < wanted,
};

/** Whether a task is what a filter asks for, as far as its row tells. */
export function isInView(task: FilteredFields, filter: TaskFilter): boolean {
  const isWanted = <Field extends keyof Wanted>(field: Field, wanted: Wanted[Field] | undefined): boolean =>
    wanted === undefined || MATCHES[field](task, wanted);
  return (Object.keys(MATCHES) as (keyof Wanted)[]).every((field) => isWanted(field, filter[field]));
}
