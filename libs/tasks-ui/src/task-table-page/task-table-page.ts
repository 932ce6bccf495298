import { LiveAnnouncer } from '@angular/cdk/a11y';
import { Component, computed, DestroyRef, effect, inject } from '@angular/core';
import { toSignal } from '@angular/core/rxjs-interop';
import { MatButton, MatIconButton } from '@angular/material/button';
import { MatFormField, MatLabel, MatPrefix } from '@angular/material/form-field';
import { MatIcon } from '@angular/material/icon';
import { MatInput } from '@angular/material/input';
import { MatPaginator, type PageEvent } from '@angular/material/paginator';
import { MatProgressBar } from '@angular/material/progress-bar';
import { MatOption, MatSelect } from '@angular/material/select';
import { MatSnackBar } from '@angular/material/snack-bar';
import { MatTableModule } from '@angular/material/table';
import { MatTooltip } from '@angular/material/tooltip';
import { Router, RouterOutlet, ActivatedRoute } from '@angular/router';
import { TranslocoPipe, TranslocoService } from '@jsverse/transloco';
import {
  refusalOf,
  TASK_PRIORITIES,
  TASK_STATUSES,
  type Task,
  type TaskStatus,
  type TaskSummary,
} from '@task-queue/contracts';
import { TaskCreation } from '../create-task-dialog/task-creation';
import { LiveFeed, SHARED_LIVE_FEED } from '../data/live-feed';
import { isFiltered, MAX_SEARCH_LENGTH, PAGE_SIZES, type ListQuery } from '../data/list-query';
import { TaskActions } from '../data/task-actions';
import { TaskList } from '../data/task-list';
import { duration, exactTime, Now, relativeTime } from '../data/time';
import { TaskIcons } from '../icons/task-icons';
import { TASKS_UI_OPTIONS } from '../provide-tasks-ui';
import { StatusIcon } from '../status-icon/status-icon';

/** A pause in typing after which a search begins, in milliseconds. */
const TYPING_PAUSE_MS = 300;

const COLUMNS = ['status', 'task', 'priority', 'creator', 'created', 'duration', 'retries', 'actions'];

/** 任务队列: everything a person ever ran, newest first, as it goes on. */
@Component({
  selector: 'tq-task-table-page',
  imports: [
    MatButton,
    MatFormField,
    MatIcon,
    MatIconButton,
    MatInput,
    MatLabel,
    MatOption,
    MatPaginator,
    MatPrefix,
    MatProgressBar,
    MatSelect,
    MatTableModule,
    MatTooltip,
    RouterOutlet,
    StatusIcon,
    TranslocoPipe,
  ],
  providers: [SHARED_LIVE_FEED, TaskList],
  templateUrl: './task-table-page.html',
  styleUrl: './task-table-page.scss',
})
export class TaskTablePage {
  readonly #creation = inject(TaskCreation);
  readonly #router = inject(Router);
  readonly #route = inject(ActivatedRoute);
  readonly #snackBar = inject(MatSnackBar);
  readonly #transloco = inject(TranslocoService);
  readonly #now = inject(Now);
  readonly #options = inject(TASKS_UI_OPTIONS);
  #typing: ReturnType<typeof setTimeout> | undefined;

  protected readonly list = inject(TaskList);
  protected readonly actions = inject(TaskActions);
  protected readonly feedState = inject(LiveFeed).state;
  protected readonly language = toSignal(this.#transloco.langChanges$, {
    initialValue: this.#transloco.getActiveLang(),
  });
  protected readonly statuses = TASK_STATUSES;
  protected readonly priorities = TASK_PRIORITIES;
  protected readonly pageSizes = [...PAGE_SIZES];
  protected readonly maxSearchLength = MAX_SEARCH_LENGTH;
  protected readonly skeletonRows = Array.from({ length: 8 }, (_, i) => i);
  protected readonly isFiltered = computed(() => isFiltered(this.list.query()));
  protected readonly rows = computed(() => [...(this.list.page()?.items ?? [])]);
  protected readonly columns = computed(() =>
    this.#options.isAdmin?.() ? COLUMNS : COLUMNS.filter((column) => column !== 'creator'),
  );
  protected readonly types = computed(() =>
    (this.list.types.hasValue() ? this.list.types.value() : []).map(({ type, title }) => ({
      type,
      title: this.language() === 'en' ? title.en : title.zh,
    })),
  );

  constructor() {
    inject(TaskIcons);
    inject(DestroyRef).onDestroy(() => clearTimeout(this.#typing));
    const announcer = inject(LiveAnnouncer);
    effect(() => {
      const count = this.list.newCount();
      if (count > 0) {
        void announcer.announce(this.#transloco.translate('tasks.newTasks', { count }), 'polite');
      }
    });
  }

  /** Searches when the typing pauses. */
  protected searchSoon(text: string): void {
    clearTimeout(this.#typing);
    this.#typing = setTimeout(() => this.searchNow(text), TYPING_PAUSE_MS);
  }

  protected searchNow(text: string): void {
    clearTimeout(this.#typing);
    if (text.trim() !== this.list.query().q) {
      void this.list.show({ q: text.trim() });
    }
  }

  protected trackById(_index: number, task: TaskSummary): string {
    return task.id;
  }

  protected canCancel(task: TaskSummary): boolean {
    return refusalOf('cancel', task.status) !== 'TASK_FINISHED';
  }

  protected canRetry(task: TaskSummary): boolean {
    return refusalOf('retry', task.status) === null;
  }

  protected relative(task: TaskSummary): string {
    return relativeTime(task.createdAt, this.#now.ms(), this.language());
  }

  protected exact(instant: string): string {
    return exactTime(instant, this.language());
  }

  protected durationOf({ startedAt, finishedAt, status }: TaskSummary): string {
    if (startedAt === null || status === 'pending') {
      return '–';
    }
    return finishedAt === null
      ? duration(startedAt, this.#now.ms(), false)
      : duration(startedAt, Date.parse(finishedAt), true);
  }

  protected gistOf(task: TaskSummary): string {
    return task.status === 'completed' ? (task.resultSummary ?? '') : (task.error?.message ?? '');
  }

  protected countOf(status: TaskStatus): string {
    const count = this.list.stats()?.byStatus[status];
    return count === undefined ? '' : new Intl.NumberFormat(this.language()).format(count);
  }

  protected toggleStatus(status: TaskStatus | null): void {
    const now = this.list.query().status;
    const next = status === null ? [] : now.includes(status) ? now.filter((one) => one !== status) : [...now, status];
    void this.list.show({ status: next });
  }

  protected narrow(change: Partial<ListQuery>): void {
    void this.list.show(change);
  }

  protected clearFilters(): void {
    void this.list.show({ status: [], type: [], priority: [], q: '' });
  }

  protected turnPage({ pageIndex, pageSize }: PageEvent): void {
    const isResized = pageSize !== this.list.query().pageSize;
    void this.list.show({ page: isResized ? 1 : pageIndex + 1, pageSize });
  }

  protected openDetail(task: Pick<TaskSummary, 'id'>): void {
    void this.#router.navigate([task.id], { relativeTo: this.#route, queryParamsHandling: 'preserve' });
  }

  protected async cancelTask(task: TaskSummary): Promise<void> {
    this.#put(await this.actions.cancel(task));
  }

  protected async retryTask(task: TaskSummary): Promise<void> {
    this.#put(await this.actions.retry(task));
  }

  protected async createTask(): Promise<void> {
    const task = await this.#creation.open();
    if (task) {
      this.list.reload();
      const [text, open] = ['tasks.done.created', 'tasks.done.open'].map((key) => this.#transloco.translate(key));
      const message = this.#snackBar.open(text!, open, { duration: 6_000 });
      message.onAction().subscribe(() => this.openDetail(task));
    }
  }

  protected problemText(error: unknown): string {
    return this.actions.problemText(error);
  }

  #put(task: Task | null): void {
    if (task) {
      this.list.put(task);
    }
  }
}
