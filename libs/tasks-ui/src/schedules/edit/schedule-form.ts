import { FormControl, FormGroup } from '@angular/forms';
import {
  DEFAULT_MISSED_WITHIN_MS,
  MAX_JITTER_MS,
  MAX_MISSED_WITHIN_MS,
  MAX_PAUSE_AFTER_FAILURES,
  MAX_SCHEDULE_NAME_LENGTH,
  type MissedPolicy,
  type OverlapPolicy,
  type ScheduleDraft,
  type TaskPriority,
} from '@task-queue/contracts';
import { checkedBy, wholeBetween, type FieldProblem } from '@task-queue/ui/form-controls';
import { timeProblem, toInstant, toLocalTime, zoneName } from '@task-queue/ui/time-field';
import { planOf, timingOf, type Plan } from '../timing/plan';
import { isZone } from '../timing/zones';
import { planForm, planOfForm } from './plan-form';
import { timingOfSchedule, type WholeDraft } from './schedule-draft';

/** Everything that a schedule is asked besides its type and params. */
export type ScheduleForm = ReturnType<typeof scheduleForm>;

const MINUTE_MS = 60_000;
const SECOND_MS = 1_000;

/** What a new schedule is asked first: every workday at night. */
const FIRST_PLAN: Plan = { kind: 'weekly', weekdays: [1, 2, 3, 4, 5], time: '02:30' };

/** The fields of a schedule, filled with a draft's where there is one. Local times are the browser's. */
export function scheduleForm(draft: Partial<ScheduleDraft> | null) {
  const nonNullable = true;
  const isTimed = Boolean(draft?.cron ?? draft?.everyMs);
  return new FormGroup({
    name: new FormControl(draft?.name ?? '', { nonNullable, validators: checkedBy(nameProblem) }),
    plan: planForm(isTimed ? planOf(timingOfSchedule(draft!)) : FIRST_PLAN),
    anchor: timeControl(draft?.anchor),
    timeZone: new FormControl(draft?.timeZone ?? zoneName(), { nonNullable, validators: checkedBy(zoneProblem) }),
    /** `null`: the type's own. */
    priority: new FormControl<TaskPriority | null>(draft?.priority ?? null),
    missed: new FormControl<MissedPolicy>(draft?.missed ?? 'once', { nonNullable }),
    missedWithinMinutes: new FormControl<number | null>(
      (draft?.missedWithinMs ?? DEFAULT_MISSED_WITHIN_MS) / MINUTE_MS,
      checkedBy(between(0, MAX_MISSED_WITHIN_MS / MINUTE_MS)),
    ),
    overlap: new FormControl<OverlapPolicy>(draft?.overlap ?? 'skip', { nonNullable }),
    jitterSeconds: new FormControl<number | null>(
      (draft?.jitterMs ?? 0) / SECOND_MS,
      checkedBy(between(0, MAX_JITTER_MS / SECOND_MS)),
    ),
    pauseAfterFailures: new FormControl<number | null>(
      draft?.pauseAfterFailures ?? null,
      checkedBy(wholeBetween(1, MAX_PAUSE_AFTER_FAILURES)),
    ),
    startsAt: timeControl(draft?.startsAt),
    endsAt: timeControl(draft?.endsAt),
  });
}

/** What valid fields say of when it runs. */
export function timesOf(
  form: ScheduleForm,
): Pick<WholeDraft, 'cron' | 'everyMs' | 'anchor' | 'timeZone' | 'startsAt' | 'endsAt'> {
  const { anchor, timeZone, startsAt, endsAt } = form.getRawValue();
  const timing = timingOf(planOfForm(form.controls.plan));
  return {
    cron: 'cron' in timing ? timing.cron : null,
    everyMs: 'everyMs' in timing ? timing.everyMs : null,
    anchor: 'everyMs' in timing ? instantOf(anchor) : null,
    timeZone: timeZone.trim(),
    startsAt: instantOf(startsAt),
    endsAt: instantOf(endsAt),
  };
}

/** What valid fields say of all but the type and its params. */
export function settingsOf(form: ScheduleForm): Omit<WholeDraft, 'type' | 'params'> {
  const { name, priority, missed, missedWithinMinutes, overlap, jitterSeconds, pauseAfterFailures } =
    form.getRawValue();
  return {
    name: name.trim(),
    ...timesOf(form),
    priority,
    missed,
    missedWithinMs: Math.round((missedWithinMinutes ?? 0) * MINUTE_MS),
    overlap,
    jitterMs: Math.round((jitterSeconds ?? 0) * SECOND_MS),
    pauseAfterFailures,
  };
}

/** The controls by their names in a request. */
export function controlsOf({ controls }: ScheduleForm) {
  const { plan, missedWithinMinutes, jitterSeconds, ...own } = controls;
  const { cron, count } = plan.controls;
  return { ...own, cron, everyMs: count, missedWithinMs: missedWithinMinutes, jitterMs: jitterSeconds };
}

function timeControl(instant: string | null | undefined): FormControl<string | null> {
  return new FormControl(
    instant ? toLocalTime(instant) : null,
    checkedBy((text) => timeProblem(text as string | null)), // it holds nothing else
  );
}

function instantOf(local: string | null): string | null {
  return local === null || local === '' ? null : toInstant(local);
}

function nameProblem(value: unknown): FieldProblem | null {
  const { length } = String(value).trim();
  if (length === 0) {
    return { key: 'required' };
  }
  return length > MAX_SCHEDULE_NAME_LENGTH
    ? { key: 'tooLong', values: { max: MAX_SCHEDULE_NAME_LENGTH, length }, counted: MAX_SCHEDULE_NAME_LENGTH }
    : null;
}

function zoneProblem(value: unknown): FieldProblem | null {
  return isZone(String(value).trim()) ? null : { key: 'zone' };
}

function between(min: number, max: number) {
  return (value: unknown): FieldProblem | null =>
    value !== null && Number(value) >= min && Number(value) <= max
      ? null
      : { key: 'numberRange', values: { min, max } };
}
