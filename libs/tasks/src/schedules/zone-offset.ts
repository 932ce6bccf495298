const FORMATS = new Map<string, Intl.DateTimeFormat>();
const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

/** Formats that are kept: more than there are zones, though each may be written in many ways. */
const MOST_FORMATS = 1_000;

/** Whether a text names a zone of the IANA database; an offset such as `+08:00` names none. */
export function isTimeZone(text: string): boolean {
  try {
    return /^[A-Za-z]/.test(text) && new Intl.DateTimeFormat('en', { timeZone: text }) instanceof Intl.DateTimeFormat;
  } catch {
    return false;
  }
}

/** A zone's wall clock at an instant, as if it were UTC: in epoch milliseconds, to the minute. */
export function localMinuteOf(timeZone: string, ms: number): number {
  const parts = Object.fromEntries(
    formatOf(timeZone)
      .formatToParts(ms)
      .map(({ type, value }) => [type, Number(value)]),
  );
  return Date.UTC(parts['year']!, parts['month']! - 1, parts['day'], parts['hour']! % 24, parts['minute']);
}

/** How far a zone is ahead of UTC at an instant, in milliseconds. */
export function offsetMsOf(timeZone: string, ms: number): number {
  return localMinuteOf(timeZone, ms) - Math.floor(ms / MINUTE_MS) * MINUTE_MS;
}

/**
 * When a zone's wall clock shows a time, given as {@link localMinuteOf} gives it: the first time where it shows it twice, and the
 * end of the gap where a clock change leaves it out.
 */
export function instantOfLocal(timeZone: string, local: number): number {
  const [before, after] = [offsetMsOf(timeZone, local - DAY_MS), offsetMsOf(timeZone, local + DAY_MS)];
  let [first, last] = [local - Math.max(before, after), local - Math.min(before, after)];
  const shown = [first, last].find((ms) => localMinuteOf(timeZone, ms) === local);
  if (shown !== undefined) {
    return shown;
  }
  while (last - first > MINUTE_MS) {
    const middle = first + Math.floor((last - first) / 2 / MINUTE_MS) * MINUTE_MS;
    [first, last] = offsetMsOf(timeZone, middle) === before ? [middle, last] : [first, middle];
  }
  return last;
}

/** The other time at which a zone's wall clock shows what it does at this one; `null` where it does not. */
export function shownAgainAt(timeZone: string, ms: number): number | null {
  const offset = offsetMsOf(timeZone, ms);
  const others = [ms - DAY_MS, ms + DAY_MS].map((near) => ms + offset - offsetMsOf(timeZone, near));
  return others.find((other) => other !== ms && offsetMsOf(timeZone, other) - offset === ms - other) ?? null;
}

/** How far ahead of UTC is written behind a time: `+08:00`. */
export function offsetOf(timeZone: string, ms: number): string {
  const minutes = offsetMsOf(timeZone, ms) / MINUTE_MS;
  const [hours, rest] = [Math.floor(Math.abs(minutes) / 60), Math.abs(minutes) % 60];
  return `${minutes < 0 ? '-' : '+'}${String(hours).padStart(2, '0')}:${String(rest).padStart(2, '0')}`;
}

function formatOf(timeZone: string): Intl.DateTimeFormat {
  let format = FORMATS.get(timeZone);
  if (format === undefined) {
    if (FORMATS.size >= MOST_FORMATS) {
      FORMATS.clear();
    }
    format = new Intl.DateTimeFormat('en-US', {
      timeZone,
      calendar: 'gregory',
      numberingSystem: 'latn',
      hourCycle: 'h23',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
    });
    FORMATS.set(timeZone, format);
  }
  return format;
}
