import { Component, inject } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MAT_DIALOG_DATA, MatDialogModule } from '@angular/material/dialog';
import { TranslocoPipe } from '@jsverse/transloco';
import { isolated, type UserAccount } from '@task-queue/contracts';
import { TokenTable } from './token-table';

/** The access tokens of an account, for administrators. */
@Component({
  selector: 'tq-tokens-dialog',
  imports: [MatButton, MatDialogModule, TokenTable, TranslocoPipe],
  template: `
    <h2 mat-dialog-title>{{ 'identity.tokens.of' | transloco: { name } }}</h2>
    <mat-dialog-content><tq-token-table [userId]="account.id" /></mat-dialog-content>
    <mat-dialog-actions align="end">
      <button matButton mat-dialog-close>{{ 'identity.form.close' | transloco }}</button>
    </mat-dialog-actions>
  `,
})
export class TokensDialog {
  protected readonly account = inject<UserAccount>(MAT_DIALOG_DATA);
  protected readonly name = isolated(this.account.username);
}
