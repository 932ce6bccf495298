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

/** How many people are told of who have most in a lane. */
export const MAX_LANE_PEOPLE = 20;

/** Most limits of a type. */
export const MAX_TYPE_LIMITS = 3;

/** Most tasks that a limit lets run at once, or begin in its time. */
export const MAX_LIMIT_COUNT = 1_000_000;

/** Longest time of a limit, in milliseconds: a day. */
export const MAX_RATE_MS = 86_400_000;

/** Shortest time in which a limit counts starts, in milliseconds. */
export const MIN_RATE_MS = 100;

/** Longest name of a schedule, in characters. */
export const MAX_SCHEDULE_NAME_LENGTH = 100;

/** Longest cron expression, in characters. */
export const MAX_CRON_LENGTH = 200;

/** Shortest and longest time between the ticks of an interval, in milliseconds: a minute, a year. */
export const SCHEDULE_EVERY_MS = { min: 60_000, max: 31_536_000_000 } as const;

/** Longest time for which missed ticks may be made up for, in milliseconds: 31 days. */
export const MAX_MISSED_WITHIN_MS = 2_678_400_000;

/** Where a schedule does not say for how long missed ticks may be made up for, in milliseconds: an hour. */
export const DEFAULT_MISSED_WITHIN_MS = 3_600_000;

/** Most missed ticks that are made up for at once. */
export const MAX_MADE_UP_TICKS = 100;

/** Longest time by which ticks are spread, in milliseconds: an hour. */
export const MAX_JITTER_MS = 3_600_000;

/** Most failures that a schedule waits for before it is paused. */
export const MAX_PAUSE_AFTER_FAILURES = 100;

/** Most schedules of a person. */
export const MAX_SCHEDULES_PER_PERSON = 100;

/** Most schedules in all. */
export const MAX_SCHEDULES = 10_000;

/** Most ticks that are kept of a schedule. */
export const MAX_KEPT_TICKS = 50;

/** Ticks that a preview has where nobody says how many. */
export const DEFAULT_PREVIEW_COUNT = 5;

/** Most ticks that a preview has. */
export const MAX_PREVIEW_COUNT = 20;

/** Longest search text, in characters. */
export const MAX_SEARCH_LENGTH = 200;

/** Most types a filter names. */
export const MAX_FILTERED_TYPES = 50;

/** Most kinds of errors one filter names. */
export const MAX_FILTERED_FINGERPRINTS = 50;

/** Most schedules a filter names. */
export const MAX_FILTERED_SCHEDULES = 50;

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

/** Most tasks that one call creates. */
export const MAX_BATCH_TASKS = 100;

/** What a user name is: 2 to 64 letters, digits or `. _ @ -`. */
export const USERNAME = /^[\p{L}\p{N}._@-]{2,64}$/u;

/** How long a password is, in characters; no rules of composition (OWASP ASVS 5, 6.2). */
export const PASSWORD_LENGTH = { min: 8, max: 128 } as const;
