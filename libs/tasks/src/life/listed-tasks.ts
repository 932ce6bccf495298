import type { StoredTask } from '../record/codec.js';
import type { SearchedHead } from '../index/task-terms.js';

/** What deleting needs to know of a task. */
export interface Removable {
  readonly id: string;
  readonly head: SearchedHead;
}

/** What retention needs of a task. */
export interface OldTask extends Removable {
  readonly number: number;
  /** Epoch milliseconds. */
  readonly finishedAtMs: number;
  /** Memory of its record and its log. */
  readonly bytes: number;
}

/** What {@link TaskStore.oldest} found. */
export interface OldTasks {
  /** Without those whose record is gone or cannot be read. */
  readonly tasks: readonly OldTask[];
  /** The number of the last one looked at, whether its record is there or not; `null` where there were none. */
  readonly lastNumber: number | null;
}

/** Which part of a list. */
export interface ListWindow {
  readonly offset: number;
  readonly limit: number;
  /** Only tasks created before the one with this number. */
  readonly belowNumber?: number;
  /** Begins after the task with this id, which may be gone: `offset` counts from there. All that match are counted. */
  readonly afterId?: string;
  /** Whether to count everything that matches. */
  readonly countAll: boolean;
}

/** A row as scripts read it; what is not there is `''`. */
export type ListedRecord = [id: string, head: string, state: string, error: string, artifact: string, number: number];

/** What {@link TaskStore.list} found. */
export interface ListedTasks {
  /** How much matches, where that was asked for. */
  readonly total: number;
  /** How many of those come before the first item. */
  readonly passed: number;
  readonly items: readonly StoredTask[];
  /** How many rows were read: more than there are items where records are gone. */
  readonly read: number;
  /** The number of the last of them; 0 where there were none. */
  readonly lowestNumber: number;
}
