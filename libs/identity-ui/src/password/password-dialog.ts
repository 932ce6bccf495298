import { Component, inject, signal } from '@angular/core';
import { NonNullableFormBuilder, ReactiveFormsModule, Validators } from '@angular/forms';
import { MatButton } from '@angular/material/button';
import { MatDialogModule, MatDialogRef } from '@angular/material/dialog';
import { MatFormFieldModule } from '@angular/material/form-field';
import { MatInput } from '@angular/material/input';
import { MatSnackBar } from '@angular/material/snack-bar';
import { TranslocoPipe, TranslocoService } from '@jsverse/transloco';
import { ProblemText } from '@task-queue/ui/problem';
import { Session } from '../session/session';
import { PASSWORD_RULES, sameAs } from './password-rules';

/** Changes one's own password; one's other sessions end. */
@Component({
  selector: 'tq-password-dialog',
  imports: [MatButton, MatDialogModule, MatFormFieldModule, MatInput, ReactiveFormsModule, TranslocoPipe],
  templateUrl: './password-dialog.html',
  styleUrl: '../frame/form-dialog.scss',
})
export class PasswordDialog {
  readonly #session = inject(Session);
  readonly #dialog = inject<MatDialogRef<PasswordDialog>>(MatDialogRef);
  readonly #snackBar = inject(MatSnackBar);
  readonly #transloco = inject(TranslocoService);
  readonly #problemText = inject(ProblemText);

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
      this.#snackBar.open(this.#transloco.translate('identity.password.done'), undefined, { duration: 4_000 });
      this.#dialog.close();
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
