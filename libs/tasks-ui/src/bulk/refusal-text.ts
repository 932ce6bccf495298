import type { ErrorCode } from '@task-queue/contracts';

/** Why a task among many was refused, for the codes it can be refused with. */
const TEXTS: Partial<Record<ErrorCode, string>> = {
  TASK_RUNNING: 'tasks.bulk.refusal.running',
  TASK_FINISHED: 'tasks.bulk.refusal.finished',
  TASK_NOT_FAILED: 'tasks.bulk.refusal.notFailed',
  TASK_NOT_FINISHED: 'tasks.bulk.refusal.notFinished',
  TASK_NOT_RUNNING: 'tasks.bulk.refusal.notRunning',
  TASK_NOT_STOPPABLE: 'tasks.bulk.refusal.notStoppable',
  TASK_DUPLICATE: 'tasks.bulk.refusal.duplicate',
  QUEUE_FULL: 'tasks.bulk.refusal.queueFull',
  TASK_NOT_FOUND: 'tasks.bulk.refusal.notFound',
};

/** The key of the text that says why, in the words the server has for one task alone. */
export function refusalText(code: string): string {
  return TEXTS[code as ErrorCode] ?? 'tasks.bulk.refusal.other'; // a newer server may know more codes
}
