import type { TaskFailure, TaskPriority } from '@task-queue/contracts';
import type { LogEntry } from '@task-queue/event-log';
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

/** An entry of the log; `null` of what is not counted, or was not written by our scripts. */
export function happeningOf({ name, data }: LogEntry): Happening | null {
  const kind = COUNTED[name as keyof typeof COUNTED] as HappeningKind | undefined;
  if (kind === undefined) {
    return null;
  }
  try {
    const taskId = data['i']!;
    const { type, priority } = JSON.parse(data['h']!) as TaskHead;
    const { owner, attempt, dueAt, startedAt } = JSON.parse(data['s']!) as TaskState;
    const atMs = Number(data['at']);
    if (!Number.isFinite(atMs) || typeof type !== 'string' || typeof owner !== 'string') {
      return null;
    }
    const hasRun = (kind === 'completed' || kind === 'failed') && startedAt !== undefined;
    return {
      kind,
      atMs,
      taskId,
      type,
      priority,
      owner,
      waitedMs: kind === 'started' && attempt === 1 ? Math.max(0, atMs - (dueAt ?? createdAtMs(taskId))) : null,
      ranMs: hasRun ? Math.max(0, atMs - startedAt) : null,
      failure: kind === 'failed' && data['e'] ? (JSON.parse(data['e']) as TaskFailure) : null,
    };
  } catch {
    return null;
  }
}
