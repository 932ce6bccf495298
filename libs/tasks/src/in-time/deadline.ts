import type { TaskDeadline } from '@task-queue/contracts';

/** At risk is who is not over in the last part of the way to the deadline, */
const LAST_PART = 1 / 5;

/** What is known of a new task with a deadline. Times are epoch milliseconds. */
export interface DeadlinePlan {
  readonly deadlineAtMs: number;
  readonly createdMs: number;
  /** When it may begin; `null` for at once. */
  readonly runAtMs: number | null;
  readonly timeoutMs: number;
}

/**
 * When a task that is not over yet is at risk of missing its deadline: when less is left than one attempt may take, or than a
 * fifth of the way, whichever is later; at once where it may not begin before its deadline.
 */
export function riskAtMs({ deadlineAtMs, createdMs, runAtMs, timeoutMs }: DeadlinePlan): number {
  if (Math.max(runAtMs ?? 0, createdMs) >= deadlineAtMs) {
    return createdMs;
  }
  const wayMs = deadlineAtMs - createdMs;
  return Math.floor(deadlineAtMs - Math.min(timeoutMs, wayMs * LAST_PART));
}

/** How a task is doing by its deadline at an instant, or was when it was over. */
export function deadlineState(
  deadlineAtMs: number,
  { isAtRisk, finishedAt }: { readonly isAtRisk?: boolean; readonly finishedAt?: number },
  nowMs: number,
): TaskDeadline['state'] {
  if ((finishedAt ?? nowMs) > deadlineAtMs) {
    return 'missed';
  }
  return isAtRisk === true && finishedAt === undefined ? 'atRisk' : 'ok';
}
