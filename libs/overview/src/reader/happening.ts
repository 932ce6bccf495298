import type { TaskFailure, TaskPriority } from '@task-queue/contracts';
import type { EntryView } from '@task-queue/event-log';
import { createdAtMs, type TaskHead, type TaskState } from '@task-queue/tasks/server';

/** What of the log is counted. */
const COUNTED = {
  'task:created': 'created',
  'task:started': 'started',
  'task:completed': 'completed',
  'task:failed': 'failed',
  'task:cancelled': 'cancelled',
  'task:retrying': 'retried',
} as const;

/** One of the names in {@link COUNTED}. */
export type HappeningKind = (typeof COUNTED)[keyof typeof COUNTED];

/** Something that happened to a task, as far as it is counted. Times are epoch milliseconds. */
export interface Happening {
  readonly kind: HappeningKind;
  readonly atMs: number;
  readonly taskId: string;
  readonly type: string;
  readonly priority: TaskPriority;
  readonly owner: string;
  /** Of a first start: since the task might have begun. */
  readonly waitedMs: number | null;
  /** Of an attempt that completed or failed for good: since it began. */
  readonly ranMs: number | null;
  /** Of a task that failed. */
  readonly failure: TaskFailure | null;
}

/** What an entry of the log says; `undefined` of what is not counted, or was not written by our scripts. */
export function happeningOf(entry: EntryView): Happening | undefined {
  const kind = COUNTED[entry.name as keyof typeof COUNTED] as HappeningKind | undefined;
  if (kind === undefined) {
    return undefined;
  }
  const [taskId, atMs, owner] = [entry.text('i'), Number(entry.text('at')), entry.text('o')];
  const { type, priority } = (entry.json('h') ?? {}) as Partial<TaskHead>;
  if (!Number.isFinite(atMs) || typeof type !== 'string' || priority === undefined || owner === '') {
    return undefined;
  }
  // Of what is created, cancelled or retried nothing is asked that changes: its state is not decoded.
  const isTimed = kind === 'started' || kind === 'completed' || kind === 'failed';
  const state = (isTimed ? (entry.json('s') ?? {}) : {}) as Partial<TaskState>;
  const { attempt, dueAt, startedAt } = state;
  const hasRun = kind !== 'started' && startedAt !== undefined;
  return {
    kind,
    atMs,
    taskId,
    type,
    priority,
    owner,
    waitedMs: kind === 'started' && attempt === 1 ? Math.max(0, atMs - (dueAt ?? createdAtMs(taskId))) : null,
    ranMs: hasRun ? Math.max(0, atMs - startedAt) : null,
    failure: kind === 'failed' ? ((entry.json('e') ?? null) as TaskFailure | null) : null,
  };
}
