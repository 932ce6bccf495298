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

/** One field that was refused: `field` is a path such as `params.format`. */
export interface FieldError {
  readonly field: string;
  readonly message: string;
}

/** An error as every call answers it: `application/problem+json` (RFC 9457). */
export interface ProblemDetails {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly code: ErrorCode;
  readonly errors?: readonly FieldError[];
  readonly requestId: string;
}
