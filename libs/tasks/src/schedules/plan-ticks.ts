import { MAX_KEPT_TICKS, MAX_MADE_UP_TICKS, type MissedPolicy, type TickOutcome } from '@task-queue/contracts';
import { dueAtOf, type ScheduleTimes } from './schedule-times.js';

/** A tick that starts no later than this is not late, in milliseconds. */
const LATE_MS = 10_000;

/** What is known of a schedule when it is looked at. Times are epoch milliseconds. */
export interface TickFacts {
  readonly id: string;
  readonly times: ScheduleTimes;
  /** The first tick that nothing has become of yet; `null` where there is none. */
  readonly next: number | null;
  readonly missed: MissedPolicy;
  readonly missedWithinMs: number;
  readonly jitterMs: number;
  readonly isPaused: boolean;
}

/** What is to become of the ticks that are due, as the script takes it. */
export interface TickPlan {
  /** Those that start nothing, oldest first; no more than are kept. */
  readonly lines: readonly (readonly [at: number, outcome: TickOutcome])[];
  /** Those that start a task each, oldest first. `waits`: it is made up for, and waits for the one before where tasks do not overlap. */
  readonly runs: readonly { readonly at: number; readonly waits: boolean }[];
  readonly next: number | null;
  /** When to look again. */
  readonly dueAt: number | null;
}

/** Ticks advance from tick to tick, whenever it is. */
export function planTicks(facts: TickFacts, nowMs: number): TickPlan {
  const { id, times, jitterMs } = facts;
  const dueAt = (tick: number): number => dueAtOf(id, tick, times, jitterMs);
  const ticks = facts.next === null ? [] : times.newest(facts.next, nowMs, MAX_MADE_UP_TICKS + 1);
  const isEarly = ticks.length > 0 && dueAt(ticks.at(-1)!) > nowMs;
  const early = isEarly ? ticks.pop()! : null;
  const last = ticks.at(-1);
  const next = early ?? (last === undefined ? facts.next : times.nextAfter(last));
  const runs = facts.isPaused ? [] : runsOf(facts, ticks, (tick) => nowMs - dueAt(tick));
  const outcome = facts.isPaused ? 'paused' : 'missed';
  const lines = ticks
    .filter((tick) => !runs.some(({ at }) => at === tick))
    .slice(-MAX_KEPT_TICKS)
    .map((at) => [at, outcome] as const);
  return { lines, runs, next, dueAt: next === null ? null : dueAt(next) };
}

function runsOf(
  { missed, missedWithinMs }: TickFacts,
  ticks: readonly number[],
  lateBy: (tick: number) => number,
): TickPlan['runs'] {
  const isInTime = (tick: number): boolean => lateBy(tick) <= LATE_MS;
  const newest = ticks.slice(-1);
  const isMadeUp = (tick: number): boolean => isInTime(tick) || lateBy(tick) <= missedWithinMs;
  switch (missed) {
    case 'skip':
      return newest.filter(isInTime).map((at) => ({ at, waits: false }));
    case 'once':
      return newest.filter(isMadeUp).map((at) => ({ at, waits: false }));
    case 'all':
      return ticks
        .filter(isMadeUp)
        .slice(-MAX_MADE_UP_TICKS)
        .map((at) => ({ at, waits: at !== newest[0] || !isInTime(at) }));
  }
}
