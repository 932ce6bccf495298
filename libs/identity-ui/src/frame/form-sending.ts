import { inject, signal } from '@angular/core';
import type { AbstractControl, FormGroup } from '@angular/forms';
import { ProblemText } from '@task-queue/ui/problem';

/** What a form that is sent shows of it. To be made while its component is constructed. */
export class FormSending {
  readonly #problemText = inject(ProblemText);
  readonly isSending = signal(false);
  /** Why the form was refused as a whole; `''` where it was not. */
  readonly failure = signal('');

  /**
   * Sends a form, at most once at a time; one that is not filled in as it has to be says so instead.
   *
   * @param fields - the controls by their names in the request that tell what is said of them (`server`): the first of which
   * something is said does, and else the form as a whole
   */
  async send(
    form: FormGroup,
    action: () => Promise<unknown>,
    fields: Readonly<Record<string, AbstractControl>> = {},
  ): Promise<void> {
    form.markAllAsTouched();
    if (form.invalid || this.isSending()) {
      return;
    }
    this.isSending.set(true);
    this.failure.set('');
    try {
      await action();
    } catch (error) {
      const refused = Object.keys(fields).find((name) => this.#problemText.ofField(error, name));
      if (refused === undefined) {
        this.failure.set(this.#problemText.of(error));
      } else {
        fields[refused]!.setErrors({ server: this.#problemText.ofField(error, refused) });
      }
    } finally {
      this.isSending.set(false);
    }
  }
}
