import type { TaskDeadline, TaskSummary } from '@task-queue/contracts';

/** How a task is doing by its deadline at a moment; the deadline passes without a word of the server. `null` without one. */
export function deadlineStateOf(
  { deadline, deadlineAt, finishedAt }: Pick<TaskSummary, 'deadline' | 'deadlineAt' | 'finishedAt'>,
  nowMs: number,
): TaskDeadline['state'] | null {
  if (!deadline || !deadlineAt) {
    return null;
  }
  return finishedAt === null && nowMs > Date.parse(deadlineAt) ? 'missed' : deadline.state;
}
