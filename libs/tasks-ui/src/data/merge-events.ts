import type { TaskEvent, TaskEventName, TaskSummary } from '@task-queue/contracts';
import type { ListQuery } from './list-query';

/** An event with its name. */
export interface LiveEvent {
  readonly name: TaskEventName;
  readonly event: TaskEvent;
}

/**
 * The rows after some events: each row by its newest version, patched in place. Rows come, go and change their order
 * only when the list is read again, so nothing moves under the pointer; a deleted task keeps its row until then.
 */
export function mergeEvents(rows: readonly TaskSummary[], events: readonly LiveEvent[]): readonly TaskSummary[] {
  const byId = new Map<string, LiveEvent[]>();
  for (const live of events) {
    byId.set(live.event.taskId, [...(byId.get(live.event.taskId) ?? []), live]);
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
    version: event.version,
    resultSummary: event.resultSummary ?? null,
    error: event.error ?? null,
    startedAt: name === 'task:started' ? event.at : row.startedAt,
    finishedAt: isOver ? event.at : null,
  };
}

/** Whether a task that was just created belongs on the page somebody looks at. */
export function isNewRow({ name, event }: LiveEvent, query: ListQuery): boolean {
  return (
    name === 'task:created' &&
    query.q === '' && // whether a new task has the words is for the server to say
    (query.status.length === 0 || query.status.includes('pending')) &&
    (query.type.length === 0 || query.type.includes(event.type)) &&
    (query.priority.length === 0 || query.priority.includes(event.priority))
  );
}
