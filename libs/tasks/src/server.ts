/** What our own server uses besides: no promise to other applications, it may change with any version. */
export { REDIS_WARNINGS, RedisConnections, type RedisWarning } from '@task-queue/redis';
export { artifactStorageOf } from './artifacts/artifact-storage-of.js';
export { TasksBackup, type BackupDamage } from './backup/tasks-backup.js';
export { keyIdOf, KeyRing } from './secrets/key-ring.js';
export { paramsSchemaOf } from './handlers/params-schema.js';
export { TASK_HANDLER_METADATA } from './handlers/task-handler.js';
export { reachOf, requirePermission } from './domain/visibility.js';
export { BULK_TASK } from './http/dto/examples.js';
export { CommaList, MayBeEmpty, WholeNumber } from './http/dto/list-tasks.dto.js';
export { COUNT, INSTANT, PRIORITY, TaskCreatorDto, TaskDto } from './http/dto/task.dto.js';
export { callOptionsOf } from './http/call-options.js';
export { LOCATION_HEADER, pathOf, type CallRequest, type Reply } from './http/location.js';
export { IdentityNotices } from './live/identity-notices.js';
export {
  CLIENT_MESSAGES,
  SERVER_MESSAGES,
  type DocumentedMessage,
  type DocumentedRequest,
} from './messages/messages.js';
export { TasksGauges, type LaneGauge, type TicketlessGauge } from './tasks-gauges.js';
export { createdAtMs, instant, type TaskHead, type TaskState } from './record/codec.js';
export { throwStoreError } from './record/store-error.js';
export { redisPlaceOf, TASKS_OPTIONS } from './tasks-options.js';
export { RunTimes, type RunTimesSource, type TimedCount } from './waiting/run-times.js';
export { PauseDto } from './waiting/control.dto.js';
export { TimeRangeDto } from './waiting/waiting.dto.js';
