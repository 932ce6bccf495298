/** Longest name of a task type, in characters. */
export const MAX_TYPE_LENGTH = 100;

/** Longest title of a task, in characters. */
export const MAX_TITLE_LENGTH = 200;

/** Most automatic retries of a task. */
export const MAX_RETRIES = 20;

/** Longest time of one attempt, in milliseconds: a day. */
export const MAX_TIMEOUT_MS = 86_400_000;

/** Longest key of unique and debounced tasks, in characters. */
export const MAX_ONCE_KEY_LENGTH = 200;

/** Longest time a task is unique for or has to begin in, in milliseconds: a year. */
export const MAX_WAIT_MS = 31_536_000_000;

/** Longest time a debounced task waits, in milliseconds: a day. */
export const MAX_DEBOUNCE_MS = 86_400_000;

/** Longest reason that is given for stopping a task, in characters. */
export const MAX_STOP_REASON_LENGTH = 500;

/** Longest reason that is given for a pause, in characters. */
export const MAX_PAUSE_REASON_LENGTH = 500;

/** Most slots of each worker in a lane. */
export const MAX_SLOTS_PER_WORKER = 1_000;

/** What a limit tells tasks apart by. */
export const LIMIT_KEY = /^(?:none|owner|param:[A-Za-z_$][\w$]{0,99})$/;

/** Most limits of a type. */
export const MAX_TYPE_LIMITS = 3;

/** Most tasks that a limit lets run at once, or begin in its time. */
export const MAX_LIMIT_COUNT = 1_000_000;

/** Longest time of a limit, in milliseconds: a day. */
export const MAX_RATE_MS = 86_400_000;

/** Longest search text, in characters. */
export const MAX_SEARCH_LENGTH = 200;

/** Most types a filter names. */
export const MAX_FILTERED_TYPES = 50;

/** Longest id of a person, in characters. */
export const MAX_USER_ID_LENGTH = 200;

/** Tasks a page of a list has where nobody says how many. */
export const DEFAULT_PAGE_SIZE = 20;

/** Most tasks a page of a list has. */
export const MAX_PAGE_SIZE = 100;

/** Highest number of a page. */
export const MAX_PAGE = 1_000_000;

/** Most tasks that one call acts on by their ids. */
export const MAX_BULK_TASKS = 100;

/** What a user name is: 2 to 64 letters, digits or `. _ @ -`. */
export const USERNAME = /^[\p{L}\p{N}._@-]{2,64}$/u;

/** How long a password is, in characters; no rules of composition (OWASP ASVS 5, 6.2). */
export const PASSWORD_LENGTH = { min: 8, max: 128 } as const;
