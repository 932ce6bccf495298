import type { StoredTask } from '../record/codec.js';

/** Where a part of the finished tasks begins, in the order in which they finished. */
export interface FinishedPlace {
  readonly isDown: boolean;
  /** The task that it begins after, and when that finished (epoch milliseconds); `null` for the first part. */
  readonly after: { readonly number: number; readonly atMs: number } | null;
  /** How many matches to leave out. */
  readonly skip: number;
  readonly limit: number;
}

/** What {@link TaskStore.finishedPart} found. */
export interface FinishedPart {
  readonly items: readonly StoredTask[];
  /** Where the next part begins; `null` where there is no more. */
  readonly next: FinishedPlace | null;
}
