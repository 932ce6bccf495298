const SHAPE = /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?(Z|[+-]\d\d:?\d\d)?)?$/i;

/**
 * An ISO 8601 date or date and time as epoch milliseconds, or `null` for what is none. Where it names no zone it is in
 * UTC; a date alone is its first moment. Fractions below a millisecond are cut off.
 *
 * @example instantMs('2026-11-23T16:15:30+08:00') === instantMs('2026-11-23T08:15:30') // true
 */
export function instantMs(text: string): number | null {
  const match = SHAPE.exec(text);
  if (!match) {
    return null;
  }
  const [year, month, day, hour, minute, second] = match.slice(1, 7).map((digits) => Number(digits ?? 0));
  const ms = Number((match[7] ?? '').slice(0, 3).padEnd(3, '0'));
  const date = new Date(Date.UTC(year!, month! - 1, day, hour, minute, second, ms));
  date.setUTCFullYear(year!, month! - 1, day); // Date.UTC takes a year below 100 for one of the 1900s
  const isReal =
    date.getUTCMonth() === month! - 1 &&
    date.getUTCDate() === day &&
    date.getUTCHours() === hour &&
    date.getUTCMinutes() === minute &&
    date.getUTCSeconds() === second;
  const offsetMs = zoneOffsetMs(match[8]);
  return isReal && offsetMs !== null ? date.getTime() - offsetMs : null;
}

function zoneOffsetMs(zone: string | undefined): number | null {
  const match = /^([+-])(\d\d):?(\d\d)$/.exec(zone ?? '');
  if (!match) {
    return 0; // Z, or none: UTC
  }
  const [hours, minutes] = [Number(match[2]), Number(match[3])];
  return hours > 23 || minutes > 59 ? null : (match[1] === '-' ? -1 : 1) * (hours * 60 + minutes) * 60_000;
}
