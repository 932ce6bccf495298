/** Longest time that a timer takes, in milliseconds: one that is set for longer goes off at once. */
export const MAX_TIMER_MS = 2 ** 31 - 1;
/** Longest params, as JSON in bytes. */
export const MAX_PARAMS_BYTES = 256 * 1024;
/** Longest result, as JSON in bytes. */
export const MAX_RESULT_BYTES = 1024 * 1024;
/** Log lines kept of each attempt: its first ones, which tell what it was given, and its newest, which tell why it failed. */
export const KEPT_LOG_LINES = { first: 100, newest: 900 } as const;
/** Attempts whose log lines are kept, the newest. */
export const KEPT_LOG_ATTEMPTS = 10;
/** Longest log line, in characters. */
export const MAX_LOG_LINE_LENGTH = 2_000;
/** Longest progress text and result summary, in characters. */
export const MAX_GIST_LENGTH = 200;
/** Longest error message, in characters. */
export const MAX_ERROR_MESSAGE_LENGTH = 2_000;
/** Longest stack trace, in characters. */
export const MAX_STACK_LENGTH = 8_000;
/** Progress of a task reaches the record at most once in this time, in milliseconds: with the last word, 10 a second. */
export const PROGRESS_INTERVAL_MS = 120;
/** How long a handler gets that was told to stop, in milliseconds, where it does not say itself. */
export const DEFAULT_STOP_GRACE_MS = 30_000;
export const MIN_STOP_GRACE_MS = 1_000;
export const MAX_STOP_GRACE_MS = 600_000;
/** How long an idempotency key is remembered, in milliseconds. */
export const IDEMPOTENCY_LIFETIME_MS = 24 * 60 * 60 * 1000;
/** How long a bulk action may take before what it was to act on is forgotten, in milliseconds. */
export const SNAPSHOT_LIFETIME_MS = 7 * 24 * 60 * 60 * 1000;
