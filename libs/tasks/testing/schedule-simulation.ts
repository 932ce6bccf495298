import type { MissedPolicy, OverlapPolicy, SchedulePause, TickOutcome } from '@task-queue/contracts';

const MINUTE_MS = 60_000;
const LATE_MS = 10_000;
const RECHECK_MS = 30_000;

/** When ticks are, so plainly that nothing has to be worked out: each minute is one or is none. */
export type PlainTiming =
  | { readonly kind: 'every'; readonly minutes: number; readonly anchorAt: number }
  | { readonly kind: 'cron'; readonly minutesOfHour: readonly number[] };

/** What a schedule says, in the plain simulation. */
export interface PlainPlan {
  readonly timing: PlainTiming;
  readonly endsAt: number;
  readonly missed: MissedPolicy;
  readonly missedWithinMs: number;
  readonly overlap: OverlapPolicy;
  readonly pauseAfterFailures: number | null;
}

/** A schedule that is played through minute by minute, one step after another, with nobody else there. */
export class PlainSchedule {
  readonly outcomes = new Map<number, TickOutcome>();
  paused: SchedulePause | null = null;
  /** Ticks that started a task, in the order of their start, and whether that is over. */
  readonly started: number[] = [];
  readonly isOver: boolean[] = [];
  #lookAt: number;
  #held: number | null = null;
  #waits = false;
  #failures = 0;
  /** Up to here every tick has become something. */
  #doneUntil: number;

  constructor(
    public plan: PlainPlan,
    nowMs: number,
  ) {
    this.#doneUntil = nowMs;
    this.#lookAt = this.next();
  }

  /** The first tick of which nothing has become yet; `Infinity` for none. */
  next(): number {
    for (let at = nextMinute(this.#doneUntil); at <= this.plan.endsAt; at += MINUTE_MS) {
      if (isTick(this.plan.timing, at)) {
        return at;
      }
    }
    return Infinity;
  }

  /** Whether a tick waits for the task of the one before. */
  get isWaiting(): boolean {
    return this.#held !== null || this.#waits;
  }

  /** Workers look. */
  look(nowMs: number): void {
    if (this.#lookAt <= nowMs) {
      this.#act(nowMs);
    }
  }

  /** A worker took it and died. */
  claimed(nowMs: number, claimMs: number): void {
    if (this.#lookAt <= nowMs) {
      this.#lookAt = nowMs + claimMs;
    }
  }

  /** Whether other times would have no tick any more before the end: such a change is refused. */
  hasNoneLeft(nowMs: number, timing: PlainTiming): boolean {
    return firstTick(timing, nextMinute(nowMs), this.plan.endsAt) === Infinity;
  }

  pause(nowMs: number): void {
    this.#settle(nowMs);
    if (this.paused === null) {
      this.#pause('USER');
      this.#lookAt = this.next();
    }
  }

  resume(nowMs: number): void {
    this.#settle(nowMs);
    if (this.paused !== null) {
      this.paused = null;
      this.#failures = 0;
      this.#lookAt = this.next();
    }
  }

  /** @param timing - `undefined`: as it was */
  change(nowMs: number, { timing, endsAt, ...others }: Partial<PlainPlan>): void {
    this.#settle(nowMs);
    this.plan = { ...this.plan, ...others };
    if (timing !== undefined || endsAt !== undefined) {
      for (let at = this.next(); at <= nowMs; at = this.next()) {
        this.#becomes(at, 'missed');
      }
      this.plan = { ...this.plan, ...(timing && { timing }), ...(endsAt !== undefined && { endsAt }) };
      this.#doneUntil = Math.max(nowMs, this.#doneUntil);
    }
    this.#lookAt = this.next();
  }

  /** The task of the n-th started tick is over. */
  ended(index: number, hasFailed: boolean, nowMs: number): void {
    this.isOver[index] = true;
    if (index === this.isOver.length - 1 && (this.#held !== null || this.#waits)) {
      this.#lookAt = nowMs;
    }
    const most = this.plan.pauseAfterFailures;
    if (most !== null) {
      this.#failures = hasFailed ? this.#failures + 1 : 0;
      if (this.#failures >= most && this.paused === null) {
        this.#pause('FAILURES');
      }
    }
  }

  #act(nowMs: number): void {
    const due: number[] = [];
    for (let at = this.next(); at <= nowMs; at = this.#nextAfter(at)) {
      due.push(at);
    }
    const runs = this.paused === null ? due.filter((at) => this.#isToRun(at, due.at(-1)!, nowMs)) : [];
    this.#waits = false;
    if (this.paused === null && this.#held !== null && !this.#isBusy()) {
      this.#start(this.#held);
      this.#held = null;
    }
    for (const at of due) {
      const isMadeUp = this.plan.missed === 'all' && (at !== due.at(-1) || nowMs - at > LATE_MS);
      if (!runs.includes(at)) {
        this.#becomes(at, this.paused === null ? 'missed' : 'paused');
      } else if (!this.#isBusy()) {
        this.#start(at);
      } else if (isMadeUp) {
        this.#waits = true;
        break;
      } else if (this.plan.overlap === 'queue' && this.#held === null) {
        this.#held = at;
        this.#doneUntil = at;
      } else {
        this.#becomes(at, 'skipped_overlap');
      }
    }
    this.#lookAt = this.#waits
      ? nowMs + RECHECK_MS
      : Math.min(this.next(), this.#held === null ? Infinity : nowMs + RECHECK_MS);
  }

  #isToRun(at: number, newest: number, nowMs: number): boolean {
    const isInTime = nowMs - at <= LATE_MS;
    const isMadeUp = isInTime || nowMs - at <= this.plan.missedWithinMs;
    switch (this.plan.missed) {
      case 'skip':
        return at === newest && isInTime;
      case 'once':
        return at === newest && isMadeUp;
      case 'all':
        return isMadeUp;
    }
  }

  #isBusy(): boolean {
    return this.plan.overlap !== 'allow' && this.isOver.at(-1) === false;
  }

  #start(at: number): void {
    this.started.push(at);
    this.isOver.push(false);
    this.#becomes(at, 'started');
  }

  #becomes(at: number, outcome: TickOutcome): void {
    this.outcomes.set(at, outcome);
    this.#doneUntil = Math.max(this.#doneUntil, at);
  }

  #pause(because: SchedulePause): void {
    if (this.#held !== null) {
      this.#becomes(this.#held, 'paused');
    }
    this.paused = because;
    this.#held = null;
    this.#waits = false;
  }

  #settle(nowMs: number): void {
    if (this.next() <= nowMs) {
      this.#act(nowMs);
    }
  }

  #nextAfter(at: number): number {
    return firstTick(this.plan.timing, at + MINUTE_MS, this.plan.endsAt);
  }
}

function firstTick(timing: PlainTiming, fromMinute: number, endsAt: number): number {
  for (let minute = fromMinute; minute <= endsAt; minute += MINUTE_MS) {
    if (isTick(timing, minute)) {
      return minute;
    }
  }
  return Infinity;
}

function isTick(timing: PlainTiming, at: number): boolean {
  const minute = at / MINUTE_MS;
  return timing.kind === 'every'
    ? at >= timing.anchorAt && (minute - timing.anchorAt / MINUTE_MS) % timing.minutes === 0
    : timing.minutesOfHour.includes(minute % 60);
}

function nextMinute(ms: number): number {
  return (Math.floor(ms / MINUTE_MS) + 1) * MINUTE_MS;
}
