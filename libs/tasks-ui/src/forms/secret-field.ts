import { CdkTextareaAutosize } from '@angular/cdk/text-field';
import { Component, inject, input, signal } from '@angular/core';
import { ReactiveFormsModule, type FormControl } from '@angular/forms';
import { MatIconButton } from '@angular/material/button';
import { MatFormFieldModule } from '@angular/material/form-field';
import { MatIcon } from '@angular/material/icon';
import { MatInput } from '@angular/material/input';
import { TranslocoPipe } from '@jsverse/transloco';
import { SECRET_MASK } from '@task-queue/contracts';
import { FieldError } from '@task-queue/ui/form-controls';
import { TaskIcons } from '../icons/task-icons';
import type { FormField } from './form-fields';

/** A secret: hidden while it is typed unless the person wants to see it, and never one that the browser knows. */
@Component({
  selector: 'tq-secret-field',
  imports: [
    CdkTextareaAutosize,
    FieldError,
    MatFormFieldModule,
    MatIcon,
    MatIconButton,
    MatInput,
    ReactiveFormsModule,
    TranslocoPipe,
  ],
  template: `
    <mat-form-field [floatLabel]="field().isKept ? 'always' : 'auto'" subscriptSizing="dynamic">
      <mat-label>{{ label() }}</mat-label>
      @if (field().isLong) {
        <!-- What has lines is none that a password's field would take. -->
        <textarea
          matInput
          cdkTextareaAutosize
          cdkAutosizeMinRows="2"
          cdkAutosizeMaxRows="8"
          autocomplete="off"
          autocapitalize="off"
          spellcheck="false"
          [class.hidden]="!isShown()"
          [formControl]="$any(control())"
          [placeholder]="placeholder()"
          [required]="field().isRequired"
        ></textarea>
      } @else {
        <input
          matInput
          autocomplete="new-password"
          autocapitalize="off"
          spellcheck="false"
          [type]="isShown() ? 'text' : 'password'"
          [formControl]="$any(control())"
          [placeholder]="placeholder()"
          [required]="field().isRequired"
        />
      }
      <button
        matIconButton
        matSuffix
        type="button"
        [attr.aria-label]="
          (isShown() ? 'tasks.create.hideSecret' : 'tasks.create.showSecret') | transloco: { label: label() }
        "
        (click)="isShown.set(!isShown())"
      >
        <mat-icon [svgIcon]="isShown() ? 'tasks:hide' : 'tasks:view'" />
      </button>
      <mat-hint>
        @if (field().isKept) {
          {{ 'tasks.create.secretKept' | transloco }}
        } @else {
          {{ hint() }}
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
    .hidden {
      -webkit-text-security: disc;
    }
  `,
})
export class SecretField {
  readonly control = input.required<FormControl<unknown>>();
  readonly field = input.required<FormField>();
  readonly label = input.required<string>();
  /** `''` for none. */
  readonly hint = input.required<string>();

  protected readonly isShown = signal(false);

  constructor() {
    inject(TaskIcons);
  }

  /** Something is there that nobody sees. */
  protected placeholder(): string {
    return this.field().isKept ? SECRET_MASK : '';
  }
}
