import { TASK_STATUSES, type TaskFilter, type TaskStats, type TaskStatus } from '@task-queue/contracts';
import type { ModelTask } from './model-task.js';
import { matchesQuery } from './query-model.js';

/** What matches, newest first. */
export function matching(tasks: Iterable<ModelTask>, filter: TaskFilter): ModelTask[] {
  const has = <Value>(values: readonly Value[] | undefined, value: Value): boolean =>
    values === undefined || values.length === 0 || values.includes(value);
  return [...tasks]
    .filter(
      (task) =>
        has(filter.status, task.status) &&
        has(filter.type, task.type) &&
        has(filter.priority, task.priority) &&
        (filter.createdBy === undefined || filter.createdBy === task.owner) &&
        (filter.createdFrom === undefined || task.createdMs >= Date.parse(filter.createdFrom)) &&
        (filter.createdTo === undefined || task.createdMs < Date.parse(filter.createdTo)) &&
        (filter.q === undefined ||
          matchesQuery(filter.q, task.id, [`${task.title} ${task.type}`, task.error?.message.slice(0, 200) ?? ''])),
    )
    .sort((a, b) => b.number - a.number);
}

/** How many there are by status and type. */
export function statsOf(tasks: readonly ModelTask[]): TaskStats {
  const byStatus = Object.fromEntries(TASK_STATUSES.map((status) => [status, 0])) as Record<TaskStatus, number>;
  const byType: Record<string, number> = {};
  for (const { status, type } of tasks) {
    byStatus[status] += 1;
    byType[type] = (byType[type] ?? 0) + 1;
  }
  return { total: tasks.length, byStatus, byType };
}
