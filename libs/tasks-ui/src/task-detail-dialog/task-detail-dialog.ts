import { Clipboard } from '@angular/cdk/clipboard';
import { Component, computed, DestroyRef, inject, linkedSignal, resource } from '@angular/core';
import { takeUntilDestroyed, toSignal } from '@angular/core/rxjs-interop';
import { MatButton, MatIconButton } from '@angular/material/button';
import { MAT_DIALOG_DATA, MatDialogModule } from '@angular/material/dialog';
import { MatIcon } from '@angular/material/icon';
import { MatProgressBar } from '@angular/material/progress-bar';
import { MatSnackBar } from '@angular/material/snack-bar';
import { MatTooltip } from '@angular/material/tooltip';
import { TranslocoPipe, TranslocoService } from '@jsverse/transloco';
import { refusalOf, type Task } from '@task-queue/contracts';
import type { Observable } from 'rxjs';
import { LiveFeed } from '../data/live-feed';
import { patchRow } from '../data/merge-events';
import { TaskActions } from '../data/task-actions';
import { TaskList } from '../data/task-list';
import { TasksApi } from '../data/tasks-api';
import { duration, exactTime, Now } from '../data/time';
import { JsonTree } from '../json-tree/json-tree';
import { StatusIcon } from '../status-icon/status-icon';

/** While a task runs, its log and attempts are read again at most this often, in milliseconds. */
const READ_INTERVAL_MS = 700;

/** A task in full: what it was asked, what came of it, how it went. */
@Component({
  selector: 'tq-task-detail-dialog',
  imports: [
    JsonTree,
    MatButton,
    MatDialogModule,
    MatIcon,
    MatIconButton,
    MatProgressBar,
    MatTooltip,
    StatusIcon,
    TranslocoPipe,
  ],
  templateUrl: './task-detail-dialog.html',
  styleUrl: './task-detail-dialog.scss',
})
export class TaskDetailDialog {
  readonly #api = inject(TasksApi);
  readonly #list = inject(TaskList);
  readonly #clipboard = inject(Clipboard);
  readonly #snackBar = inject(MatSnackBar);
  readonly #transloco = inject(TranslocoService);
  readonly #now = inject(Now);
  readonly #language = toSignal(this.#transloco.langChanges$, { initialValue: this.#transloco.getActiveLang() });
  readonly #id = toSignal(inject<Observable<string>>(MAT_DIALOG_DATA));
  readonly #resource = resource({
    params: () => this.#id(),
    loader: ({ params }) => this.#api.get(params),
  });
  #timer: ReturnType<typeof setTimeout> | undefined;

  protected readonly actions = inject(TaskActions);
  /** The task as it was read last, with the events since. */
  protected readonly task = linkedSignal<Task | undefined, Task | undefined>({
    source: () => (this.#resource.hasValue() ? this.#resource.value() : undefined),
    computation: (fresh, previous) => fresh ?? (previous?.value?.id === this.#id() ? previous?.value : undefined),
  });
  protected readonly error = computed(() => (this.task() ? undefined : this.#resource.error()));
  protected readonly facts = computed(() => this.#factsOf(this.task()));

  constructor() {
    const feed = inject(LiveFeed);
    feed.events.pipe(takeUntilDestroyed()).subscribe((live) => {
      const task = this.task();
      if (task && live.event.taskId === task.id && live.event.version > task.version) {
        this.task.set(patchRow(task, live));
        this.#readSoon();
      }
    });
    feed.resets.pipe(takeUntilDestroyed()).subscribe(() => this.#resource.reload());
    inject(DestroyRef).onDestroy(() => clearTimeout(this.#timer));
  }

  protected canCancel({ status }: Task): boolean {
    return refusalOf('cancel', status) !== 'TASK_FINISHED';
  }

  protected canRetry({ status }: Task): boolean {
    return refusalOf('retry', status) === null;
  }

  protected time(instant: string): string {
    return exactTime(instant, this.#language());
  }

  protected attemptDuration({ startedAt, finishedAt }: Task['attempts'][number]): string {
    return finishedAt === null
      ? duration(startedAt, this.#now.ms(), false)
      : duration(startedAt, Date.parse(finishedAt), true);
  }

  protected async cancelTask(task: Task): Promise<void> {
    this.#put(await this.actions.cancel(task));
  }

  protected async retryTask(task: Task): Promise<void> {
    this.#put(await this.actions.retry(task));
  }

  protected copyId({ id }: Task): void {
    this.#clipboard.copy(id);
    this.#snackBar.open(this.#transloco.translate('tasks.action.copied'), undefined, { duration: 2_000 });
  }

  protected reload(): void {
    this.#resource.reload();
  }

  #factsOf(task: Task | undefined): { readonly label: string; readonly value: string }[] {
    if (!task) {
      return [];
    }
    const { startedAt, finishedAt, runAt } = task;
    const time = (instant: string | null): string => (instant === null ? '' : exactTime(instant, this.#language()));
    const spent =
      startedAt === null || task.status === 'pending'
        ? ''
        : duration(startedAt, finishedAt === null ? this.#now.ms() : Date.parse(finishedAt), finishedAt !== null);
    return [
      { label: 'type', value: task.type },
      { label: 'priority', value: this.#transloco.translate(`tasks.priority.${task.priority}`) },
      { label: 'creator', value: task.createdBy.username },
      { label: 'created', value: time(task.createdAt) },
      { label: 'runAt', value: time(runAt) },
      { label: 'started', value: time(startedAt) },
      { label: 'finished', value: time(finishedAt) },
      { label: 'duration', value: spent },
      {
        label: 'retries',
        value: this.#transloco.translate('tasks.detail.retriesOf', { used: task.retryCount, max: task.maxRetries }),
      },
    ].filter(({ value }) => value !== '');
  }

  #put(task: Task | null): void {
    if (task) {
      this.task.set(task);
      this.#list.put(task);
    }
  }

  #readSoon(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      this.#resource.reload();
    }, READ_INTERVAL_MS);
  }
}
