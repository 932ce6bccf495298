import type { Schedule, ScheduleChange, ScheduleDraft } from '@task-queue/contracts';
import type { Timing } from '../timing/plan';

/** Every field of a schedule that a person sets, with `null` for what is not set. */
export type WholeDraft = Required<ScheduleDraft>;

/** When a schedule runs. @throws where it is neither: the server has none such */
export function timingOfSchedule({ cron, everyMs }: Pick<ScheduleDraft, 'cron' | 'everyMs'>): Timing {
  if (cron) {
    return { cron };
  }
  if (everyMs) {
    return { everyMs };
  }
  throw new Error('A schedule has a cron expression or an interval');
}

/** What a schedule is made of, for another one like it or to compare with. */
export function draftOf(schedule: Schedule): WholeDraft {
  const { name, type, params, priority, cron, everyMs, anchor, timeZone, startsAt, endsAt } = schedule;
  const { missed, missedWithinMs, overlap, jitterMs, pauseAfterFailures } = schedule;
  const what = { name, type, params, priority };
  const when = { cron, everyMs, anchor, timeZone, startsAt, endsAt };
  return { ...what, ...when, missed, missedWithinMs, overlap, jitterMs, pauseAfterFailures };
}

/** The fields in which a draft differs from another one. */
export function changesBetween(before: Partial<WholeDraft>, after: Partial<WholeDraft>): ScheduleChange {
  const fields = Object.keys(after) as (keyof WholeDraft)[];
  return Object.fromEntries(
    fields.filter((field) => !isSame(before[field], after[field])).map((field) => [field, after[field]]),
  );
}

/** Whether two values are the same JSON, in whatever order their members are. */
export function isSame(a: unknown, b: unknown): boolean {
  return JSON.stringify(sorted(a)) === JSON.stringify(sorted(b));
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) {
    return value.map(sorted);
  }
  return typeof value === 'object' && value !== null
    ? Object.fromEntries(
        Object.entries(value)
          .sort(([a], [b]) => (a < b ? -1 : 1))
          .map(([name, member]) => [name, sorted(member)]),
      )
    : value;
}
