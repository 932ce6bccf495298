import type { CreateTaskRequest } from '@task-queue/contracts';

/** What a new task begins with: another task's, to run it again, or a type alone. */
export type TaskDraft = Omit<CreateTaskRequest, 'runAt'>;
