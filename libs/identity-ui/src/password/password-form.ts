import { Component, inject, input, output, signal } from '@angular/core';
import { NonNullableFormBuilder, ReactiveFormsModule, Validators } from '@angular/forms';
import { MatButton } from '@angular/material/button';
import { MatFormFieldModule } from '@angular/material/form-field';
import { MatInput } from '@angular/material/input';
import { TranslocoPipe } from '@jsverse/transloco';
import { ProblemText } from '@task-queue/ui/problem';
import { Session } from '../session/session';
import { PASSWORD_RULES, sameAs } from './password-rules';

/** The form that one changes one's own password by; one's other sessions end. */
@Component({
  selector: 'tq-password-form',
  imports: [MatButton, MatFormFieldModule, MatInput, ReactiveFormsModule, TranslocoPipe],
  templateUrl: './password-form.html',
  styleUrl: './password-form.scss',
})
export class PasswordForm {
  readonly #session = inject(Session);
  readonly #problemText = inject(ProblemText);

  /** Key of what the button says by which one gives it up. */
  readonly cancel = input('identity.form.cancel');
  readonly givenUp = output();
  /** The new password is in force. */
  readonly done = output();

  protected readonly username = this.#session.user()?.username ?? '';
  protected readonly form = inject(NonNullableFormBuilder).group(
    {
      currentPassword: ['', Validators.required],
      newPassword: ['', PASSWORD_RULES],
      repeated: ['', Validators.required],
    },
    { validators: sameAs('newPassword', 'repeated') },
  );
  protected readonly isSending = signal(false);
  protected readonly failure = signal('');

  protected async submit(): Promise<void> {
    this.form.markAllAsTouched();
    if (this.form.invalid || this.isSending()) {
      return;
    }
    const { currentPassword, newPassword } = this.form.getRawValue();
    this.isSending.set(true);
    this.failure.set('');
    try {
      await this.#session.changePassword({ currentPassword, newPassword });
      this.done.emit();
    } catch (error) {
      const refused = (['currentPassword', 'newPassword'] as const).find((name) =>
        this.#problemText.ofField(error, name),
      );
      if (refused) {
        this.form.controls[refused].setErrors({ server: this.#problemText.ofField(error, refused) });
      } else {
        this.failure.set(this.#problemText.of(error));
      }
    } finally {
      this.isSending.set(false);
    }
  }
}
