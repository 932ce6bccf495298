/** What an application builds on: the module, its options, handlers, and how people are known. */
export { CurrentIdentity, IdentityGuard, Public, RequirePermission, type IdentifiedRequest } from '@task-queue/access';
export {
  IsEncodedInstant,
  IsInstant,
  localeOf,
  MAX_NAMED_FIELDS,
  ProblemError as TaskError,
  ProblemFilter,
  requestPipe,
  TooManyRequestsError,
  ValidationError,
  type Assert,
  type FieldProblem,
  type SameFields,
  type SameNames,
} from '@task-queue/problems';
export { FormatError, RedisConnectionError } from '@task-queue/redis';
export {
  ARTIFACT_STORAGE,
  type ArtifactInventory,
  type ArtifactKey,
  type ArtifactStorage,
  type ByteRange,
  type DownloadAs,
  type FoundFile,
} from './artifacts/artifact-storage.js';
export type { ArtifactFile } from './artifacts/artifact-files.js';
export { attemptNamed, isTaskFolder, requireAttempt, requireTaskId } from './artifacts/artifact-key.js';
export { BulkService } from './bulk/bulk.service.js';
export type { ControlAction, DeedOptions, ScheduleAction, TaskDeed } from './deeds/deeds.js';
export type { AttemptEnding } from './domain/attempt-ending.js';
export type { BackoffOptions } from './domain/backoff.js';
export { StorageFullError, StoreFaultError, StoreUnavailableError, UnrecoverableTaskError } from './domain/errors.js';
export type { IdentityResolver, IdentitySource, ResolvedIdentity, TaskIdentity } from './domain/identity.js';
export type { TaskTracing, TracedAttempt, TracedEnding } from './domain/task-tracing.js';
export { TaskStoppedError, TaskTimeoutError, WorkerShutdownError } from './handlers/abort-reasons.js';
export type { TaskContext } from './handlers/task-context.js';
export { TaskHandler, type TaskHandlerOptions, type TaskRun } from './handlers/task-handler.js';
export { TaskParam, type TaskParamOptions } from './handlers/task-param.js';
export type {
  ArtifactOptions,
  IdentityOptions,
  ProcessRole,
  RedisOptions,
  RetentionLimit,
  RetentionOptions,
  SocketOptions,
  TaskObserver,
  TasksModuleOptions,
  TextOptions,
  TracingOptions,
  WorkerOptions,
} from './tasks-options.js';
export type { SecretKey, SecretsOptions } from './secrets/key-ring.js';
export { TaskSchedule, type TaskScheduleOptions } from './schedules/declared/task-schedule.js';
export type { CreateTaskOptions } from './new-task.js';
export { TasksModule, type TasksModuleAsyncOptions, type TasksPlace } from './tasks.module.js';
export { TasksService, type CreateOutcome, type ListPlace, type TaskSelection } from './tasks.service.js';
export { SchedulesService, type ScheduleCallOptions } from './schedules/schedules.service.js';
export { ControlService } from './waiting/control.service.js';
export { WaitingService } from './waiting/waiting.service.js';
export { WorkersService } from './workers/workers.service.js';
