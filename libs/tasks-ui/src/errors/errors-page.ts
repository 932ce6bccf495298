import { Component, computed, inject, signal } from '@angular/core';
import { toSignal } from '@angular/core/rxjs-interop';
import { MatButton } from '@angular/material/button';
import { MatButtonToggle, MatButtonToggleGroup } from '@angular/material/button-toggle';
import { MatFormField, MatLabel } from '@angular/material/form-field';
import { MatIcon } from '@angular/material/icon';
import { MatPaginator, type PageEvent } from '@angular/material/paginator';
import { MatProgressBar } from '@angular/material/progress-bar';
import { MatOption, MatSelect } from '@angular/material/select';
import { RouterLink } from '@angular/router';
import { TranslocoPipe, TranslocoService } from '@jsverse/transloco';
import { ERROR_ORDERS, ERROR_STATES, isolated, shownText, type ErrorGroup } from '@task-queue/contracts';
import { ForeignText } from '@task-queue/ui/foreign-text';
import { clockTime, exactTime, relativeTime } from '@task-queue/ui/formats';
import { ProblemText } from '@task-queue/ui/problem';
import { PAGE_SIZES } from '../data/list-query';
import { SHARED_LIVE_FEED } from '../data/live-feed';
import { injectMountedAt } from '../data/mounted-at';
import { Now } from '../data/now';
import { injectMay } from '../data/permissions';
import { FeedIndicator } from '../frame/feed-indicator';
import { ErrorActions } from './error-actions';
import { ErrorBoard } from './error-board';
import { ErrorIcons } from './error-icons';
import { ErrorSample } from './error-sample';
import { ErrorTrend } from './error-trend';

/** 错误: why tasks fail, by kind, and what to do about each. */
@Component({
  selector: 'tq-errors-page',
  imports: [
    ErrorSample,
    ErrorTrend,
    FeedIndicator,
    ForeignText,
    MatButton,
    MatButtonToggle,
    MatButtonToggleGroup,
    MatFormField,
    MatIcon,
    MatLabel,
    MatOption,
    MatPaginator,
    MatProgressBar,
    MatSelect,
    RouterLink,
    TranslocoPipe,
  ],
  providers: [SHARED_LIVE_FEED, ErrorBoard, ErrorActions],
  templateUrl: './errors-page.html',
  styleUrl: './errors-page.scss',
})
export class ErrorsPage {
  readonly #may = injectMay();
  readonly #now = inject(Now);
  readonly #problemText = inject(ProblemText);
  readonly #transloco = inject(TranslocoService);
  readonly #language = toSignal(this.#transloco.langChanges$, { initialValue: this.#transloco.getActiveLang() });

  protected readonly board = inject(ErrorBoard);
  protected readonly actions = inject(ErrorActions);
  protected readonly mountedAt = injectMountedAt();
  protected readonly states = [...ERROR_STATES, null];
  protected readonly orders = ERROR_ORDERS;
  protected readonly pageSizes = [...PAGE_SIZES];
  /** The kind that is shown in full; `''` for none. */
  protected readonly opened = signal('');
  protected readonly isEverybodys = computed(() => this.#may('tasks:read:all'));
  protected readonly mayRetry = computed(() => this.#may('tasks:control'));
  protected readonly maySay = computed(() => this.#may('errors:control'));
  protected readonly failure = computed(() => {
    const error = this.board.error();
    return error === undefined ? null : this.#problemText.of(error);
  });
  protected readonly staleTime = computed(() => clockTime(this.board.readAtMs(), this.#language()));
  protected readonly isEmpty = computed(() => this.board.page()?.total === 0);

  constructor() {
    inject(ErrorIcons);
  }

  /** What a button does, with what it does it to: there are many that say the same. */
  protected label(action: string, { sample }: ErrorGroup): string {
    const text = this.#transloco.translate<string>(`tasks.errors.action.${action}`);
    const name = isolated(shownText(sample.message) || sample.code);
    return this.#transloco.translate('tasks.errors.actOn', { action: text, name });
  }

  protected relative(instant: string): string {
    return relativeTime(instant, this.#now.ms(), this.#language());
  }

  protected exact(instant: string): string {
    return exactTime(instant, this.#language());
  }

  protected number(value: number): string {
    return new Intl.NumberFormat(this.#language()).format(value);
  }

  protected toggle({ fingerprint }: ErrorGroup): void {
    this.opened.update((opened) => (opened === fingerprint ? '' : fingerprint));
  }

  protected turnPage({ pageIndex, pageSize }: PageEvent): void {
    const isResized = pageSize !== this.board.place().pageSize;
    void this.board.show({ page: isResized ? 1 : pageIndex + 1, pageSize });
  }
}
