/** What tells tasks apart that are to be unique. */
export const UNIQUE_PARTS = ['type', 'params', 'owner'] as const;

/** One of {@link UNIQUE_PARTS}. */
export type UniquePart = (typeof UNIQUE_PARTS)[number];

/** How long a task keeps others like it from being created: until it begins, or until it is over. */
export const UNIQUE_WHILE = ['pending', 'unfinished'] as const;

/** What becomes of a create while there is such a task: it is answered with that one, or refused. */
export const UNIQUE_CONFLICTS = ['return', 'reject'] as const;

/** That there is one task of a kind at a time, always among those of one person. */
export interface TaskUnique {
  /** Of your own, in place of the params. */
  readonly key?: string;
  /** What has to be the same; in params the order of fields does not count. @default type, params (without a `key`) and owner */
  readonly by?: readonly UniquePart[];
  /** @default 'unfinished' */
  readonly while?: (typeof UNIQUE_WHILE)[number];
  /** At most so long, in milliseconds. @default as long as `while` says */
  readonly forMs?: number;
  /** @default 'return' */
  readonly onConflict?: (typeof UNIQUE_CONFLICTS)[number];
}

/** Whose params a task gets that several creates were for. */
export const DEBOUNCED_PARAMS = ['first', 'last'] as const;

/** That a task waits until nobody has asked for it for a while. */
export interface TaskDebounce {
  /** Tells apart what is asked for, among one person's tasks of a type. @default all are one */
  readonly key?: string;
  /** So long after the latest create it begins, in milliseconds. */
  readonly delayMs: number;
  /** So long after the first create it begins at the latest, in milliseconds, at most a day. */
  readonly maxDelayMs: number;
  /** @default 'last' */
  readonly params?: (typeof DEBOUNCED_PARAMS)[number];
}
