import { Component, computed, inject } from '@angular/core';
import { toSignal } from '@angular/core/rxjs-interop';
import { MatButton } from '@angular/material/button';
import { MatIcon } from '@angular/material/icon';
import { MatPaginator, type PageEvent } from '@angular/material/paginator';
import { MatProgressBar } from '@angular/material/progress-bar';
import { TranslocoPipe, TranslocoService } from '@jsverse/transloco';
import { clockTime } from '@task-queue/ui/formats';
import { ProblemText } from '@task-queue/ui/problem';
import { PAGE_SIZES } from '../../data/list-query';
import { SHARED_LIVE_FEED } from '../../data/live-feed';
import { injectMay } from '../../data/permissions';
import { TaskTypes } from '../../data/task-types';
import { FeedIndicator } from '../../frame/feed-indicator';
import { TaskIcons } from '../../icons/task-icons';
import { dailyExport } from '../edit/daily-export';
import { ScheduleIcons } from '../schedule-icons';
import { ScheduleActions } from './schedule-actions';
import { ScheduleBoard } from './schedule-board';
import { ScheduleTable } from './schedule-table';

/** 计划任务: what runs by itself, when, and how it went. */
@Component({
  selector: 'tq-schedules-page',
  imports: [FeedIndicator, MatButton, MatIcon, MatPaginator, MatProgressBar, ScheduleTable, TranslocoPipe],
  providers: [SHARED_LIVE_FEED, ScheduleBoard, ScheduleActions],
  templateUrl: './schedules-page.html',
  styleUrl: './schedules-page.scss',
})
export class SchedulesPage {
  readonly #problemText = inject(ProblemText);
  readonly #transloco = inject(TranslocoService);
  readonly #language = toSignal(this.#transloco.langChanges$, { initialValue: this.#transloco.getActiveLang() });

  readonly #may = injectMay();
  protected readonly mayCreate = computed(() => this.#may('schedules:control') && this.#may('tasks:create'));
  protected readonly board = inject(ScheduleBoard);
  protected readonly actions = inject(ScheduleActions);
  protected readonly pageSizes = [...PAGE_SIZES];
  protected readonly failure = computed(() => {
    const error = this.board.error();
    return error === undefined ? null : this.#problemText.of(error);
  });
  protected readonly staleTime = computed(() => clockTime(this.board.readAtMs(), this.#language()));
  protected readonly isEmpty = computed(() => this.board.page()?.total === 0);
  protected readonly hasExport = inject(TaskTypes).hasExport;

  constructor() {
    inject(ScheduleIcons);
    inject(TaskIcons);
  }

  protected create(): void {
    void this.actions.edit({ kind: 'new', draft: null });
  }

  /** The template: one's own tasks as a file, every day. */
  protected createExport(): void {
    const name = this.#transloco.translate<string>('tasks.schedules.template.export');
    void this.actions.edit({ kind: 'new', draft: dailyExport(name) });
  }

  protected turnPage({ pageIndex, pageSize }: PageEvent): void {
    const isResized = pageSize !== this.board.place().pageSize;
    void this.board.show({ page: isResized ? 1 : pageIndex + 1, pageSize });
  }
}
