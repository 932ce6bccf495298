import { Component, computed, inject, signal } from '@angular/core';
import { toSignal } from '@angular/core/rxjs-interop';
import { NonNullableFormBuilder, ReactiveFormsModule, Validators } from '@angular/forms';
import { MatButton } from '@angular/material/button';
import { MatCheckbox } from '@angular/material/checkbox';
import { MAT_DIALOG_DATA, MatDialogModule, MatDialogRef } from '@angular/material/dialog';
import { MatFormFieldModule } from '@angular/material/form-field';
import { MatInput } from '@angular/material/input';
import { MatRadioModule } from '@angular/material/radio';
import { TranslocoPipe } from '@jsverse/transloco';
import { isolated, USER_ROLES, type UserAccount, USERNAME, type UserRole } from '@task-queue/contracts';
import { CopyButton } from '@task-queue/ui/copy-button';
import { FormSending } from '../frame/form-sending';
import { holdDialog } from '../frame/hold-dialog';
import { PASSWORD_RULES } from '../password/password-rules';
import { randomPassword } from '../password/random-password';
import { Accounts } from './accounts';

/** A new account, or a new password or role for one. */
export type AccountDialogData =
  { readonly kind: 'create' } | { readonly kind: 'password' | 'role'; readonly account: UserAccount };

/** What each kind is called, and what its last button says. */
const TEXTS = {
  create: { title: 'identity.users.create', submit: 'identity.users.submit' },
  password: { title: 'identity.users.resetPassword', submit: 'identity.users.resetPassword' },
  role: { title: 'identity.users.changeRole', submit: 'identity.users.changeRole' },
} as const;

/** Makes an account, or gives one a new password or role; closes with the account. */
@Component({
  selector: 'tq-account-dialog',
  imports: [
    CopyButton,
    MatButton,
    MatCheckbox,
    MatDialogModule,
    MatFormFieldModule,
    MatInput,
    MatRadioModule,
    ReactiveFormsModule,
    TranslocoPipe,
  ],
  templateUrl: './account-dialog.html',
  styleUrls: ['../frame/form-dialog.scss', './account-dialog.scss'],
})
export class AccountDialog {
  readonly #accounts = inject(Accounts);
  readonly #dialog = inject<MatDialogRef<AccountDialog, UserAccount>>(MatDialogRef);

  protected readonly data = inject<AccountDialogData>(MAT_DIALOG_DATA);
  protected readonly roles = USER_ROLES;
  readonly #account = this.data.kind === 'create' ? null : this.data.account;
  protected readonly name = isolated(this.#account?.username ?? '');
  protected readonly form = inject(NonNullableFormBuilder).group({
    username: [this.#account?.username ?? '', [Validators.required, Validators.pattern(USERNAME)]],
    isService: [false],
    password: ['', PASSWORD_RULES],
    mustChangePassword: [true],
    role: inject(NonNullableFormBuilder).control<UserRole>(this.#account?.role ?? 'user'),
  });
  readonly #isService = toSignal(this.form.controls.isService.valueChanges, { initialValue: false });
  protected readonly asksPassword = computed(() => this.data.kind !== 'role' && !this.#isService());
  protected readonly texts = TEXTS[this.data.kind];
  protected readonly isShown = signal(false);
  protected readonly sending = new FormSending();

  constructor() {
    holdDialog(this.sending.isSending);
  }

  /** Puts a random one in, and shows it: somebody has to be told it. */
  protected makePassword(): void {
    this.form.controls.password.setValue(randomPassword());
    this.isShown.set(true);
  }

  protected async submit(): Promise<void> {
    const asksPassword = this.asksPassword();
    this.form.controls.password[asksPassword ? 'enable' : 'disable']();
    const save = async (): Promise<void> => {
      const { username, role, password, mustChangePassword } = this.form.getRawValue();
      const first = { password, mustChangePassword };
      this.#dialog.close(
        this.#account === null
          ? await this.#accounts.create({ username, role, ...(asksPassword && first) })
          : await this.#accounts.change(this.#account.id, this.data.kind === 'role' ? { role } : first),
      );
    };
    await this.sending.send(this.form, save, { password: this.form.controls.password });
  }
}
