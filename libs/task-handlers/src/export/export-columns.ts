import type { TaskSummary } from '@task-queue/contracts';

/** One cell: text from a task, or a number of ours. */
export type Cell = string | number;

/** The columns of an export, in order. Their names are for programs and stay English. */
export const EXPORT_COLUMNS: readonly { readonly name: string; readonly cell: (task: TaskSummary) => Cell }[] = [
  { name: 'id', cell: (task) => task.id },
  { name: 'type', cell: (task) => task.type },
  { name: 'title', cell: (task) => task.title },
  { name: 'status', cell: (task) => task.status },
  { name: 'priority', cell: (task) => task.priority },
  { name: 'progress', cell: (task) => task.progress },
  { name: 'createdBy', cell: (task) => task.createdBy.username },
  { name: 'createdAt', cell: (task) => task.createdAt },
  { name: 'startedAt', cell: (task) => task.startedAt ?? '' },
  { name: 'finishedAt', cell: (task) => task.finishedAt ?? '' },
  { name: 'runAt', cell: (task) => task.runAt ?? '' },
  { name: 'retryCount', cell: (task) => task.retryCount },
  { name: 'maxRetries', cell: (task) => task.maxRetries },
  { name: 'timeoutMs', cell: (task) => task.timeoutMs },
  { name: 'resultSummary', cell: (task) => task.resultSummary ?? '' },
  { name: 'errorCode', cell: (task) => task.error?.code ?? '' },
  { name: 'errorMessage', cell: (task) => task.error?.message ?? '' },
];

/** What a spreadsheet may take for the beginning of a formula; Chinese and Japanese ones read the wide forms too. */
const FORMULA_START = /^[=+\-@\t\r\n＝＋－＠]/;

/**
 * A cell that a spreadsheet takes as text: one that begins like a formula gets an apostrophe in front (OWASP, CSV
 * Injection). Numbers are ours and stay.
 */
export function harmless(cell: Cell): Cell {
  return typeof cell === 'string' && FORMULA_START.test(cell) ? `'${cell}` : cell;
}

/** A task as the row of an export. */
export function rowOf(task: TaskSummary): Cell[] {
  return EXPORT_COLUMNS.map(({ cell }) => harmless(cell(task)));
}
