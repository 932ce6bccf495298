/**
 * Every machine-readable refusal the server gives: the `code` of a problem document, of a socket
 * acknowledgement and of a bulk outcome, and the word a Lua script answers with. A code never
 * changes with the language; the sentence beside it does.
 */
export const ERROR_CODES = [
  'BAD_REQUEST',
  'VALIDATION_FAILED',
  'UNKNOWN_TASK_TYPE',
  'IDEMPOTENCY_KEY_REUSED',
  'UNAUTHORIZED',
  'INVALID_CREDENTIALS',
  'FORBIDDEN',
  'NOT_FOUND',
  'TASK_NOT_FOUND',
  'TASK_RUNNING',
  'TASK_FINISHED',
  'TASK_NOT_FAILED',
  'TASK_NOT_FINISHED',
  'ARTIFACT_NOT_FOUND',
  'INVALID_LINK',
  'PRECONDITION_FAILED',
  'RANGE_NOT_SATISFIABLE',
  'USER_NOT_FOUND',
  'USERNAME_TAKEN',
  'LAST_ADMIN',
  'METHOD_NOT_ALLOWED',
  'PAYLOAD_TOO_LARGE',
  'UNSUPPORTED_MEDIA_TYPE',
  'TOO_MANY_REQUESTS',
  'INVALID_CURSOR',
  'UNAVAILABLE',
  'STORAGE_FULL',
  'INTERNAL',
] as const;

/** One of {@link ERROR_CODES}. */
export type ErrorCode = (typeof ERROR_CODES)[number];

/**
 * Why an attempt failed, as `error.code` of a task or attempt: `HANDLER_ERROR` (the handler threw),
 * `UNRECOVERABLE` (it threw `UnrecoverableTaskError`), `TIMEOUT` (its deadline passed), `WORKER_LOST`
 * (its worker stopped renewing the lease), `RESULT_INVALID` (its result is not JSON), `RESULT_TOO_LARGE`,
 * `UNKNOWN_TASK_TYPE` (no handler is registered for the type any more), `PARAMS_INVALID` (params stored
 * earlier no longer satisfy the handler's class).
 */
export const ATTEMPT_ERROR_CODES = [
  'HANDLER_ERROR',
  'UNRECOVERABLE',
  'TIMEOUT',
  'WORKER_LOST',
  'RESULT_INVALID',
  'RESULT_TOO_LARGE',
  'UNKNOWN_TASK_TYPE',
  'PARAMS_INVALID',
] as const;

/** One of {@link ATTEMPT_ERROR_CODES}. */
export type AttemptErrorCode = (typeof ATTEMPT_ERROR_CODES)[number];
