import { parseCron } from './cron';

/** When a schedule runs, as the API has it: by the calendar of its zone, or by elapsed time. */
export type Timing = { readonly cron: string } | { readonly everyMs: number };

/** Units of an interval with their length in milliseconds, the longest first. */
export const INTERVAL_UNITS = {
  day: 86_400_000,
  hour: 3_600_000,
  minute: 60_000,
  second: 1_000,
} as const;

/** One of {@link INTERVAL_UNITS}. */
export type IntervalUnit = keyof typeof INTERVAL_UNITS;

/** The forms that the builder has, in its order. */
export const PLAN_KINDS = ['every', 'daily', 'weekly', 'monthly', 'cron'] as const;

/** One of {@link PLAN_KINDS}. */
export type PlanKind = (typeof PLAN_KINDS)[number];

/** What the builder's fields say. Times are `HH:mm`, weekdays are counted from Sunday, which is 0. */
export type Plan =
  | { readonly kind: 'every'; readonly count: number; readonly unit: IntervalUnit }
  | { readonly kind: 'daily'; readonly time: string }
  | { readonly kind: 'weekly'; readonly weekdays: readonly number[]; readonly time: string }
  | { readonly kind: 'monthly'; readonly days: readonly number[]; readonly time: string }
  | { readonly kind: 'cron'; readonly cron: string };

/** Monday to Friday. */
export const WORKDAYS: readonly number[] = [1, 2, 3, 4, 5];

/** What the API is told for a plan. */
export function timingOf(plan: Plan): Timing {
  switch (plan.kind) {
    case 'every':
      return { everyMs: Math.round(plan.count * INTERVAL_UNITS[plan.unit]) };
    case 'daily':
      return { cron: `${clockOf(plan.time)} * * *` };
    case 'weekly':
      return { cron: `${clockOf(plan.time)} * * ${writeField(plan.weekdays)}` };
    case 'monthly':
      return { cron: `${clockOf(plan.time)} ${writeField(plan.days)} * *` };
    case 'cron':
      return { cron: plan.cron.trim().replace(/\s+/g, ' ') };
  }
}

/** The simplest form of the builder that says the same; an expression that has none is one for experts. */
export function planOf(timing: Timing): Plan {
  if ('everyMs' in timing) {
    const units = Object.entries(INTERVAL_UNITS) as [IntervalUnit, number][]; // its own
    const [unit, unitMs] = units.find(([, ms]) => timing.everyMs % ms === 0) ?? units.at(-1)!;
    return { kind: 'every', count: timing.everyMs / unitMs, unit };
  }
  const { cron } = timing;
  const times = parseCron(cron);
  const isOnce = times?.minutes.length === 1 && times.hours.length === 1 && times.months.length === 12;
  if (!times || !isOnce || times.isEither) {
    return { kind: 'cron', cron };
  }
  const time = clockText(times.hours[0]!, times.minutes[0]!);
  if (times.weekdays.length < 7) {
    return { kind: 'weekly', weekdays: times.weekdays, time };
  }
  return times.days.length === 31 ? { kind: 'daily', time } : { kind: 'monthly', days: times.days, time };
}

/** `9, 5` as `09:05`. */
export function clockText(hour: number, minute: number): string {
  return [hour, minute].map((part) => String(part).padStart(2, '0')).join(':');
}

/** `02:30` as the first two fields have it: `30 2`. */
function clockOf(time: string): string {
  const [hour, minute] = time.split(':').map(Number);
  return `${minute} ${hour}`;
}

/** Numbers as a field has them: three and more in a row are a range. */
export function writeField(numbers: readonly number[]): string {
  return runsOf(numbers)
    .map(([from, to]) => (from === to ? String(from) : `${from}-${to}`))
    .join(',');
}

/** Numbers in order, those in a row together as the first and the last of them; two in a row stay two. */
export function runsOf(numbers: readonly number[]): (readonly [from: number, to: number])[] {
  const runs: [number, number][] = [];
  for (const number of [...numbers].sort((a, b) => a - b)) {
    const last = runs.at(-1);
    if (last?.[1] === number - 1) {
      last[1] = number;
    } else {
      runs.push([number, number]);
    }
  }
  return runs.flatMap(([from, to]): [number, number][] =>
    to === from + 1
      ? [
          [from, from],
          [to, to],
        ]
      : [[from, to]],
  );
}
