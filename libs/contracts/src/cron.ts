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

/** One part of a field's list: its numbers from one to another, by a step. */
export interface CronItem {
  readonly from: number;
  readonly to: number;
  readonly step: number;
}

/**
 * Reads one part of a field's list: `*`, `5`, `5-9`, and a step of at most the field's last number behind a range or the star; `null` for
 * what is none. Server and page go by it, so that the page says nothing of what the server refuses.
 */
export function cronItemOf(text: string, field: CronField): CronItem | null {
  const [, range = '', stepText = '1'] = /^([^/]+)(?:\/(\d{1,2}))?$/.exec(text) ?? [];
  const isAny = range === '*';
  const [from, to, ...more] = isAny ? [field.min, field.max] : range.split('-').map((end) => valueOf(end, field));
  const isLoneStep = to === undefined && text.includes('/');
  const step = Number(stepText);
  if (from === undefined || from === null || to === null || more.length > 0 || isLoneStep) {
    return null;
  }
  return from > (to ?? from) || step < 1 || step > field.max ? null : { from, to: to ?? from, step };
}

function valueOf(text: string, field: CronField): number | null {
  const value = cronNumberOf(text, field);
  return value !== null && value >= field.min && value <= field.max ? value : null;
}

/** A number of one or two digits, whatever its size, or a name of a field; `null` for neither. */
export function cronNumberOf(text: string, { min, names }: CronField): number | null {
  const named = names.indexOf(text.toUpperCase());
  return /^\d{1,2}$/.test(text) ? Number(text) : named < 0 ? null : named + min;
}
