export * from './create-task-dialog-harness';
export * from './task-detail-dialog-harness';
export * from './task-table-page-harness';
