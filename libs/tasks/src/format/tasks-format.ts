import { FIRST_FORMAT, type DataFormat } from '@task-queue/redis';
import { TaskKeys } from '../record/keys.js';

/**
 * The form of tasks in Redis. A change of records, index or lanes that another version could misread is a new one, with a
 * step that leads to it (`tasks-steps.ts`) and a line in docs/upgrading.md:
 *
 * 1. what was written before forms were counted
 * 2. all tasks are filed by the rule of `domain/search-terms.ts`
 */
export function tasksFormat(prefix: string): DataFormat {
  return { owner: 'tasks', version: 2, oldestRead: FIRST_FORMAT, rootKey: new TaskKeys(prefix).meta };
}
