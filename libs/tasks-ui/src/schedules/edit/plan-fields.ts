import { Component, computed, inject, input } from '@angular/core';
import { toObservable, toSignal } from '@angular/core/rxjs-interop';
import { ReactiveFormsModule, type FormControl } from '@angular/forms';
import { MatButton } from '@angular/material/button';
import { MatButtonToggle, MatButtonToggleGroup } from '@angular/material/button-toggle';
import { MatFormFieldModule } from '@angular/material/form-field';
import { MatInput } from '@angular/material/input';
import { MatOption, MatSelect } from '@angular/material/select';
import { TranslocoPipe, TranslocoService } from '@jsverse/transloco';
import { FieldError } from '@task-queue/ui/form-controls';
import { TimeField } from '@task-queue/ui/time-field';
import { startWith, switchMap } from 'rxjs';
import { range } from '../timing/cron';
import {
  INTERVAL_UNITS,
  PLAN_KINDS,
  planOf,
  timingOf,
  WORKDAYS,
  type IntervalUnit,
  type PlanKind,
} from '../timing/plan';
import { convertCron } from '../timing/quartz';
import { TimingWords } from '../timing/timing-words';
import { CronConversion } from './cron-conversion';
import { enableFor, planOfForm, type PlanForm } from './plan-form';

/** A week as people here have it, from Monday. */
const WEEK = [1, 2, 3, 4, 5, 6, 0];

/** From this day on there are months without it. */
const SHORT_MONTH_DAY = 29;

/** When a schedule runs: in one of four forms that say it in words, or as a cron expression. */
@Component({
  selector: 'tq-plan-fields',
  imports: [
    CronConversion,
    FieldError,
    MatButton,
    MatButtonToggle,
    MatButtonToggleGroup,
    MatFormFieldModule,
    MatInput,
    MatOption,
    MatSelect,
    ReactiveFormsModule,
    TimeField,
    TranslocoPipe,
  ],
  templateUrl: './plan-fields.html',
  styleUrl: './plan-fields.scss',
})
export class PlanFields {
  readonly form = input.required<PlanForm>();
  /** What an interval counts from: a local time, empty for when the schedule is created. */
  readonly anchor = input.required<FormControl<string | null>>();

  readonly #words = inject(TimingWords);
  readonly #transloco = inject(TranslocoService);
  readonly #language = toSignal(this.#transloco.langChanges$, { initialValue: this.#transloco.getActiveLang() });
  readonly #changes = toSignal(
    toObservable(this.form).pipe(switchMap((form) => form.valueChanges.pipe(startWith(null)))),
    { equal: () => false },
  );

  protected readonly kinds = PLAN_KINDS;
  protected readonly units = (Object.keys(INTERVAL_UNITS) as IntervalUnit[]).reverse();
  protected readonly monthDays = range(1, 31);
  protected readonly weekdays = computed(() => {
    this.#language();
    return WEEK.map((day) => ({
      day,
      short: this.#words.weekday(day, 'short'),
      long: this.#words.weekday(day, 'long'),
    }));
  });
  protected readonly kind = computed(() => {
    this.#changes();
    return this.form().controls.kind.value;
  });
  /** The units there are; seconds where a schedule was made with them. */
  protected readonly offeredUnits = computed(() => {
    this.#changes();
    return this.units.filter((unit) => unit !== 'second' || this.form().controls.unit.value === 'second');
  });
  protected readonly skipsMonths = computed(() => {
    this.#changes();
    return this.form().controls.days.value.some((day) => day >= SHORT_MONTH_DAY);
  });
  protected readonly conversion = computed(() => {
    this.#changes();
    return convertCron(this.form().controls.cron.value);
  });

  /** Shows another form of the builder; an expert's expression begins as what was built so far. */
  protected choose(kind: PlanKind): void {
    const form = this.form();
    const { cron } = form.controls;
    const plan = planOfForm(form);
    if (kind === 'cron' && cron.value === '' && plan.kind !== 'every') {
      cron.setValue((timingOf(plan) as { cron: string }).cron); // all but an interval have one
    }
    if (plan.kind === 'cron') {
      this.#takeOver(plan.cron, kind);
    }
    form.controls.kind.setValue(kind);
    enableFor(form, kind);
    form.markAsDirty();
  }

  protected checkCount(): void {
    this.form().controls.count.updateValueAndValidity();
  }

  protected useWorkdays(): void {
    this.form().controls.weekdays.setValue(WORKDAYS);
    this.form().markAsDirty();
  }

  /** Takes a converted expression in the place of what was pasted. */
  protected use(cron: string): void {
    this.form().controls.cron.setValue(cron);
    this.form().markAsDirty();
  }

  /** What an expression says that the chosen form can say too is kept. */
  #takeOver(cron: string, kind: PlanKind): void {
    const plan = planOf({ cron });
    if (plan.kind === kind && plan.kind !== 'every') {
      this.form().patchValue(plan);
    }
  }
}
