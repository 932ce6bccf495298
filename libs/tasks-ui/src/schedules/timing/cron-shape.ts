import type { CronTimes } from './cron';
import { clockText, WORKDAYS } from './plan';

/** More times a day than this are not named one by one. */
const MAX_NAMED_TIMES = 4;

/** At which times of its days an expression is due, as it can be said. Times are `HH:mm`, steps count minutes or hours. */
export type DayTimes =
  | { readonly kind: 'at'; readonly times: readonly string[] }
  | { readonly kind: 'minutes'; readonly step: number }
  | { readonly kind: 'minutesWithin'; readonly step: number; readonly from: string; readonly to: string }
  | { readonly kind: 'hourly'; readonly minute: number }
  | { readonly kind: 'hoursWithin'; readonly step: number; readonly from: string; readonly to: string }
  | { readonly kind: 'listed'; readonly minutes: readonly number[]; readonly hours: readonly number[] };

/** On which days an expression is due, before its months narrow them. */
export type Days =
  | { readonly kind: 'all' }
  | { readonly kind: 'workdays' }
  | { readonly kind: 'weekly'; readonly weekdays: readonly number[] }
  | { readonly kind: 'monthly'; readonly days: readonly number[] }
  | { readonly kind: 'either'; readonly days: readonly number[]; readonly weekdays: readonly number[] };

/** The times of day of an expression in the shortest form that says all of them. */
export function dayTimesOf({ minutes, hours }: CronTimes): DayTimes {
  const [minuteStep, hourStep] = [stepOf(minutes), stepOf(hours)];
  const isAllDay = hours.length === 24;
  const first = clockText(hours[0]!, minutes[0]!);
  const last = clockText(hours.at(-1)!, minutes.at(-1)!);
  if (!isAllDay && minutes.length * hours.length <= MAX_NAMED_TIMES) {
    return { kind: 'at', times: hours.flatMap((hour) => minutes.map((minute) => clockText(hour, minute))) };
  }
  if (minutes.length === 1 && (isAllDay || hourStep !== null)) {
    return isAllDay
      ? { kind: 'hourly', minute: minutes[0]! }
      : { kind: 'hoursWithin', step: hourStep ?? 1, from: first, to: last };
  }
  // So that the step goes on over the end of the hour.
  const isWhole = minuteStep !== null && minutes.length === 60 / minuteStep;
  if (isWhole && isAllDay && minutes[0] === 0) {
    return { kind: 'minutes', step: minuteStep };
  }
  return isWhole && !isAllDay && (hourStep === 1 || hours.length === 1)
    ? { kind: 'minutesWithin', step: minuteStep, from: first, to: last }
    : { kind: 'listed', minutes, hours };
}

/** The days of an expression. */
export function daysOf({ days, weekdays, isEither }: CronTimes): Days {
  if (isEither) {
    return { kind: 'either', days, weekdays };
  }
  if (weekdays.length === 7) {
    return days.length === 31 ? { kind: 'all' } : { kind: 'monthly', days };
  }
  return String(weekdays) === String(WORKDAYS) ? { kind: 'workdays' } : { kind: 'weekly', weekdays };
}

/** How far numbers are apart where they are equally far; `null` where they are not, or where there is one. */
function stepOf(numbers: readonly number[]): number | null {
  const step = numbers.length > 1 ? numbers[1]! - numbers[0]! : null;
  return numbers.every((number, i) => i === 0 || number - numbers[i - 1]! === step) ? step : null;
}
