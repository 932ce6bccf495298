import { Component, input } from '@angular/core';
import { ReactiveFormsModule } from '@angular/forms';
import { MatFormFieldModule } from '@angular/material/form-field';
import { MatInput } from '@angular/material/input';
import { MatOption, MatSelect } from '@angular/material/select';
import { TranslocoPipe } from '@jsverse/transloco';
import { MISSED_POLICIES, OVERLAP_POLICIES, TASK_PRIORITIES } from '@task-queue/contracts';
import { FieldError } from '@task-queue/ui/form-controls';
import { TimeField } from '@task-queue/ui/time-field';
import type { ScheduleForm } from './schedule-form';

/** What most schedules leave as it is: what happens to ticks that cannot start, and how long it runs at all. */
@Component({
  selector: 'tq-policy-fields',
  imports: [
    FieldError,
    MatFormFieldModule,
    MatInput,
    MatOption,
    MatSelect,
    ReactiveFormsModule,
    TimeField,
    TranslocoPipe,
  ],
  template: `
    <div class="row" [formGroup]="form()">
      <mat-form-field>
        <mat-label>{{ 'tasks.schedules.form.overlap' | transloco }}</mat-label>
        <mat-select formControlName="overlap">
          @for (overlap of overlaps; track overlap) {
            <mat-option [value]="overlap">{{ 'tasks.schedules.overlap.' + overlap | transloco }}</mat-option>
          }
        </mat-select>
      </mat-form-field>
      <mat-form-field>
        <mat-label>{{ 'tasks.schedules.form.missed' | transloco }}</mat-label>
        <mat-select formControlName="missed">
          @for (missed of misses; track missed) {
            <mat-option [value]="missed">{{ 'tasks.schedules.missed.' + missed | transloco }}</mat-option>
          }
        </mat-select>
        <mat-hint>{{ 'tasks.schedules.form.missedHint' | transloco }}</mat-hint>
      </mat-form-field>
      <mat-form-field>
        <mat-label>{{ 'tasks.schedules.form.missedWithin' | transloco }}</mat-label>
        <input matInput type="number" inputmode="decimal" min="0" step="any" formControlName="missedWithinMinutes" />
        <mat-error><tq-field-error [control]="form().controls.missedWithinMinutes" /></mat-error>
      </mat-form-field>
      <mat-form-field>
        <mat-label>{{ 'tasks.schedules.form.pauseAfterFailures' | transloco }}</mat-label>
        <input matInput type="number" inputmode="numeric" min="1" formControlName="pauseAfterFailures" />
        <mat-hint>{{ 'tasks.schedules.form.pauseAfterFailuresHint' | transloco }}</mat-hint>
        <mat-error><tq-field-error [control]="form().controls.pauseAfterFailures" /></mat-error>
      </mat-form-field>
      <mat-form-field>
        <mat-label>{{ 'tasks.schedules.form.jitter' | transloco }}</mat-label>
        <input matInput type="number" inputmode="decimal" min="0" step="any" formControlName="jitterSeconds" />
        <mat-hint>{{ 'tasks.schedules.form.jitterHint' | transloco }}</mat-hint>
        <mat-error><tq-field-error [control]="form().controls.jitterSeconds" /></mat-error>
      </mat-form-field>
      <mat-form-field>
        <mat-label>{{ 'tasks.create.priority' | transloco }}</mat-label>
        <mat-select formControlName="priority">
          <mat-option [value]="null">{{ 'tasks.schedules.form.ownPriority' | transloco }}</mat-option>
          @for (priority of priorities; track priority) {
            <mat-option [value]="priority">{{ 'tasks.task.priority.' + priority | transloco }}</mat-option>
          }
        </mat-select>
      </mat-form-field>
      <tq-time-field
        [control]="form().controls.startsAt"
        [label]="'tasks.schedules.form.startsAt' | transloco"
        [hint]="'tasks.schedules.form.startsAtHint' | transloco"
      />
      <tq-time-field
        [control]="form().controls.endsAt"
        [label]="'tasks.schedules.form.endsAt' | transloco"
        [hint]="'tasks.schedules.form.endsAtHint' | transloco"
      />
    </div>
  `,
  styles: `
    .row {
      display: grid;
      grid-template-columns: repeat(auto-fit, minmax(min(240px, 100%), 1fr));
      gap: 8px 20px;
      align-items: start;
    }
    mat-form-field {
      width: 100%;
    }
  `,
})
export class PolicyFields {
  readonly form = input.required<ScheduleForm>();
  protected readonly overlaps = OVERLAP_POLICIES;
  protected readonly misses = MISSED_POLICIES;
  protected readonly priorities = TASK_PRIORITIES;
}
