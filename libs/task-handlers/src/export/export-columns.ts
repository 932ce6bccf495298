import type { TaskSummary } from '@task-queue/contracts';

/** One cell: text from a task, a number of ours, or nothing. */
export type Cell = string | number | null;

/** One column of an export. */
export interface ExportColumn {
  /** For programs: it stays English. */
  readonly name: string;
  readonly cell: (task: TaskSummary) => Cell;
  /** Whether the cells are times, in UTC, ISO 8601. */
  readonly isTime?: boolean;
}

/** The columns of an export, in order. */
export const EXPORT_COLUMNS: readonly ExportColumn[] = [
  { name: 'id', cell: (task) => task.id },
  { name: 'type', cell: (task) => task.type },
  { name: 'title', cell: (task) => task.title },
  { name: 'status', cell: (task) => task.status },
  { name: 'priority', cell: (task) => task.priority },
  { name: 'progress', cell: (task) => task.progress },
  { name: 'createdBy', cell: (task) => task.createdBy.username },
  { name: 'createdAt', cell: (task) => task.createdAt, isTime: true },
  { name: 'startedAt', cell: (task) => task.startedAt, isTime: true },
  { name: 'finishedAt', cell: (task) => task.finishedAt, isTime: true },
  { name: 'runAt', cell: (task) => task.runAt, isTime: true },
  { name: 'retryCount', cell: (task) => task.retryCount },
  { name: 'maxRetries', cell: (task) => task.maxRetries },
  { name: 'timeoutMs', cell: (task) => task.timeoutMs },
  { name: 'resultSummary', cell: (task) => task.resultSummary },
  { name: 'errorCode', cell: (task) => task.error?.code ?? null },
  { name: 'errorMessage', cell: (task) => task.error?.message ?? null },
];
