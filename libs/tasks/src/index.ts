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
export { REDIS_WARNINGS, RedisConnectionError, RedisConnections, type RedisWarning } from '@task-queue/redis';
export * from './artifacts/artifact-storage.js';
export type { BackoffOptions } from './domain/backoff.js';
export { BulkService } from './bulk/bulk.service.js';
export * from './domain/errors.js';
export * from './domain/identity.js';
export { IdentityNotices } from './live/identity-notices.js';
export { ConcurrencyLimit } from './domain/concurrency-limit.js';
export * from './handlers/params-schema.js';
export * from './handlers/task-context.js';
export * from './handlers/task-handler.js';
export * from './handlers/task-param.js';
export * from './http/identity.guard.js';
export { storeError } from './record/store-error.js';
export * from './tasks-options.js';
export * from './tasks-gauges.js';
export * from './tasks.module.js';
export * from './tasks.service.js';
