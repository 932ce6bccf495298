import { Component, input } from '@angular/core';
import { ReactiveFormsModule, Validators, type FormControl } from '@angular/forms';
import { MatFormFieldModule } from '@angular/material/form-field';
import { MatInput } from '@angular/material/input';
import { TranslocoPipe } from '@jsverse/transloco';

/** What a code of an app looks like, however it is pasted: six digits, maybe with blanks. */
export const CODE_RULES = [Validators.required, Validators.pattern(/^\s*(?:\d[\s-]*){6}$/)];

/** The field for a code of an authenticator app, or for a recovery code; what is wrong with it is told below. */
@Component({
  selector: 'tq-code-field',
  imports: [MatFormFieldModule, MatInput, ReactiveFormsModule, TranslocoPipe],
  template: `
    @if (isRecovery()) {
      <mat-form-field appearance="outline">
        <mat-label>{{ 'identity.secondFactor.recoveryCode' | transloco }}</mat-label>
        <input matInput [formControl]="control()" autocomplete="off" autocapitalize="none" spellcheck="false" />
        <mat-error>{{ control().getError('server') ?? ('identity.form.required' | transloco) }}</mat-error>
      </mat-form-field>
    } @else {
      <mat-form-field appearance="outline">
        <mat-label>{{ 'identity.secondFactor.code' | transloco }}</mat-label>
        <input
          matInput
          class="code"
          [formControl]="control()"
          autocomplete="one-time-code"
          inputmode="numeric"
          spellcheck="false"
        />
        <mat-hint>{{ 'identity.secondFactor.codeHint' | transloco }}</mat-hint>
        <mat-error>{{ control().getError('server') ?? ('identity.secondFactor.codeRule' | transloco) }}</mat-error>
      </mat-form-field>
    }
  `,
  styles: `
    mat-form-field {
      width: 100%;
    }

    .code {
      letter-spacing: 0.2em;
      font-variant-numeric: tabular-nums;
    }
  `,
})
export class CodeField {
  readonly control = input.required<FormControl<string>>();
  readonly isRecovery = input(false);
}
