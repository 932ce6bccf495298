import { kept } from './kept';

const UNITS = [
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
] as const;

/** Formatters by language: making one costs more than a hundred uses of it. */
const relative = new Map<string, Intl.RelativeTimeFormat>();
const exact = new Map<string, Intl.DateTimeFormat>();
const clock = new Map<string, Intl.DateTimeFormat>();
const due = new Map<string, Intl.DateTimeFormat>();
const dueThisYear = new Map<string, Intl.DateTimeFormat>();
const dueToday = new Map<string, Intl.DateTimeFormat>();

/** «3 minutes ago» in a language; «now» below five seconds. */
export function relativeTime(instant: string, nowMs: number, language: string): string {
  const seconds = Math.round((Date.parse(instant) - nowMs) / 1000);
  const format = kept(relative, language, () => new Intl.RelativeTimeFormat(language, { numeric: 'auto' }));
  if (Math.abs(seconds) < 5) {
    return format.format(0, 'second');
  }
  for (const [unit, size] of UNITS) {
    if (Math.abs(seconds) >= size) {
      return format.format(Math.trunc(seconds / size), unit);
    }
  }
  return format.format(seconds, 'second');
}

/** The day and the time to the second, in a language. */
export function exactTime(instant: string, language: string): string {
  const make = (): Intl.DateTimeFormat =>
    new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'medium' });
  return kept(exact, language, make).format(new Date(instant));
}

/** When something is due, as shortly as it can be said in a language: today the time, this year the day too, else the day alone. */
export function dueTime(instant: string, nowMs: number, language: string): string {
  const [then, now] = [new Date(instant), new Date(nowMs)];
  const isThisYear = then.getFullYear() === now.getFullYear();
  const isToday = isThisYear && then.getMonth() === now.getMonth() && then.getDate() === now.getDate();
  const formats = isToday ? dueToday : isThisYear ? dueThisYear : due;
  const options: Intl.DateTimeFormatOptions = {
    ...(isToday ? {} : { month: 'short', day: 'numeric' }),
    ...(isThisYear ? { hour: 'numeric', minute: '2-digit' } : { year: 'numeric' }),
  };
  return kept(formats, language, () => new Intl.DateTimeFormat(language, options)).format(then);
}

/** The time of day to the second, in a language. */
export function clockTime(ms: number, language: string): string {
  return kept(clock, language, () => new Intl.DateTimeFormat(language, { timeStyle: 'medium' })).format(ms);
}

/** `0:07`, `12:30`, `1:02:03`; of what is over also `45 ms` and `3.2 s`. */
export function duration(fromInstant: string, toMs: number, isOver: boolean): string {
  return lengthOfTime(Math.max(0, toMs - Date.parse(fromInstant)), isOver);
}

/** As {@link duration} writes it: a length of time in milliseconds. */
export function lengthOfTime(ms: number, isOver = true): string {
  if (isOver && ms < 1_000) {
    return `${Math.round(ms)} ms`;
  }
  if (isOver && ms < 10_000) {
    return `${(ms / 1000).toFixed(1)} s`;
  }
  const total = Math.floor(ms / 1000);
  const [hours, minutes, seconds] = [Math.floor(total / 3600), Math.floor(total / 60) % 60, total % 60];
  const tail = `${String(minutes).padStart(hours > 0 ? 2 : 1, '0')}:${String(seconds).padStart(2, '0')}`;
  return hours > 0 ? `${hours}:${tail}` : tail;
}
