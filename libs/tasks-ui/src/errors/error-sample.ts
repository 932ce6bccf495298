import { Component, computed, inject, input, resource } from '@angular/core';
import { MatProgressBar } from '@angular/material/progress-bar';
import { RouterLink } from '@angular/router';
import { TranslocoPipe } from '@jsverse/transloco';
import type { ErrorSample as Sample, Task } from '@task-queue/contracts';
import { CopyButton } from '@task-queue/ui/copy-button';
import { ForeignText } from '@task-queue/ui/foreign-text';
import { toProblem } from '@task-queue/ui/problem';
import { injectMountedAt } from '../data/mounted-at';
import { TasksApi } from '../data/tasks-api';

/** The latest error of its kind in full, with its stack for who may see it. */
@Component({
  selector: 'tq-error-sample',
  imports: [CopyButton, ForeignText, MatProgressBar, RouterLink, TranslocoPipe],
  template: `
    <p class="message"><bdi [tqForeign]="sample().message" [fallback]="sample().code"></bdi></p>
    @if (isGone()) {
      <p class="hint">{{ 'tasks.errors.sampleGone' | transloco }}</p>
    } @else {
      <a [routerLink]="[mountedAt, sample().taskId]">{{ 'tasks.errors.openSample' | transloco }}</a>
    }
    @if (task.isLoading()) {
      <mat-progress-bar mode="indeterminate" [attr.aria-label]="'tasks.errors.loading' | transloco" />
    }
    @if (stack(); as text) {
      <div class="stack">
        <pre
          tabindex="0"
          role="region"
          [attr.aria-label]="'tasks.detail.stack' | transloco"
        ><bdi [tqForeign]="text"></bdi></pre>
        <tq-copy-button [text]="text" [label]="'tasks.errors.copyStack' | transloco" />
      </div>
    }
  `,
  styles: `
    :host {
      display: block;
      padding: 4px 16px 16px;
    }
    p {
      margin: 0 0 8px;
      overflow-wrap: anywhere;
      white-space: pre-wrap;
    }
    .hint {
      color: var(--mat-sys-on-surface-variant);
    }
    .stack {
      display: flex;
      align-items: start;
      margin-block-start: 8px;
    }
    pre {
      flex: 1;
      min-width: 0;
      max-height: 320px;
      margin: 0;
      padding: 12px;
      border-radius: 8px;
      overflow: auto;
      background: var(--mat-sys-surface-container);
      font: 12px/18px var(--tq-mono);
    }
    a {
      color: var(--mat-sys-primary);
    }
  `,
})
export class ErrorSample {
  readonly #api = inject(TasksApi);

  readonly sample = input.required<Sample>();
  protected readonly mountedAt = injectMountedAt();
  protected readonly task = resource({
    params: () => this.sample().taskId,
    loader: ({ params }) => this.#read(params),
  });
  protected readonly isGone = computed(() => this.task.hasValue() && this.task.value() === 'gone');
  protected readonly stack = computed(() => {
    const task = this.task.hasValue() ? this.task.value() : 'gone';
    return task === 'gone' ? '' : (stackOf(task) ?? '');
  });

  async #read(id: string): Promise<Task | 'gone'> {
    try {
      return await this.#api.get(id);
    } catch (error) {
      if (toProblem(error).code === 'TASK_NOT_FOUND') {
        return 'gone';
      }
      throw error;
    }
  }
}

/** Of the error that it failed by, or, where it was retried since, of the attempt that failed last. */
function stackOf({ error, attempts }: Task): string | undefined {
  return error?.stack ?? attempts.findLast((attempt) => attempt.error?.stack !== undefined)?.error?.stack;
}
