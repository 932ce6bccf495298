import { Component, inject } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MAT_DIALOG_DATA, MatDialogModule } from '@angular/material/dialog';
import { MatIcon } from '@angular/material/icon';
import { TranslocoPipe } from '@jsverse/transloco';
import type { BulkAction, ErrorCode } from '@task-queue/contracts';
import { ForeignText } from '@task-queue/ui/foreign-text';
import { refusalText } from '../../bulk/refusal-text';

/** What was done, and what became of each task. */
export interface BulkOutcomeData {
  readonly action: BulkAction;
  /** `code` says why it was refused; `null` where it was done. */
  readonly outcomes: readonly { readonly id: string; readonly title: string; readonly code: ErrorCode | null }[];
}

/** What became of each of the chosen tasks, the refused ones first. */
@Component({
  selector: 'tq-bulk-outcome-dialog',
  imports: [ForeignText, MatButton, MatDialogModule, MatIcon, TranslocoPipe],
  template: `
    <h2 mat-dialog-title>{{ 'tasks.bulk.outcome.' + data.action | transloco }}</h2>
    <mat-dialog-content>
      <p>{{ 'tasks.bulk.summary' | transloco: { done: doneCount, refused: outcomes.length - doneCount } }}</p>
      <ul>
        @for (outcome of outcomes; track outcome.id) {
          <li>
            <mat-icon
              [class]="outcome.code === null ? 'completed' : 'failed'"
              [svgIcon]="outcome.code === null ? 'tasks:completed' : 'tasks:failed'"
              aria-hidden="true"
            />
            <span class="title"><bdi [tqForeign]="outcome.title"></bdi></span>
            <span class="why">{{
              outcome.code === null ? ('tasks.bulk.ok' | transloco) : (refusal(outcome.code) | transloco)
            }}</span>
          </li>
        }
      </ul>
    </mat-dialog-content>
    <mat-dialog-actions align="end">
      <button matButton mat-dialog-close cdkFocusInitial>{{ 'tasks.task.action.close' | transloco }}</button>
    </mat-dialog-actions>
  `,
  styles: `
    p {
      margin: 0 0 8px;
    }
    ul {
      margin: 0;
      padding: 0;
      list-style: none;
    }
    li {
      display: grid;
      grid-template-columns: 20px minmax(0, 1fr) auto;
      gap: 10px;
      align-items: center;
      padding: 8px 0;
      border-block-start: 1px solid var(--mat-sys-outline-variant);
      color: var(--mat-sys-on-surface);
    }
    .title {
      overflow: hidden;
      text-overflow: ellipsis;
      white-space: nowrap;
    }
    .why {
      font-size: 13px;
      color: var(--mat-sys-on-surface-variant);
    }
    mat-icon {
      width: 20px;
      height: 20px;
    }
    .completed {
      color: var(--tq-completed);
    }
    .failed {
      color: var(--tq-failed);
    }
  `,
})
export class BulkOutcomeDialog {
  protected readonly data = inject<BulkOutcomeData>(MAT_DIALOG_DATA);
  protected readonly refusal = refusalText;
  protected readonly outcomes = [...this.data.outcomes].sort(
    (a, b) => Number(a.code === null) - Number(b.code === null),
  );
  protected readonly doneCount = this.outcomes.filter(({ code }) => code === null).length;
}
