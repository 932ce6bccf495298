import { Component, computed, DestroyRef, inject, signal } from '@angular/core';
import { takeUntilDestroyed } from '@angular/core/rxjs-interop';
import { MatButton } from '@angular/material/button';
import { MAT_DIALOG_DATA, MatDialogModule } from '@angular/material/dialog';
import { MatProgressBar } from '@angular/material/progress-bar';
import { TranslocoPipe } from '@jsverse/transloco';
import { isFinal, type BulkAction, type Task } from '@task-queue/contracts';
import { ForeignText } from '@task-queue/ui/foreign-text';
import { toProblem } from '@task-queue/ui/problem';
import { Paced } from '@task-queue/ui/timing';
import { LiveFeed } from '../data/live-feed';
import { patchRow } from '../data/merge-events';
import { TasksApi } from '../data/tasks-api';
import { refusalText } from './refusal-text';

/** The task that does it. */
export interface BulkProgressData {
  readonly action: BulkAction;
  readonly task: Task;
}

/** How long it is waited for the feed before the task is asked for, in milliseconds. */
const ASK_INTERVAL_MS = 2_000;

/** How a bulk action on everything that matches goes, to its end. It goes on when the dialog is closed. */
@Component({
  selector: 'tq-bulk-progress-dialog',
  imports: [ForeignText, MatButton, MatDialogModule, MatProgressBar, TranslocoPipe],
  template: `
    <h2 mat-dialog-title>{{ 'tasks.bulk.outcome.' + data.action | transloco }}</h2>
    <mat-dialog-content>
      @if (!isOver()) {
        <mat-progress-bar
          [mode]="task().status === 'running' ? 'determinate' : 'indeterminate'"
          [value]="task().progress"
          [attr.aria-label]="'tasks.bulk.outcome.' + data.action | transloco"
        />
        <p role="status">
          <bdi [tqForeign]="task().progressText" [fallback]="'tasks.task.status.' + task().status | transloco"></bdi>
        </p>
        <p class="hint">{{ 'tasks.bulk.goesOn' | transloco }}</p>
      } @else if (withoutCounts(); as why) {
        <p role="status">{{ why | transloco }}</p>
      } @else {
        <dl role="status">
          @for (count of counts(); track count.text) {
            <dt>{{ count.text | transloco }}</dt>
            <dd>{{ count.number }}</dd>
          }
        </dl>
        @if (task().error; as error) {
          <p class="failed"><bdi [tqForeign]="error.message" [fallback]="error.code"></bdi></p>
        }
      }
    </mat-dialog-content>
    <mat-dialog-actions align="end">
      <button matButton mat-dialog-close>{{ 'tasks.task.action.close' | transloco }}</button>
    </mat-dialog-actions>
  `,
  styles: `
    p {
      margin: 12px 0 0;
      font-variant-numeric: tabular-nums;
    }
    .hint {
      font-size: 13px;
      color: var(--mat-sys-on-surface-variant);
    }
    .failed {
      color: var(--tq-failed);
    }
    dl {
      display: grid;
      grid-template-columns: 1fr auto;
      gap: 8px 24px;
      margin: 0;
      color: var(--mat-sys-on-surface);
    }
    dd {
      margin: 0;
      font-weight: 600;
      font-variant-numeric: tabular-nums;
      text-align: end;
    }
  `,
})
export class BulkProgressDialog {
  readonly #api = inject(TasksApi);
  protected readonly data = inject<BulkProgressData>(MAT_DIALOG_DATA);
  protected readonly task = signal(this.data.task);
  /** Known only when the result was read too, which no event carries. */
  protected readonly isOver = signal(false);
  /** Whether it was deleted, and nobody knows any more what became of it. */
  readonly #isGone = signal(false);
  protected readonly counts = computed(() => countsOf(this.task().result));
  /** The text for a task that ended and counted nothing; `null` where there is something to show. */
  protected readonly withoutCounts = computed(() =>
    this.#isGone()
      ? 'tasks.bulk.gone'
      : this.counts().length + (this.task().error ? 1 : 0) > 0
        ? null
        : 'tasks.bulk.ended',
  );

  constructor() {
    const { id } = this.data.task;
    const ask = new Paced(() => this.#ask(id), 0);
    inject(LiveFeed)
      .events.pipe(takeUntilDestroyed())
      .subscribe((live) => {
        if (live.event.taskId === id) {
          this.task.update((task) => patchRow(task, live));
          if (isFinal(live.event.status)) {
            ask.request();
          }
        }
      });
    const timer = setInterval(() => ask.request(), ASK_INTERVAL_MS);
    inject(DestroyRef).onDestroy(() => {
      clearInterval(timer);
      ask.stop();
    });
  }

  async #ask(id: string): Promise<void> {
    if (this.isOver()) {
      return;
    }
    try {
      const task = await this.#api.get(id);
      this.task.set(task);
      this.isOver.set(isFinal(task.status));
    } catch (error) {
      this.#isGone.set(toProblem(error).code === 'TASK_NOT_FOUND'); // else it is asked again
      this.isOver.set(this.#isGone());
    }
  }
}

/** The counts in a result of `tasks.bulk`; a task that failed has none. */
function countsOf(result: unknown): { readonly text: string; readonly number: number }[] {
  const { matched, done, refused } = (result ?? {}) as Partial<Record<string, unknown>>;
  if (typeof matched !== 'number' || typeof done !== 'number') {
    return [];
  }
  const refusals = Object.entries((refused ?? {}) as Record<string, number>);
  return [
    { text: 'tasks.bulk.matched', number: matched },
    { text: 'tasks.bulk.ok', number: done },
    ...refusals.map(([code, number]) => ({ text: refusalText(code), number })),
  ];
}
