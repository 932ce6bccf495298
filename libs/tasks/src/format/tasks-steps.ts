import type { FormatStep } from '@task-queue/redis';
import type { TermFiling } from '../index/term-filing.js';

/** Tasks filed in one part, so that nothing waits for long. */
const TASKS_A_PART = 20;

/** What leads from each form of tasks to the next. */
export function tasksSteps(filing: Pick<TermFiling, 'fileNext'>): readonly FormatStep[] {
  return [{ to: 2, oldestBeside: 1, next: () => filing.fileNext(TASKS_A_PART) }];
}
