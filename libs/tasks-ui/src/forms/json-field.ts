import { CdkTextareaAutosize } from '@angular/cdk/text-field';
import { Component, input } from '@angular/core';
import { ReactiveFormsModule, type FormControl } from '@angular/forms';
import { MatButton } from '@angular/material/button';
import { MatFormFieldModule } from '@angular/material/form-field';
import { MatInput } from '@angular/material/input';
import { TranslocoPipe } from '@jsverse/transloco';
import { findInexactNumber } from '@task-queue/contracts';
import { FieldError } from '@task-queue/ui/form-controls';
import type { FormField } from './form-fields';

/** A value there is no field for, as JSON: its syntax is checked, with the place where it ends, and it can be laid out. */
@Component({
  selector: 'tq-json-field',
  imports: [
    CdkTextareaAutosize,
    FieldError,
    MatButton,
    MatFormFieldModule,
    MatInput,
    ReactiveFormsModule,
    TranslocoPipe,
  ],
  template: `
    <mat-form-field subscriptSizing="dynamic">
      <mat-label>{{ label() }}</mat-label>
      <textarea
        matInput
        cdkTextareaAutosize
        cdkAutosizeMinRows="3"
        cdkAutosizeMaxRows="14"
        spellcheck="false"
        autocapitalize="off"
        [formControl]="$any(control())"
        [required]="field().isRequired"
      ></textarea>
      <button matButton matSuffix type="button" (click)="layOut()">{{ 'tasks.create.layOut' | transloco }}</button>
      <mat-hint>
        @if (hint(); as hint) {
          {{ hint }}
        } @else {
          {{ (field().isRequired ? 'tasks.create.json.' : 'tasks.create.jsonOptional.') + field().json | transloco }}
        }
      </mat-hint>
      <mat-error><tq-field-error [control]="control()" /></mat-error>
    </mat-form-field>
  `,
  styles: `
    mat-form-field {
      width: 100%;
      margin-top: 6px;
    }
    textarea {
      font: 12.5px/20px var(--tq-mono) !important;
    }
    button {
      margin-inline-end: 8px;
    }
  `,
})
export class JsonField {
  readonly control = input.required<FormControl<unknown>>();
  readonly field = input.required<FormField>();
  readonly label = input.required<string>();
  /** `''` for none. */
  readonly hint = input.required<string>();

  /** Indents the text where it is JSON, and no number of it would change; else says what is wrong. */
  protected layOut(): void {
    const control = this.control();
    const text = String(control.value);
    control.markAsTouched();
    try {
      const value: unknown = JSON.parse(text);
      if (findInexactNumber(text) === null) {
        control.setValue(JSON.stringify(value, null, 2));
      }
    } catch {
      // its validator says where
    }
    control.updateValueAndValidity();
  }
}
