/** Codes that any call may be refused with, whatever it is about. */
export const COMMON_CODES = [
  'BAD_REQUEST',
  'VALIDATION_FAILED',
  'IDEMPOTENCY_KEY_REUSED',
  'UNAUTHORIZED',
  'FORBIDDEN',
  'NOT_FOUND',
  'METHOD_NOT_ALLOWED',
  'PRECONDITION_FAILED',
  'PAYLOAD_TOO_LARGE',
  'UNSUPPORTED_MEDIA_TYPE',
  'RANGE_NOT_SATISFIABLE',
  'TOO_MANY_REQUESTS',
  'INVALID_CURSOR',
  'UNAVAILABLE',
  'INTERNAL',
] as const;

/** Codes of what is asked of tasks and their files. */
export const TASK_CODES = [
  'UNKNOWN_TASK_TYPE',
  'TASK_NOT_FOUND',
  'TASK_RUNNING',
  'TASK_FINISHED',
  'TASK_NOT_FAILED',
  'TASK_NOT_FINISHED',
  'TASK_NOT_RUNNING',
  'TASK_NOT_STOPPABLE',
  'TASK_DUPLICATE',
  'ARTIFACT_NOT_FOUND',
  'ARTIFACT_UNAVAILABLE',
  'INVALID_LINK',
  'STORAGE_FULL',
  'QUEUE_FULL',
  'SORT_TOO_BROAD',
] as const;

/** Codes of schedules. */
export const SCHEDULE_CODES = [
  'SCHEDULE_NOT_FOUND',
  'VERSION_CONFLICT',
  'TOO_MANY_SCHEDULES',
  'SCHEDULE_DECLARED',
] as const;

/** Codes of views. */
export const VIEW_CODES = ['VIEW_NOT_FOUND', 'TOO_MANY_VIEWS'] as const;

/** Codes of accounts, sessions and access tokens. */
export const PEOPLE_CODES = [
  'INVALID_CREDENTIALS',
  'LOCAL_LOGIN_OFF',
  'SECOND_FACTOR_REQUIRED',
  'INVALID_SECOND_FACTOR',
  'SECOND_FACTOR_ON',
  'SECOND_FACTOR_OFF',
  'SECOND_FACTOR_NOT_BEGUN',
  'SECOND_FACTOR_SETUP_REQUIRED',
  'PASSWORD_CHANGE_REQUIRED',
  'USER_NOT_FOUND',
  'USERNAME_TAKEN',
  'LAST_ADMIN',
  'SESSION_NOT_FOUND',
  'MANAGED_BY_PROVIDER',
  'PROVIDER_UNAVAILABLE',
  'TOKEN_NOT_FOUND',
  'TOO_MANY_TOKENS',
] as const;

/**
 * Every machine-readable refusal the server gives: the `code` of a problem document, of a socket
 * acknowledgement and of a bulk outcome, and the word a Lua script answers with. A code never
 * changes with the language; the sentence beside it does. A capability has a list of its own here, and brings
 * the sentences at the server.
 */
export const ERROR_CODES = [...COMMON_CODES, ...TASK_CODES, ...SCHEDULE_CODES, ...VIEW_CODES, ...PEOPLE_CODES] as const;

/** One of {@link COMMON_CODES}. */
export type CommonCode = (typeof COMMON_CODES)[number];

/** One of {@link TASK_CODES}. */
export type TaskCode = (typeof TASK_CODES)[number];

/** One of {@link SCHEDULE_CODES}. */
export type ScheduleCode = (typeof SCHEDULE_CODES)[number];

/** One of {@link VIEW_CODES}. */
export type ViewCode = (typeof VIEW_CODES)[number];

/** One of {@link PEOPLE_CODES}. */
export type PeopleCode = (typeof PEOPLE_CODES)[number];

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
  /** `TASK_DUPLICATE`: the task that there is already. */
  readonly taskId?: string;
  readonly requestId: string;
}
