import { afterRenderEffect, Component, ElementRef, inject, input, output, signal, untracked } from '@angular/core';
import { NonNullableFormBuilder, ReactiveFormsModule, Validators } from '@angular/forms';
import { MatButton } from '@angular/material/button';
import { TranslocoPipe } from '@jsverse/transloco';
import { CODE_RULES, CodeField } from '../second-factor/code-field';

/** The second step of signing in: a code of one's app, or a recovery code. */
@Component({
  selector: 'tq-code-step',
  imports: [CodeField, MatButton, ReactiveFormsModule, TranslocoPipe],
  template: `
    <form [formGroup]="form" (ngSubmit)="submit()">
      <h2>{{ 'identity.secondFactor.title' | transloco }}</h2>
      <p>
        {{ (isRecovery() ? 'identity.secondFactor.recoveryLead' : 'identity.secondFactor.codeLead') | transloco }}
      </p>
      <tq-code-field [control]="form.controls.code" [isRecovery]="isRecovery()" />
      <p class="failure" role="alert">{{ failure() }}</p>
      <button matButton="filled" type="submit" [disabled]="isSending()" disabledInteractive>
        {{ (isSending() ? 'identity.login.submitting' : 'identity.secondFactor.verify') | transloco }}
      </button>
      <div class="ways">
        <button matButton type="button" (click)="goBack.emit()">
          {{ 'identity.secondFactor.back' | transloco }}
        </button>
        <button matButton type="button" (click)="turn()">
          {{ (isRecovery() ? 'identity.secondFactor.useApp' : 'identity.secondFactor.useRecovery') | transloco }}
        </button>
      </div>
    </form>
  `,
  styles: `
    form {
      display: grid;
      gap: 8px;
    }

    h2 {
      margin: 0;
      font: var(--mat-sys-title-medium);
    }

    p {
      margin: 0 0 8px;
      color: var(--mat-sys-on-surface-variant);
    }

    .failure {
      color: var(--tq-failed);
    }

    .ways {
      display: flex;
      flex-wrap: wrap;
      justify-content: space-between;
    }
  `,
})
export class CodeStep {
  readonly #element = inject<ElementRef<HTMLElement>>(ElementRef);

  readonly isSending = input.required<boolean>();
  readonly failure = input.required<string>();
  /** The code, as it was typed. */
  readonly given = output<string>();
  readonly goBack = output();

  protected readonly form = inject(NonNullableFormBuilder).group({ code: ['', CODE_RULES] });
  protected readonly isRecovery = signal(false);

  constructor() {
    afterRenderEffect(() => {
      this.isRecovery();
      // The field that had the focus is gone; what listens to it is no reason to take it again.
      untracked(() => this.#element.nativeElement.querySelector('input')?.focus());
    });
  }

  protected turn(): void {
    this.isRecovery.update((is) => !is);
    const { code } = this.form.controls;
    code.setValidators(this.isRecovery() ? Validators.required : CODE_RULES);
    code.reset();
  }

  protected submit(): void {
    this.form.markAllAsTouched();
    if (this.form.valid) {
      this.given.emit(this.form.getRawValue().code);
    }
  }
}
