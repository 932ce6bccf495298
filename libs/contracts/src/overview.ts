import type { Pause, TimeRange } from './lanes.js';
import type { IsoInstant, TaskPriority } from './task.js';

/** The spans an overview can be of; they end now. */
export const OVERVIEW_WINDOWS = ['1h', '24h', '7d', '90d'] as const;

/** One of {@link OVERVIEW_WINDOWS}. */
export type OverviewWindow = (typeof OVERVIEW_WINDOWS)[number];

/** Query of `GET /api/overview`. */
export interface OverviewQuery {
  /** @default '24h' */
  readonly window?: OverviewWindow;
  /** Of tasks of this type alone. */
  readonly type?: string;
}

/** Times that half, 95 % and 99 % of all do not exceed, in milliseconds, within 10 %; `null` where there were none. */
export interface Percentiles {
  readonly p50: number | null;
  readonly p95: number | null;
  readonly p99: number | null;
}

/** What happened in one step of an overview. */
export interface OverviewStep {
  /** When it begins. */
  readonly at: IsoInstant;
  readonly created: number;
  readonly completed: number;
  readonly failed: number;
  readonly cancelled: number;
  /** How often a task went back to wait for another attempt, whyever. */
  readonly retried: number;
  /** From when tasks might have begun to their first start. */
  readonly wait: Percentiles;
  /** How long attempts took that completed, or failed for good. */
  readonly run: Percentiles;
  /**
   * How many waited in each lane, on the average; `null` where nobody looked: of a type, of one's own alone, and while no
   * process was there.
   */
  readonly waiting: Readonly<Record<TaskPriority, number | null>>;
}

/** A lane of an overview. */
export interface OverviewLane {
  readonly lane: TaskPriority;
  /** Who paused it, and why; `null` where it is not paused. */
  readonly pause: Pause | null;
  readonly waiting: number;
  /** Since when the oldest of them waits; 0 where nobody does. */
  readonly oldestWaitingMs: number;
  readonly running: number;
  /** Of all workers together. */
  readonly slots: number;
  /**
   * When nobody will wait any more if all goes on as in the last ten minutes; `growing` where ever more wait; `null` where
   * nobody waits, or nobody can say.
   */
  readonly drain: TimeRange | 'growing' | null;
}

/** A type of tasks, by how long it runs. */
export interface SlowType {
  readonly type: string;
  /** How many attempts that completed, or failed for good. */
  readonly count: number;
  /** How long those took. */
  readonly run: Percentiles;
}

/** A span of which not everything is known. */
export interface OverviewGap {
  readonly from: IsoInstant;
  readonly to: IsoInstant;
}

/** How tasks do: everybody's for who may read them, else one's own. */
export interface Overview {
  /** The oldest first: minutes of an hour, ten minutes of a day, hours of a week, six hours of 90 days. */
  readonly steps: readonly OverviewStep[];
  /** Over all steps. */
  readonly wait: Percentiles;
  readonly run: Percentiles;
  /** Five at most, that with the longest p95 first. In a long span an answer may be as old as a thousandth of it. */
  readonly slowest: readonly SlowType[];
  /** As they are now, in order of urgency; none for who may read their own tasks alone. */
  readonly lanes: readonly OverviewLane[];
  /** Events that were lost before they were counted. */
  readonly gaps: readonly OverviewGap[];
}
