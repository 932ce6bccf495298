import { Component, inject } from '@angular/core';
import { MatDialogModule, MatDialogRef } from '@angular/material/dialog';
import { MatSnackBar } from '@angular/material/snack-bar';
import { TranslocoPipe, TranslocoService } from '@jsverse/transloco';
import { PasswordForm } from './password-form';

/** Changes one's own password; one's other sessions end. */
@Component({
  selector: 'tq-password-dialog',
  imports: [MatDialogModule, PasswordForm, TranslocoPipe],
  templateUrl: './password-dialog.html',
  styleUrl: '../frame/form-dialog.scss',
})
export class PasswordDialog {
  readonly #dialog = inject<MatDialogRef<PasswordDialog>>(MatDialogRef);
  readonly #snackBar = inject(MatSnackBar);
  readonly #transloco = inject(TranslocoService);

  protected close(): void {
    this.#dialog.close();
  }

  protected tell(): void {
    this.#snackBar.open(this.#transloco.translate('identity.password.done'), undefined, { duration: 4_000 });
    this.close();
  }
}
