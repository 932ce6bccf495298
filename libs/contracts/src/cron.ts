/** The bounds of a field of a cron expression, and the words that stand for its numbers, from the least on. */
export interface CronField {
  readonly min: number;
  readonly max: number;
  readonly names: readonly string[];
}

const MONTHS = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'] as const;
const WEEKDAYS = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'] as const;

/** Minute, hour, day of the month, month and day of the week, where Sunday is 0 and 7: as crontab(5) has them. */
export const CRON_FIELDS = [
  { min: 0, max: 59, names: [] },
  { min: 0, max: 23, names: [] },
  { min: 1, max: 31, names: [] },
  { min: 1, max: 12, names: MONTHS },
  { min: 0, max: 7, names: WEEKDAYS },
] as const satisfies readonly CronField[];

/** The fields of an expression as they are written. */
export function splitCron(text: string): string[] {
  return text.trim().split(/\s+/);
}

/** A number of one or two digits, whatever its size, or a name of a field; `null` for neither. */
export function cronNumberOf(text: string, { min, names }: CronField): number | null {
  const named = names.indexOf(text.toUpperCase());
  return /^\d{1,2}$/.test(text) ? Number(text) : named < 0 ? null : named + min;
}
