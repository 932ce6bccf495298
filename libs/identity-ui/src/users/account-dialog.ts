import { Component, inject, signal } from '@angular/core';
import { NonNullableFormBuilder, ReactiveFormsModule, Validators } from '@angular/forms';
import { MatButton } from '@angular/material/button';
import { MatButtonToggleModule } from '@angular/material/button-toggle';
import { MAT_DIALOG_DATA, MatDialogModule, MatDialogRef } from '@angular/material/dialog';
import { MatFormFieldModule } from '@angular/material/form-field';
import { MatInput } from '@angular/material/input';
import { TranslocoPipe } from '@jsverse/transloco';
import { isolated, USER_ROLES, type UserAccount, USERNAME, type UserRole } from '@task-queue/contracts';
import { ProblemText } from '@task-queue/ui/problem';
import { PASSWORD_RULES } from '../password/password-rules';
import { Accounts } from './accounts';

/** A new account, or a new password for one. */
export type AccountDialogData =
  { readonly kind: 'create' } | { readonly kind: 'password'; readonly account: UserAccount };

/** Makes an account, or gives one a new password; closes with the account. */
@Component({
  selector: 'tq-account-dialog',
  imports: [
    MatButton,
    MatButtonToggleModule,
    MatDialogModule,
    MatFormFieldModule,
    MatInput,
    ReactiveFormsModule,
    TranslocoPipe,
  ],
  templateUrl: './account-dialog.html',
  styleUrl: '../password/form-dialog.scss',
})
export class AccountDialog {
  readonly #accounts = inject(Accounts);
  readonly #dialog = inject<MatDialogRef<AccountDialog, UserAccount>>(MatDialogRef);
  readonly #problemText = inject(ProblemText);

  protected readonly data = inject<AccountDialogData>(MAT_DIALOG_DATA);
  protected readonly isolated = isolated;
  protected readonly roles = [...USER_ROLES].reverse();
  protected readonly form = inject(NonNullableFormBuilder).group({
    username: [
      this.data.kind === 'password' ? this.data.account.username : '',
      [Validators.required, Validators.pattern(USERNAME)],
    ],
    password: ['', PASSWORD_RULES],
    role: inject(NonNullableFormBuilder).control<UserRole>('user'),
  });
  protected readonly isSending = signal(false);
  protected readonly failure = signal('');

  protected async submit(): Promise<void> {
    this.form.markAllAsTouched();
    if (this.form.invalid || this.isSending()) {
      return;
    }
    const { username, password, role } = this.form.getRawValue();
    this.isSending.set(true);
    this.failure.set('');
    try {
      this.#dialog.close(
        this.data.kind === 'create'
          ? await this.#accounts.create({ username, password, role })
          : await this.#accounts.change(this.data.account.id, { password }),
      );
    } catch (error) {
      this.failure.set(this.#problemText.of(error));
    } finally {
      this.isSending.set(false);
    }
  }
}
