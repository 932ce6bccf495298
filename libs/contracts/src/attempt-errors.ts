/**
 * Why an attempt failed, as `error.code` of a task or attempt: `HANDLER_ERROR` (the handler threw),
 * `UNRECOVERABLE` (it threw `UnrecoverableTaskError`), `TIMEOUT` (its deadline passed), `WORKER_LOST`
 * (its worker stopped renewing the lease), `RESULT_INVALID` (its result is not JSON), `RESULT_TOO_LARGE`,
 * `UNKNOWN_TASK_TYPE` (no handler is registered for the type any more), `PARAMS_INVALID` (params stored
 * earlier no longer satisfy the handler's class), `SECRETS_UNREADABLE` (its secret params are sealed with a key that the
 * worker does not have).
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
  'SECRETS_UNREADABLE',
] as const;

/** One of {@link ATTEMPT_ERROR_CODES}. */
export type AttemptErrorCode = (typeof ATTEMPT_ERROR_CODES)[number];
