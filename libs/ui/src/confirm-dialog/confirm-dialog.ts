import { Component, inject } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MAT_DIALOG_DATA, MatDialogModule } from '@angular/material/dialog';
import { TranslocoPipe } from '@jsverse/transloco';

/** What is asked before something is done. */
export interface Question {
  /** Where its texts are, e.g. `tasks.task.confirm.cancel`: a `title`, a `body`, and `keep` and `confirm` for the buttons. */
  readonly texts: string;
  /** What the title and the body are about. */
  readonly about?: Readonly<Record<string, unknown>>;
}

/** Asks before something that cannot be taken back; closes with `true` when the person means it. */
@Component({
  selector: 'tq-confirm-dialog',
  imports: [MatButton, MatDialogModule, TranslocoPipe],
  template: `
    <h2 mat-dialog-title>{{ question.texts + '.title' | transloco: question.about }}</h2>
    <mat-dialog-content>{{ question.texts + '.body' | transloco: question.about }}</mat-dialog-content>
    <mat-dialog-actions align="end">
      <button matButton mat-dialog-close cdkFocusInitial>{{ question.texts + '.keep' | transloco }}</button>
      <button matButton="filled" class="danger" [mat-dialog-close]="true">
        {{ question.texts + '.confirm' | transloco }}
      </button>
    </mat-dialog-actions>
  `,
  styles: `
    mat-dialog-content {
      overflow-wrap: anywhere;
    }
    .danger {
      --mat-button-filled-container-color: var(--mat-sys-error);
      --mat-button-filled-label-text-color: var(--mat-sys-on-error);
    }
  `,
})
export class ConfirmDialog {
  protected readonly question = inject<Question>(MAT_DIALOG_DATA);
}
