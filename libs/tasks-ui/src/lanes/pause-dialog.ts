import { Component, inject } from '@angular/core';
import { toSignal } from '@angular/core/rxjs-interop';
import { FormControl, FormGroup, ReactiveFormsModule } from '@angular/forms';
import { MAT_DIALOG_DATA, MatDialogModule } from '@angular/material/dialog';
import { MatFormFieldModule } from '@angular/material/form-field';
import { MatInput } from '@angular/material/input';
import { MatRadioButton, MatRadioGroup } from '@angular/material/radio';
import { TranslocoPipe } from '@jsverse/transloco';
import { isolated, MAX_PAUSE_REASON_LENGTH } from '@task-queue/contracts';
import { checkedBy, type FieldProblem } from '@task-queue/ui/form-controls';
import { TimeField, timeProblem, toInstant, toLocalTime } from '@task-queue/ui/time-field';
import { LanesApi, type Steered } from '../data/lanes-api';
import { ServerClock } from '../data/server-clock';
import { SendButtons } from './send-buttons';
import { Sending } from './sending';

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;

/** What is to be paused, and what people call it. */
export interface PauseDialogData {
  readonly what: Steered;
  readonly title: string;
}

/** Pauses a lane or a type; closes with `true` when it has. */
@Component({
  selector: 'tq-pause-dialog',
  imports: [
    MatDialogModule,
    MatFormFieldModule,
    MatInput,
    MatRadioButton,
    MatRadioGroup,
    ReactiveFormsModule,
    SendButtons,
    TimeField,
    TranslocoPipe,
  ],
  template: `
    <h2 mat-dialog-title>
      {{ 'tasks.lanes.actOn' | transloco: { action: 'tasks.lanes.action.pause' | transloco, name } }}
    </h2>
    <form [formGroup]="form" (ngSubmit)="submit()">
      <mat-dialog-content>
        <mat-form-field>
          <mat-label>{{ 'tasks.lanes.form.reason' | transloco }}</mat-label>
          <input matInput formControlName="reason" [maxlength]="maxReason" autocomplete="off" />
          <mat-hint>{{ 'tasks.lanes.form.reasonHint' | transloco }}</mat-hint>
        </mat-form-field>
        <div class="choice">
          <span class="label" id="tq-pause-until">{{ 'tasks.lanes.form.until' | transloco }}</span>
          <mat-radio-group aria-labelledby="tq-pause-until" formControlName="ends">
            <mat-radio-button [value]="false">{{ 'tasks.lanes.form.never' | transloco }}</mat-radio-button>
            <mat-radio-button [value]="true">{{ 'tasks.lanes.form.atTime' | transloco }}</mat-radio-button>
          </mat-radio-group>
        </div>
        @if (ends()) {
          <tq-time-field
            [control]="form.controls.until"
            [label]="'tasks.lanes.form.time' | transloco"
            [isRequired]="true"
          />
        }
        <p class="failure" role="alert">{{ sending.failure() }}</p>
      </mat-dialog-content>
      <mat-dialog-actions align="end">
        <tq-send-buttons [sending]="sending" [label]="'tasks.lanes.action.pause'" />
      </mat-dialog-actions>
    </form>
  `,
  styleUrl: './form-dialog.scss',
})
export class PauseDialog {
  readonly #api = inject(LanesApi);
  readonly #data = inject<PauseDialogData>(MAT_DIALOG_DATA);

  protected readonly sending = new Sending(() => this.form.dirty);
  protected readonly name = isolated(this.#data.title);
  protected readonly maxReason = MAX_PAUSE_REASON_LENGTH;
  protected readonly form = new FormGroup({
    reason: new FormControl('', { nonNullable: true }),
    ends: new FormControl(false, { nonNullable: true }),
    /** A local time; an hour from now, until a person says something else. */
    until: new FormControl<string | null>(
      toLocalTime(Math.floor(inject(ServerClock).nowMs() / MINUTE_MS) * MINUTE_MS + HOUR_MS),
      checkedBy(untilProblem),
    ),
  });
  protected readonly ends = toSignal(this.form.controls.ends.valueChanges, { initialValue: false });

  protected async submit(): Promise<void> {
    const { until } = this.form.controls;
    if (this.ends() && until.invalid) {
      until.markAsTouched();
      return;
    }
    const reason = this.form.controls.reason.value.trim();
    const request = {
      ...(reason === '' ? {} : { reason }),
      ...(this.ends() && until.value !== null ? { until: toInstant(until.value) } : {}),
    };
    await this.sending.send(() => this.#api.pause(this.#data.what, request), this.form.controls);
  }
}

function untilProblem(value: unknown): FieldProblem | null {
  return value === '' || value === null ? { key: 'required' } : timeProblem(value as string); // it holds nothing else
}
