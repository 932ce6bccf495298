import { createHash } from 'node:crypto';
import { Cron } from 'croner';
import type { PreviewNote } from '@task-queue/contracts';
import { localMinuteOf, offsetMsOf } from './zone-offset.js';

/** When ticks are. Times are epoch milliseconds. */
export interface Timing {
  /** Five fields; or `everyMs`. */
  readonly cron?: string;
  readonly everyMs?: number;
  /** What `everyMs` counts from: its first tick. */
  readonly anchorAt?: number;
  readonly timeZone: string;
  readonly startsAt?: number;
  readonly endsAt?: number;
}

/**
 * The ticks of a schedule, worked out from nothing but its timing: they are the same whoever asks, and when. A fixed time that a
 * clock change leaves out comes when the gap ends, one that it repeats comes once, and what repeats every so often goes on
 * through both.
 */
export class ScheduleTimes {
  readonly #cron: Cron | null;

  constructor(private readonly timing: Timing) {
    const { cron, timeZone } = timing;
    this.#cron = cron === undefined ? null : new Cron(cron, { timezone: timeZone, mode: '5-part' });
  }

  /** The first tick after an instant; `null` where none comes any more. */
  nextAfter(ms: number): number | null {
    const { startsAt = -Infinity, endsAt = Infinity } = this.timing;
    const next = this.#nextOfAll(Math.max(ms, startsAt - 1));
    return next === null || next > endsAt ? null : next;
  }

  /** The newest ticks from one instant to another, both of them included, oldest first. */
  newest(fromMs: number, toMs: number, count: number): number[] {
    const { startsAt = -Infinity, endsAt = Infinity } = this.timing;
    const [from, to] = [Math.max(fromMs, startsAt), Math.min(toMs, endsAt)];
    const found: number[] = [];
    for (let tick = this.nextAfter(from - 1); tick !== null && tick <= to; tick = this.nextAfter(tick)) {
      if (found.length === count) {
        return this.#previousOfAll(to + 1, count).reverse();
      }
      found.push(tick);
    }
    return found;
  }

  /** What the clock does to a tick, beside the one before it. */
  noteOf(tick: number, before: number): PreviewNote | undefined {
    const { timeZone } = this.timing;
    const offset = offsetMsOf(timeZone, tick);
    if (this.#cron !== null && !this.#fits(tick)) {
      return 'MOVED';
    }
    const again = [tick - HALF_HOUR_MS, tick + HALF_HOUR_MS, tick - HOUR_MS, tick + HOUR_MS];
    if (
      this.#cron !== null &&
      again.some((other) => localMinuteOf(timeZone, other) === localMinuteOf(timeZone, tick))
    ) {
      return 'REPEATED';
    }
    return offset === offsetMsOf(timeZone, before) ? undefined : 'OFFSET_CHANGED';
  }

  /** Whether a tick is at a time of the expression: where that is in a gap, it is not. */
  #fits(tick: number): boolean {
    return this.#cron!.match(new Date(tick));
  }

  /** @param ms - before which none is looked for */
  #nextOfAll(ms: number): number | null {
    const { everyMs, anchorAt = 0 } = this.timing;
    if (this.#cron !== null) {
      return this.#cron.nextRun(new Date(ms))?.getTime() ?? null;
    }
    return anchorAt + Math.max(0, Math.floor((ms - anchorAt) / everyMs!) + 1) * everyMs!;
  }

  /** Before an instant, newest first. */
  #previousOfAll(ms: number, count: number): number[] {
    const { everyMs, anchorAt = 0 } = this.timing;
    if (this.#cron !== null) {
      return this.#cron.previousRuns(count, new Date(ms)).map((run) => run.getTime());
    }
    const last = Math.ceil((ms - anchorAt) / everyMs!) - 1;
    return Array.from({ length: Math.min(count, Math.max(0, last + 1)) }, (_, i) => anchorAt + (last - i) * everyMs!);
  }
}

const HOUR_MS = 3_600_000;
const HALF_HOUR_MS = HOUR_MS / 2;

/** When a tick starts: always as much later, by its schedule and time alone, and never after the next tick. */
export function dueAtOf(id: string, tick: number, times: ScheduleTimes, jitterMs: number): number {
  if (jitterMs === 0) {
    return tick;
  }
  const next = times.nextAfter(tick);
  const part = createHash('sha256').update(`${id}:${tick}`).digest().readUInt32BE(0) / 2 ** 32;
  return tick + Math.floor(part * Math.min(jitterMs, next === null ? Infinity : next - tick));
}
