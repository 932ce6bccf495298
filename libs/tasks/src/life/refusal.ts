import { ProblemError } from '@task-queue/problems';

/** A refusal in the words of ErrorCode; of a duplicate with the id of the task that there is. */
export function refusal(code: string, taskId: string | undefined): ProblemError {
  return new ProblemError(code as ProblemError['code'], taskId === undefined ? {} : { members: { taskId } });
}
