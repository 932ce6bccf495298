import { FormControl, FormGroup } from '@angular/forms';
import { MAX_CRON_LENGTH, SCHEDULE_EVERY_MS } from '@task-queue/contracts';
import { checkedBy, type FieldProblem } from '@task-queue/ui/form-controls';
import { INTERVAL_UNITS, WORKDAYS, type IntervalUnit, type Plan, type PlanKind } from '../timing/plan';

/** The builder's fields. */
export type PlanForm = ReturnType<typeof planForm>;

type FieldName = 'count' | 'unit' | 'time' | 'weekdays' | 'days' | 'cron';

/** The fields that each form of the builder has. */
const FIELDS_OF: Readonly<Record<PlanKind, readonly FieldName[]>> = {
  every: ['count', 'unit'],
  daily: ['time'],
  weekly: ['weekdays', 'time'],
  monthly: ['days', 'time'],
  cron: ['cron'],
};

/** The builder's fields, filled with a plan; those of its other forms have what is most often wanted. */
export function planForm(plan: Plan) {
  const nonNullable = true;
  const every = plan.kind === 'every' ? plan : { count: 30, unit: 'minute' as const };
  const unit = new FormControl<IntervalUnit>(every.unit, { nonNullable });
  const form = new FormGroup({
    kind: new FormControl<PlanKind>(plan.kind, { nonNullable }),
    count: new FormControl<number | null>(
      every.count,
      checkedBy((count) => countProblem(count, unit.value)),
    ),
    unit,
    /** `HH:mm`. */
    time: new FormControl('time' in plan ? plan.time : '02:30', {
      nonNullable,
      validators: checkedBy((time) => (/^\d\d:\d\d/.test(String(time)) ? null : { key: 'required' })),
    }),
    weekdays: new FormControl<readonly number[]>('weekdays' in plan ? plan.weekdays : WORKDAYS, {
      nonNullable,
      validators: checkedBy(noneProblem),
    }),
    days: new FormControl<readonly number[]>('days' in plan ? plan.days : [1], {
      nonNullable,
      validators: checkedBy(noneProblem),
    }),
    cron: new FormControl('cron' in plan ? plan.cron : '', { nonNullable, validators: checkedBy(cronProblem) }),
  });
  enableFor(form, plan.kind);
  return form;
}

/** Has a form of the builder count, and the fields of the others not. */
export function enableFor({ controls }: PlanForm, kind: PlanKind): void {
  for (const name of new Set(Object.values(FIELDS_OF).flat())) {
    if (FIELDS_OF[kind].includes(name)) {
      controls[name].enable();
    } else {
      controls[name].disable();
    }
  }
}

/** What valid fields say. */
export function planOfForm(form: PlanForm): Plan {
  const { kind, count, unit, time, weekdays, days, cron } = form.getRawValue();
  switch (kind) {
    case 'every':
      return { kind, count: count ?? 0, unit };
    case 'daily':
      return { kind, time: time.slice(0, 5) };
    case 'weekly':
      return { kind, weekdays, time: time.slice(0, 5) };
    case 'monthly':
      return { kind, days, time: time.slice(0, 5) };
    case 'cron':
      return { kind, cron };
  }
}

function countProblem(count: unknown, unit: IntervalUnit): FieldProblem | null {
  const unitMs = INTERVAL_UNITS[unit];
  const [min, max] = [Math.ceil(SCHEDULE_EVERY_MS.min / unitMs), Math.floor(SCHEDULE_EVERY_MS.max / unitMs)];
  if (count === null) {
    return { key: 'required' };
  }
  return Number(count) >= min && Number(count) <= max ? null : { key: 'numberRange', values: { min, max } };
}

function noneProblem(chosen: unknown): FieldProblem | null {
  return Array.isArray(chosen) && chosen.length > 0 ? null : { key: 'tooFew', values: { min: 1 }, counted: 1 };
}

/** What its fields are is the server's to judge. */
function cronProblem(text: unknown): FieldProblem | null {
  const { length } = String(text).trim();
  if (length === 0) {
    return { key: 'required' };
  }
  return length > MAX_CRON_LENGTH
    ? { key: 'tooLong', values: { max: MAX_CRON_LENGTH, length }, counted: MAX_CRON_LENGTH }
    : null;
}
