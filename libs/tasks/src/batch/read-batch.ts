import { MAX_BATCH_TASKS, type BatchedTaskRequest } from '@task-queue/contracts';
import { isPlainObject, NOT_AN_OBJECT, readAs, takeKnownFields, ValidationError } from '@task-queue/problems';
import { BatchCreateDto, BatchedTaskDto } from './batch.dto.js';

const TASKS_RULE = {
  zh: `必须是 1 至 ${MAX_BATCH_TASKS} 个任务的列表`,
  en: `must be a list of 1 to ${MAX_BATCH_TASKS} tasks`,
};

const AS_TASK = readAs(BatchedTaskDto);

/**
 * The tasks of a batch as it came, without a look at any of them.
 *
 * @throws ValidationError for what is no batch
 */
export function itemsOf(body: unknown): readonly unknown[] {
  if (!isPlainObject(body)) {
    throw new ValidationError([{ field: 'body', message: NOT_AN_OBJECT }]);
  }
  const { tasks, ...others } = body as { readonly tasks?: unknown };
  const { problems } = takeKnownFields(BatchCreateDto, others);
  const isBatch = Array.isArray(tasks) && tasks.length >= 1 && tasks.length <= MAX_BATCH_TASKS;
  const all = isBatch ? problems : [...problems, { field: 'tasks', message: TASKS_RULE }];
  if (all.length > 0) {
    throw new ValidationError(all);
  }
  return tasks as readonly unknown[];
}

/** Reads one of them as `POST /api/tasks` reads its body. @throws ValidationError */
export async function readItem(item: unknown): Promise<BatchedTaskRequest> {
  return (await AS_TASK.transform(item, { type: 'body' })) as BatchedTaskRequest; // of its DTO
}
