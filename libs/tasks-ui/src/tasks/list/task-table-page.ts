import { Component, computed, inject, viewChild } from '@angular/core';
import { toSignal } from '@angular/core/rxjs-interop';
import { MatButton, MatIconButton } from '@angular/material/button';
import { MatDialog } from '@angular/material/dialog';
import { MatIcon } from '@angular/material/icon';
import { MatPaginator, type PageEvent } from '@angular/material/paginator';
import { MatProgressBar } from '@angular/material/progress-bar';
import { MatTooltip } from '@angular/material/tooltip';
import { ActivatedRoute, Router, RouterOutlet } from '@angular/router';
import { TranslocoPipe, TranslocoService } from '@jsverse/transloco';
import type { TaskSummary } from '@task-queue/contracts';
import { clockTime } from '@task-queue/ui/formats';
import { ProblemText, toProblem } from '@task-queue/ui/problem';
import { KeyboardShortcuts } from '@task-queue/ui/shortcuts';
import { FeedIndicator } from '../../frame/feed-indicator';
import { TaskCreation } from '../create/task-creation';
import { TaskViews } from '../views/task-views';
import { ViewsMenu } from '../views/views-menu';
import { ListPreferences } from './list-preferences';
import { isFiltered, OWN_SORT, PAGE_SIZES } from '../../data/list-query';
import { SHARED_LIVE_FEED } from '../../data/live-feed';
import { injectMay } from '../../data/permissions';
import { RowSelection } from './row-selection';
import { MAX_COUNTED, TaskList } from './task-list';
import { TaskIcons } from '../../icons/task-icons';
import { ShortcutHelp } from './shortcut-help';
import { BulkActions } from './bulk-actions';
import { BulkBar } from './bulk-bar';
import { ExportMenu } from './export-menu';
import { ListNotice, type NoticeKind } from './list-notice';
import { ListSkeleton } from './list-skeleton';
import { OwnCount } from './own-count';
import { StorageBanner } from './storage-banner';
import { TaskFilters } from './task-filters';
import { TaskTable } from './task-table';
import { UpdateAnnouncer } from './update-announcer';
import { ViewOptions } from './view-options';

/** What stands in the place of rows that could not be read, by why. */
const NOTICES: Readonly<Record<string, NoticeKind>> = {
  OFFLINE: 'offline',
  FORBIDDEN: 'forbidden',
  SORT_TOO_BROAD: 'tooBroad',
};

/** 任务队列: everything a person ever ran, newest first, as it goes on. */
@Component({
  selector: 'tq-task-table-page',
  imports: [
    BulkBar,
    ExportMenu,
    FeedIndicator,
    ListNotice,
    ListSkeleton,
    MatButton,
    MatIcon,
    MatIconButton,
    MatPaginator,
    MatProgressBar,
    MatTooltip,
    OwnCount,
    RouterOutlet,
    StorageBanner,
    TaskFilters,
    TaskTable,
    TranslocoPipe,
    ViewOptions,
    ViewsMenu,
  ],
  providers: [SHARED_LIVE_FEED, ListPreferences, RowSelection, TaskList, TaskViews, BulkActions, UpdateAnnouncer],
  templateUrl: './task-table-page.html',
  styleUrl: './task-table-page.scss',
})
export class TaskTablePage {
  readonly #creation = inject(TaskCreation);
  readonly #dialog = inject(MatDialog);
  readonly #router = inject(Router);
  readonly #route = inject(ActivatedRoute);
  readonly #problemText = inject(ProblemText);
  readonly #transloco = inject(TranslocoService);
  readonly #language = toSignal(this.#transloco.langChanges$, { initialValue: this.#transloco.getActiveLang() });
  protected readonly filters = viewChild.required(TaskFilters);
  protected readonly table = viewChild(TaskTable);

  readonly #may = injectMay();
  protected readonly mayCreate = computed(() => this.#may('tasks:create'));
  protected readonly list = inject(TaskList);
  protected readonly selection = inject(RowSelection);
  protected readonly preferences = inject(ListPreferences);
  protected readonly pageSizes = [...PAGE_SIZES];
  protected readonly newCount = computed(() => {
    const count = this.list.newCount();
    return count > MAX_COUNTED ? `${MAX_COUNTED}+` : `${count}${this.list.isMoreNew() ? '+' : ''}`;
  });
  readonly #problem = computed(() => {
    const error = this.list.error();
    return error === undefined ? null : toProblem(error);
  });
  /** Why there are no rows, where there are none. */
  protected readonly notice = computed((): NoticeKind | null => {
    const problem = this.#problem();
    if (problem !== null && !this.list.isCurrent()) {
      return NOTICES[problem.code] ?? 'error';
    }
    if (!this.list.page() || this.list.rows().length > 0) {
      return null;
    }
    return isFiltered(this.list.query()) ? 'nothing' : this.mayCreate() ? 'empty' : 'unseen';
  });
  /** Said above the rows while they stay though they could not be read again. */
  protected readonly staleness = computed(() =>
    this.#problem() !== null && this.list.isCurrent()
      ? { time: clockTime(this.list.readAtMs(), this.#language()) }
      : null,
  );
  /** A problem in the server's words. */
  protected readonly noticeDetail = computed(() =>
    this.notice() === 'error' ? this.#problemText.of(this.#problem()) : '',
  );

  constructor() {
    inject(TaskIcons);
    inject(UpdateAnnouncer);
    inject(KeyboardShortcuts).listen({
      '/': () => this.filters().focusSearch(),
      j: () => this.table()?.moveFocus(1),
      k: () => this.table()?.moveFocus(-1),
      x: () => this.table()?.toggleFocused(),
      '?': () => this.showShortcuts(),
    });
  }

  /** Brings out what is behind the pill, at the top of the page. */
  protected showNew(): void {
    this.selection.clear();
    this.list.reload();
  }

  protected turnPage({ pageIndex, pageSize, previousPageIndex }: PageEvent): void {
    if (pageSize !== this.list.query().pageSize) {
      this.preferences.change({ pageSize });
      void this.list.show({ pageSize });
      return;
    }
    const isNext = this.list.query().sort === OWN_SORT && pageIndex - 1 === previousPageIndex && this.list.isCurrent();
    const last = this.list.rows().at(-1);
    void this.list.show(isNext && last ? { before: last.id } : { page: pageIndex + 1 });
  }

  protected openDetail({ id }: Pick<TaskSummary, 'id'>): void {
    void this.#router.navigate([id], { relativeTo: this.#route, queryParamsHandling: 'preserve' });
  }

  protected showShortcuts(): void {
    this.#dialog.open(ShortcutHelp, { width: '420px', maxWidth: '96vw' });
  }

  protected takeNextStep(kind: NoticeKind): void {
    switch (kind) {
      case 'empty':
        void this.createTask();
        break;
      case 'nothing':
        this.filters().clear();
        break;
      case 'forbidden':
        this.filters().clear();
        this.list.reload();
        break;
      case 'tooBroad':
        void this.list.show({ sort: OWN_SORT });
        break;
      case 'unseen':
      case 'error':
      case 'offline':
        this.list.reload();
        break;
    }
  }

  protected async createTask(): Promise<void> {
    const created = await this.#creation.open();
    if (created === null) {
      return;
    }
    this.list.reload();
    const { task, existed } = created;
    if (existed) {
      this.openDetail(task);
    } else {
      this.#creation.tell(() => this.openDetail(task));
    }
  }
}
