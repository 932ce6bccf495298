/** What our own server uses besides: no promise to other applications, it may change with any version. */
export { REDIS_WARNINGS, RedisConnections, type RedisWarning } from '@task-queue/redis';
export { artifactStorageOf } from './artifacts/artifact-storage-of.js';
export { TasksBackup, type BackupDamage } from './backup/tasks-backup.js';
export { paramsSchemaOf } from './handlers/params-schema.js';
export { TASK_HANDLER_METADATA } from './handlers/task-handler.js';
export { IdentityNotices } from './live/identity-notices.js';
export { TasksGauges, type LaneGauge, type TicketlessGauge } from './tasks-gauges.js';
