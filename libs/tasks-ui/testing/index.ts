export { CreateTaskDialogHarness } from './create-task-dialog-harness';
export { TaskDetailDialogHarness } from './task-detail-dialog-harness';
export { TaskTablePageHarness, type RowText } from './task-table-page-harness';
