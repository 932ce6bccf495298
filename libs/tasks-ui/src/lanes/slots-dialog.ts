import { Component, inject } from '@angular/core';
import { toSignal } from '@angular/core/rxjs-interop';
import { FormControl, FormGroup, ReactiveFormsModule } from '@angular/forms';
import { MAT_DIALOG_DATA, MatDialogModule } from '@angular/material/dialog';
import { MatFormFieldModule } from '@angular/material/form-field';
import { MatInput } from '@angular/material/input';
import { MatRadioButton, MatRadioGroup } from '@angular/material/radio';
import { TranslocoPipe } from '@jsverse/transloco';
import { isolated, MAX_SLOTS_PER_WORKER, type LaneState } from '@task-queue/contracts';
import { checkedBy, FieldError, wholeBetween, type FieldProblem } from '@task-queue/ui/form-controls';
import { LanesApi } from '../data/lanes-api';
import { SendButtons } from './send-buttons';
import { Sending } from './sending';

/** The lane, what is set of it, and what people call it. */
export type SlotsDialogData = Pick<LaneState, 'lane' | 'slotsPerWorker'> & { readonly title: string };

/** Sets the slots of each worker in a lane, or leaves them to the workers; closes with `true` when it has. */
@Component({
  selector: 'tq-slots-dialog',
  imports: [
    FieldError,
    MatDialogModule,
    MatFormFieldModule,
    MatInput,
    MatRadioButton,
    MatRadioGroup,
    ReactiveFormsModule,
    SendButtons,
    TranslocoPipe,
  ],
  template: `
    <h2 mat-dialog-title>
      {{ 'tasks.lanes.actOn' | transloco: { action: 'tasks.lanes.action.slots' | transloco, name } }}
    </h2>
    <form [formGroup]="form" (ngSubmit)="submit()">
      <mat-dialog-content>
        <div class="choice">
          <span class="label" id="tq-slots">{{ 'tasks.lanes.form.perWorker' | transloco }}</span>
          <mat-radio-group aria-labelledby="tq-slots" formControlName="isSet">
            <mat-radio-button [value]="false">{{ 'tasks.lanes.form.ownSlots' | transloco }}</mat-radio-button>
            <mat-radio-button [value]="true">{{ 'tasks.lanes.form.setSlots' | transloco }}</mat-radio-button>
          </mat-radio-group>
        </div>
        @if (isSet()) {
          <mat-form-field>
            <mat-label>{{ 'tasks.lanes.form.slots' | transloco }}</mat-label>
            <input matInput type="number" inputmode="numeric" min="1" [max]="most" formControlName="slotsPerWorker" />
            <mat-error><tq-field-error [control]="form.controls.slotsPerWorker" /></mat-error>
          </mat-form-field>
        }
        <p>{{ 'tasks.lanes.form.slotsHint' | transloco }}</p>
        <p class="failure" role="alert">{{ sending.failure() }}</p>
      </mat-dialog-content>
      <mat-dialog-actions align="end">
        <tq-send-buttons [sending]="sending" />
      </mat-dialog-actions>
    </form>
  `,
  styleUrl: './form-dialog.scss',
})
export class SlotsDialog {
  readonly #api = inject(LanesApi);
  readonly #data = inject<SlotsDialogData>(MAT_DIALOG_DATA);

  protected readonly sending = new Sending(() => this.form.dirty);
  protected readonly name = isolated(this.#data.title);
  protected readonly most = MAX_SLOTS_PER_WORKER;
  protected readonly form = new FormGroup({
    isSet: new FormControl(this.#data.slotsPerWorker !== null, { nonNullable: true }),
    slotsPerWorker: new FormControl<number | null>(this.#data.slotsPerWorker, checkedBy(slotsProblem)),
  });
  protected readonly isSet = toSignal(this.form.controls.isSet.valueChanges, {
    initialValue: this.form.controls.isSet.value,
  });

  protected async submit(): Promise<void> {
    const { slotsPerWorker } = this.form.controls;
    if (this.isSet() && slotsPerWorker.invalid) {
      slotsPerWorker.markAsTouched();
      return;
    }
    const request = { slotsPerWorker: this.isSet() ? slotsPerWorker.value : null };
    await this.sending.send(() => this.#api.change(this.#data.lane, request), this.form.controls);
  }
}

function slotsProblem(value: unknown): FieldProblem | null {
  return value === null ? { key: 'required' } : wholeBetween(1, MAX_SLOTS_PER_WORKER)(value);
}
