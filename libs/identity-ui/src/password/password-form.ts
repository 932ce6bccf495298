import { Component, inject, input, output } from '@angular/core';
import { NonNullableFormBuilder, ReactiveFormsModule, Validators } from '@angular/forms';
import { MatButton } from '@angular/material/button';
import { MatFormFieldModule } from '@angular/material/form-field';
import { MatInput } from '@angular/material/input';
import { TranslocoPipe } from '@jsverse/transloco';
import { FormSending } from '../frame/form-sending';
import { holdDialog } from '../frame/hold-dialog';
import { Session } from '../session/session';
import { PASSWORD_RULES, sameAs } from './password-rules';

/** The form that one changes one's own password by; one's other sessions end. */
@Component({
  selector: 'tq-password-form',
  imports: [MatButton, MatFormFieldModule, MatInput, ReactiveFormsModule, TranslocoPipe],
  templateUrl: './password-form.html',
  styleUrls: ['../frame/placed-form.scss', './password-form.scss'],
})
export class PasswordForm {
  readonly #session = inject(Session);

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
  protected readonly sending = new FormSending();

  constructor() {
    holdDialog(this.sending.isSending);
  }

  protected async submit(): Promise<void> {
    const { currentPassword, newPassword } = this.form.controls;
    const change = async (): Promise<void> => {
      await this.#session.changePassword({ currentPassword: currentPassword.value, newPassword: newPassword.value });
      this.done.emit();
    };
    await this.sending.send(this.form, change, { currentPassword, newPassword });
  }
}
