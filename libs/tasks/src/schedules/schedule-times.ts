import { createHash } from 'node:crypto';
import type { PreviewNote } from '@task-queue/contracts';
import { CronTimes } from './cron-times.js';
import { offsetMsOf, shownAgainAt } from './zone-offset.js';

/** No instant after it can be written with a year of four digits, as the API takes them. */
const LAST_TICK_MS = Date.UTC(9999, 11, 31, 23, 59, 59, 999);

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
 * The ticks of a schedule, worked out from nothing but its timing: they are the same whoever asks, and when. What clock changes do
 * to those of an expression is said at {@link CronTimes}.
 */
export class ScheduleTimes {
  readonly #cron: CronTimes | null;

  constructor(private readonly timing: Timing) {
    const { cron, timeZone } = timing;
    this.#cron = cron === undefined ? null : new CronTimes(cron, timeZone);
  }

  /** The first tick after an instant; `null` where none comes any more. */
  nextAfter(ms: number): number | null {
    const { startsAt = -Infinity, endsAt = Infinity } = this.timing;
    const next = this.#nextOfAll(Math.max(ms, startsAt - 1));
    return next === null || next > Math.min(endsAt, LAST_TICK_MS) ? null : next;
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

  /** What the clock does to a tick. @param before - the one before it, or when what is shown begins */
  noteOf(tick: number, before: number): PreviewNote | undefined {
    const { timeZone } = this.timing;
    if (this.#cron !== null && !this.#cron.isShownAt(tick)) {
      return 'MOVED';
    }
    const again = this.#cron === null ? null : shownAgainAt(timeZone, tick);
    if (again !== null && this.#nextOfAll(again - 1) !== again) {
      return 'REPEATED';
    }
    return offsetMsOf(timeZone, tick) === offsetMsOf(timeZone, before) ? undefined : 'OFFSET_CHANGED';
  }

  /** @param ms - before which none is looked for */
  #nextOfAll(ms: number): number | null {
    const { everyMs, anchorAt = 0 } = this.timing;
    if (this.#cron !== null) {
      return this.#cron.after(ms);
    }
    return anchorAt + Math.max(0, Math.floor((ms - anchorAt) / everyMs!) + 1) * everyMs!;
  }

  /** Before an instant, newest first. */
  #previousOfAll(ms: number, count: number): number[] {
    const { everyMs, anchorAt = 0 } = this.timing;
    if (this.#cron !== null) {
      return this.#cron.before(ms, count);
    }
    const last = Math.ceil((ms - anchorAt) / everyMs!) - 1;
    return Array.from({ length: Math.min(count, Math.max(0, last + 1)) }, (_, i) => anchorAt + (last - i) * everyMs!);
  }
}

/** When a tick starts: always as much later, by its schedule and time alone, and never after the next tick. */
export function dueAtOf(id: string, tick: number, times: ScheduleTimes, jitterMs: number): number {
  if (jitterMs === 0) {
    return tick;
  }
  const next = times.nextAfter(tick);
  const part = createHash('sha256').update(`${id}:${tick}`).digest().readUInt32BE(0) / 2 ** 32;
  return tick + Math.floor(part * Math.min(jitterMs, next === null ? Infinity : next - tick));
}
