import { Component, inject } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MAT_DIALOG_DATA, MatDialogModule } from '@angular/material/dialog';
import { TranslocoPipe } from '@jsverse/transloco';

/** Asks before a task is cancelled; closes with `true` when the person means it. */
@Component({
  selector: 'tq-confirm-dialog',
  imports: [MatButton, MatDialogModule, TranslocoPipe],
  template: `
    <h2 mat-dialog-title>{{ 'tasks.cancelDialog.title' | transloco }}</h2>
    <mat-dialog-content>{{ 'tasks.cancelDialog.body' | transloco: { title: data.title } }}</mat-dialog-content>
    <mat-dialog-actions align="end">
      <button matButton mat-dialog-close cdkFocusInitial>{{ 'tasks.cancelDialog.keep' | transloco }}</button>
      <button matButton="filled" class="danger" [mat-dialog-close]="true">
        {{ 'tasks.cancelDialog.confirm' | transloco }}
      </button>
    </mat-dialog-actions>
  `,
})
export class ConfirmDialog {
  protected readonly data = inject<{ readonly title: string }>(MAT_DIALOG_DATA);
}
