export { TasksApiError, TasksConnectionError } from './errors.js';
export type { ScheduleCalls, ScheduleListQuery } from './schedule-calls.js';
export {
  createTasksClient,
  type CreateOptions,
  type TaskCalls,
  type TaskListQuery,
  type TasksClient,
  type TasksClientOptions,
  type WaitOptions,
} from './tasks-client.js';
export type { SystemCalls } from './system-calls.js';
export type { ViewCalls } from './view-calls.js';
export type { EventOptions, TaskChange } from './task-changes.js';
