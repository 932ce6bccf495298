import type { CreateTaskRequest } from '@task-queue/contracts';

/** What a new task begins with: another task's, to run it again, or a type alone. */
export type TaskDraft = Omit<CreateTaskRequest, 'runAt'>;

/** Types that the server starts by itself: `tasks.bulk` comes from a bulk action, whose snapshot nobody can type. */
const INTERNAL_TYPES: readonly string[] = ['tasks.bulk'];

/** Whether a person may start a task of this type by hand. */
export function isOffered(type: string): boolean {
  return !INTERNAL_TYPES.includes(type);
}
