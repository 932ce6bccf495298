import { inject, signal } from '@angular/core';
import { MatDialogRef } from '@angular/material/dialog';
import type { AbstractControl } from '@angular/forms';
import { ProblemText, toProblem } from '@task-queue/ui/problem';
import { FormLeaving } from '../forms/form-leaving';

/**
 * What a dialog that does something shows of it. To be made while the dialog is constructed, which is opened with `disableClose`;
 * closes it with `true`.
 */
export class Sending {
  readonly #dialog = inject<MatDialogRef<unknown, boolean>>(MatDialogRef);
  readonly #problemText = inject(ProblemText);
  readonly isSending = signal(false);
  readonly failure = signal('');
  readonly leaving: FormLeaving;

  /** @param isEdited - whether something was typed */
  constructor(isEdited: () => boolean) {
    this.leaving = new FormLeaving({ isEdited, isSending: this.isSending });
  }

  /** @param fields - the controls by their names in the request: what is said of one stands beside it */
  async send(action: () => Promise<unknown>, fields: Readonly<Record<string, AbstractControl>> = {}): Promise<void> {
    if (this.isSending()) {
      return;
    }
    this.isSending.set(true);
    this.failure.set('');
    try {
      await action();
      this.#dialog.close(true);
    } catch (error) {
      const homeless = toProblem(error).fields.flatMap(({ field, message }) => {
        fields[field]?.setErrors({ server: message });
        fields[field]?.markAsTouched();
        return fields[field] ? [] : [message];
      });
      this.failure.set([this.#problemText.of(error), ...homeless].join('\n'));
    } finally {
      this.isSending.set(false);
    }
  }
}
