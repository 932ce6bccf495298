import { CRON_FIELDS, cronItemOf, splitCron, type CronField } from '@task-queue/contracts';

/** When a 5-field cron expression is due: every value that a field allows, ascending. Sunday is 0. */
export interface CronTimes {
  readonly minutes: readonly number[];
  readonly hours: readonly number[];
  readonly days: readonly number[];
  readonly months: readonly number[];
  readonly weekdays: readonly number[];
  /** Whether days of the month and of the week are both restricted: then either is enough. */
  readonly isEither: boolean;
}

/** Reads a 5-field cron expression with lists, ranges, steps and names; `null` for what is none. */
export function parseCron(text: string): CronTimes | null {
  const parts = splitCron(text);
  const sets = CRON_FIELDS.map((field, i) => valuesOf(parts[i] ?? '', field));
  const [minutes, hours, days, months, written] = sets;
  if (parts.length !== CRON_FIELDS.length || !minutes || !hours || !days || !months || !written) {
    return null;
  }
  const weekdays = ascending(written.map((weekday) => weekday % 7));
  const isEither = parts[2] !== '*' && parts[4] !== '*';
  // Either is enough: where one of them is every day, the other restricts nothing.
  return isEither && (days.length === 31 || weekdays.length === 7)
    ? { minutes, hours, days: range(1, 31), months, weekdays: range(0, 6), isEither: false }
    : { minutes, hours, days, months, weekdays, isEither };
}

/** Every number from one to another, both included. */
export function range(from: number, to: number, step = 1): number[] {
  return Array.from({ length: Math.floor((to - from) / step) + 1 }, (_, i) => from + i * step);
}

/** Each number once, in order. */
export function ascending(numbers: readonly number[]): number[] {
  return [...new Set(numbers)].sort((a, b) => a - b);
}

function valuesOf(text: string, field: CronField): number[] | null {
  const items = text.split(',').map((item) => cronItemOf(item, field));
  return items.includes(null)
    ? null
    : ascending(items.flatMap((item) => (item === null ? [] : range(item.from, item.to, item.step))));
}
