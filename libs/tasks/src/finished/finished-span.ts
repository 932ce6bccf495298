/** When tasks finished, in epoch milliseconds. */
export interface FinishedSpan {
  /** Inclusive; `null` for no bound. */
  readonly fromMs: number | null;
  /** Exclusive; `null` for no bound. */
  readonly beforeMs: number | null;
}

/** The facet of what is finished. */
export const FINISHED_FACET = ['status', 'completed', 'failed', 'cancelled'] as const;

/** The facet of what is not. */
export const UNFINISHED_FACET = ['status', 'pending', 'running'] as const;
