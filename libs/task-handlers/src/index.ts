import type { Type } from '@nestjs/common';
import { BulkTask } from './bulk.task.js';
import { CleanupTask } from './cleanup.task.js';
import { FlakyTask } from './demo/flaky.task.js';
import { HangTask } from './demo/hang.task.js';
import { StepsTask } from './demo/steps.task.js';
import { ExportTasksTask } from './export/export-tasks.task.js';

export * from './bulk.task.js';
export * from './cleanup.task.js';
export * from './demo/flaky.task.js';
export * from './demo/hang.task.js';
export * from './demo/steps.task.js';
export { csvOf, type CsvColumn } from './export/csv-format.js';
export * from './export/export-tasks.task.js';
export { utcStamp } from './export/utc-stamp.js';
export { counted, textsFor } from './handler-texts.js';

/** The handlers the product ships, for `TasksModule.forFeature`. */
export const taskHandlers: readonly Type[] = [ExportTasksTask, CleanupTask, BulkTask];

/** The handlers for trying things out. */
export const demoTaskHandlers: readonly Type[] = [StepsTask, FlakyTask, HangTask];
