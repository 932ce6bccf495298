import { LiveAnnouncer } from '@angular/cdk/a11y';
import { Component, computed, DestroyRef, effect, inject, output, signal, viewChild } from '@angular/core';
import { toSignal } from '@angular/core/rxjs-interop';
import { MatIcon } from '@angular/material/icon';
import { MatSortModule, type Sort } from '@angular/material/sort';
import { MatTableModule } from '@angular/material/table';
import { MatTooltip } from '@angular/material/tooltip';
import { TranslocoPipe, TranslocoService } from '@jsverse/transloco';
import { TASK_PRIORITIES, TASK_SORTS, type TaskPriority, type TaskSummary } from '@task-queue/contracts';
import { ForeignText } from '@task-queue/ui/foreign-text';
import { duration, exactTime, relativeTime } from '@task-queue/ui/formats';
import { RowFocus } from '@task-queue/ui/row-focus';
import { ListPreferences, OPTIONAL_COLUMNS } from './list-preferences';
import { RowSelection } from './row-selection';
import { isIdBeginning } from './search-words';
import { TaskList } from './task-list';
import { OWN_SORT } from '../../data/list-query';
import { Now } from '../../data/now';
import { isolatedTitleOf, titleOf } from '../../data/title-of';
import { injectMay } from '../../data/permissions';
import { StatusIcon } from '../../status-icon/status-icon';
import { WaitingTip } from '../../waiting/waiting-tip';
import { MarkedText } from './marked-text';
import { RowActions } from './row-actions';

/** The tasks of a page as rows, or as cards where it is narrow. */
@Component({
  selector: 'tq-task-table',
  imports: [
    ForeignText,
    MarkedText,
    MatIcon,
    MatSortModule,
    MatTableModule,
    MatTooltip,
    RowActions,
    RowFocus,
    StatusIcon,
    TranslocoPipe,
    WaitingTip,
  ],
  templateUrl: './task-table.html',
  styleUrl: './task-table.scss',
})
export class TaskTable {
  readonly #announcer = inject(LiveAnnouncer);
  readonly #may = injectMay();
  readonly #transloco = inject(TranslocoService);
  readonly #now = inject(Now);
  readonly #language = toSignal(this.#transloco.langChanges$, { initialValue: this.#transloco.getActiveLang() });

  /** A person wants to see a task in full. */
  readonly opened = output<TaskSummary>();

  protected readonly list = inject(TaskList);
  protected readonly selection = inject(RowSelection);
  protected readonly preferences = inject(ListPreferences);
  protected readonly query = this.list.query;
  protected readonly rows = computed(() => [...this.list.rows()]);
  protected readonly order = computed(() => this.list.rows().map(({ id }) => id));
  protected readonly isPageSelected = computed(
    () => this.selection.count() > 0 && this.order().every((id) => this.selection.has(id)),
  );
  /** An id is shown only when it may be what was searched for. */
  protected readonly showsIds = computed(() => isIdBeginning(this.query().q));
  /** Rows are chosen for something to be done to them. */
  readonly #canSelect = computed(() => this.#may('tasks:control'));
  protected readonly columns = computed(() => {
    const { hidden } = this.preferences.choices();
    const optional = OPTIONAL_COLUMNS.filter((column) => !hidden.includes(column));
    const shown = optional.filter((column) => column !== 'creator' || this.#may('tasks:read:all'));
    return [...(this.#canSelect() ? ['select'] : []), 'status', 'task', ...shown, 'actions'];
  });
  /** By priority; here once instead of in every row. */
  protected readonly priorityTexts = computed((): Readonly<Record<string, string>> => {
    const text = (priority: TaskPriority): string =>
      this.#transloco.translate(`tasks.task.priority.${priority}`, {}, this.#language());
    return Object.fromEntries(TASK_PRIORITIES.map((priority) => [priority, text(priority)]));
  });
  /** The column the rows are sorted by, and which way, as its head shows it. */
  protected readonly sortedBy = computed(() => this.query().sort.replace('-', ''));
  protected readonly direction = computed(() => (this.query().sort.startsWith('-') ? 'desc' : 'asc'));
  protected readonly title = titleOf;
  protected readonly isolatedTitle = isolatedTitleOf;
  protected readonly isPointedAt = signal(false);
  protected readonly rowFocus = viewChild.required(RowFocus);

  constructor() {
    effect(() => this.list.isPointedAt.set(this.isPointedAt() || this.rowFocus().isHeld()));
    inject(DestroyRef).onDestroy(() => this.list.isPointedAt.set(false));
  }

  /** The head of a column was pressed; after both ways comes the list's own order. */
  protected sort({ active, direction }: Sort): void {
    const wanted = `${direction === 'desc' ? '-' : ''}${active}`;
    const sort = direction === '' ? OWN_SORT : (TASK_SORTS.find((one) => one === wanted) ?? OWN_SORT);
    void this.list.show({ sort });
    void this.#announcer.announce(this.#transloco.translate(`tasks.list.sort.${sort}`));
  }

  /** Moves the focus a row down (1) or up (-1), from wherever it is. */
  moveFocus(step: 1 | -1): void {
    this.rowFocus().move(step);
  }

  /** Chooses the row that has the focus, or takes it back. */
  toggleFocused(): void {
    const id = this.rowFocus().current();
    if (id !== undefined && this.#canSelect()) {
      this.selection.toggle(id, this.order());
    }
  }

  protected trackById(_index: number, { id }: TaskSummary): string {
    return id;
  }

  protected relative(instant: string): string {
    return relativeTime(instant, this.#now.ms(), this.#language());
  }

  protected exact(instant: string): string {
    return exactTime(instant, this.#language());
  }

  protected durationOf({ startedAt, finishedAt, status }: TaskSummary): string {
    if (startedAt === null || status === 'pending') {
      return '–';
    }
    return finishedAt === null
      ? duration(startedAt, this.#now.ms(), false)
      : duration(startedAt, Date.parse(finishedAt), true);
  }

  protected gistOf({ status, resultSummary, error }: TaskSummary): string {
    return (status === 'completed' ? resultSummary : error?.message) ?? '';
  }

  /** A click opens the task, unless it ended the marking of some text to copy. */
  protected openByClick(task: TaskSummary): void {
    if (window.getSelection()?.type !== 'Range') {
      this.opened.emit(task);
    }
  }

  /** A finger does not rest on rows as a mouse does. */
  protected point({ pointerType }: PointerEvent): void {
    this.isPointedAt.set(pointerType !== 'touch');
  }
}
