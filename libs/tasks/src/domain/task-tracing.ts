import type { AttemptEnding } from './attempt-ending.js';

/** An attempt, as its trace tells of it. */
export interface TracedAttempt {
  readonly taskId: string;
  readonly type: string;
  /** From 1. */
  readonly number: number;
  /** What the task's creation gave: its W3C `traceparent`; `undefined` where it was created without. */
  readonly traceparent: string | undefined;
  /** What it gave beside that: its W3C `tracestate`. */
  readonly tracestate: string | undefined;
  /** From when it might have begun until it did, in milliseconds; `null` where that is not known. */
  readonly waitedMs: number | null;
}

/** How an attempt ended, as its trace tells of it. */
export interface TracedEnding {
  readonly outcome: AttemptEnding;
  /** What went wrong, where it failed. */
  readonly failure?: { readonly code: string; readonly message: string };
}

/**
 * Carries a trace from the call that creates a task, over the task, to its attempts, in whichever process they run. Each
 * calls what it is given once and settles after it; where it fails, that is logged, and the work is done all the same.
 */
export interface TaskTracing {
  /**
   * @param create - creates the task, and keeps with it the W3C `traceparent` that its attempts go on from, with the
   * `tracestate` that belongs to it; one of more than {@link MAX_TRACESTATE_LENGTH} is left out
   */
  creation(
    task: { readonly type: string },
    create: (traceparent?: string, tracestate?: string) => Promise<{ readonly id: string }>,
  ): Promise<unknown>;
  /** @param run - runs the attempt's handler and records what came of it */
  attempt(attempt: TracedAttempt, run: () => Promise<TracedEnding>): Promise<unknown>;
}

/** As much as W3C's recommendation asks everybody to hand on, in characters. */
export const MAX_TRACESTATE_LENGTH = 512;

/** What of a trace is kept with a task: nothing without a `traceparent`, as a `tracestate` means nothing by itself. */
export function keptTrace(
  traceparent?: string,
  tracestate?: string,
): { readonly traceparent?: string; readonly tracestate?: string } {
  if (traceparent === undefined) {
    return {};
  }
  const isKept = tracestate !== undefined && tracestate !== '' && tracestate.length <= MAX_TRACESTATE_LENGTH;
  return isKept ? { traceparent, tracestate } : { traceparent };
}

/**
 * Does work through somebody else's tracing: once, whatever that does, and its result or error is that of the work.
 *
 * @param through - has the work done
 * @param onError - is told where that fails by itself
 */
export async function traced<Result>(
  through: (work: (traceparent?: string, tracestate?: string) => Promise<Result>) => Promise<unknown>,
  work: (traceparent?: string, tracestate?: string) => Promise<Result>,
  onError: (error: unknown) => void,
): Promise<Result> {
  let done: Promise<Result> | undefined;
  const once = (traceparent?: string, tracestate?: string): Promise<Result> => (done ??= work(traceparent, tracestate));
  try {
    await through(once);
  } catch (error) {
    const isTheWorks = await once().then(
      () => false,
      (thrown: unknown) => thrown === error,
    );
    if (!isTheWorks) {
      onError(error);
    }
  }
  return once();
}
