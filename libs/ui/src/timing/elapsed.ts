/** A moment by both clocks of a browser: the one a person sets, and the one that only counts. */
export interface Mark {
  readonly wallMs: number;
  readonly steadyMs: number;
}

/** What the two clocks differ by more, in milliseconds, is no drift. */
const DISTURBANCE_MS = 1_000;

/** This moment. */
export function markNow(): Mark {
  return { wallMs: Date.now(), steadyMs: performance.now() };
}

/**
 * How long ago a moment was, in milliseconds: whatever of the two clocks says more. One that was set back says too
 * little, and the other stands still while the computer sleeps. A clock that was set forward counts as time passed.
 */
export function elapsedMs(since: Mark): number {
  return Math.max(...passed(since));
}

/** Whether the clock was set since a moment, or the computer slept. */
export function isDisturbed(since: Mark): boolean {
  const [wallMs, steadyMs] = passed(since);
  return Math.abs(wallMs - steadyMs) > DISTURBANCE_MS;
}

function passed({ wallMs, steadyMs }: Mark): readonly [wallMs: number, steadyMs: number] {
  return [Date.now() - wallMs, performance.now() - steadyMs];
}
