import { Component, inject } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MAT_DIALOG_DATA, MatDialogModule } from '@angular/material/dialog';
import { MatFormFieldModule } from '@angular/material/form-field';
import { MatInput } from '@angular/material/input';
import { TranslocoPipe } from '@jsverse/transloco';

/** What is asked before something is done. */
export interface Question {
  /** Where its texts are, e.g. `tasks.task.confirm.cancel`: a `title`, a `body`, and `keep` and `confirm` for the buttons. */
  readonly texts: string;
  /** What the title and the body are about. */
  readonly about?: Readonly<Record<string, unknown>>;
  /** Where it may be said why: how long that may be. Its texts have a `reason` and a `reasonHint` as well. */
  readonly maxReasonLength?: number;
}

/** How a dialog closes whose person means it. */
export interface Meant {
  /** Why, in the person's words; `''` for nothing. */
  readonly reason: string;
}

/** Asks before something that cannot be taken back; closes with {@link Meant} when the person means it. */
@Component({
  selector: 'tq-confirm-dialog',
  imports: [MatButton, MatDialogModule, MatFormFieldModule, MatInput, TranslocoPipe],
  template: `
    <h2 mat-dialog-title>{{ question.texts + '.title' | transloco: question.about }}</h2>
    <mat-dialog-content>
      <span>{{ question.texts + '.body' | transloco: question.about }}</span>
      @if (question.maxReasonLength !== undefined) {
        <mat-form-field subscriptSizing="dynamic">
          <mat-label>{{ question.texts + '.reason' | transloco }}</mat-label>
          <input
            matInput
            #said
            autocomplete="off"
            [attr.maxlength]="question.maxReasonLength"
            (input)="reason = said.value.trim()"
          />
          <mat-hint>{{ question.texts + '.reasonHint' | transloco }}</mat-hint>
        </mat-form-field>
      }
    </mat-dialog-content>
    <mat-dialog-actions align="end">
      <button matButton mat-dialog-close cdkFocusInitial>{{ question.texts + '.keep' | transloco }}</button>
      <button matButton="filled" class="danger" [mat-dialog-close]="{ reason }">
        {{ question.texts + '.confirm' | transloco }}
      </button>
    </mat-dialog-actions>
  `,
  styles: `
    mat-dialog-content {
      overflow-wrap: anywhere;
    }
    mat-form-field {
      width: 100%;
      margin-top: 16px;
    }
    .danger {
      --mat-button-filled-container-color: var(--mat-sys-error);
      --mat-button-filled-label-text-color: var(--mat-sys-on-error);
    }
  `,
})
export class ConfirmDialog {
  protected readonly question = inject<Question>(MAT_DIALOG_DATA);
  protected reason = '';
}
