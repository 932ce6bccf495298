import { Component, computed, inject, linkedSignal, resource, viewChild, type ElementRef } from '@angular/core';
import { toSignal } from '@angular/core/rxjs-interop';
import { FormControl } from '@angular/forms';
import { MatButton, MatIconButton } from '@angular/material/button';
import { MatFormField, MatLabel, MatPrefix, MatSuffix } from '@angular/material/form-field';
import { MatIcon } from '@angular/material/icon';
import { MatInput } from '@angular/material/input';
import { MatOption, MatSelect } from '@angular/material/select';
import { TranslocoPipe, TranslocoService } from '@jsverse/transloco';
import { MAX_SEARCH_LENGTH, TASK_PRIORITIES, TASK_SORTS, TASK_STATUSES, type TaskStatus } from '@task-queue/contracts';
import { ForeignText } from '@task-queue/ui/foreign-text';
import { checkedBy } from '@task-queue/ui/form-controls';
import { toProblem } from '@task-queue/ui/problem';
import { KeyboardShortcuts } from '@task-queue/ui/shortcuts';
import { TimeField, timeProblem, toInstant, toLocalTime } from '@task-queue/ui/time-field';
import { TypedValue } from '@task-queue/ui/typed-value';
import {
  CREATED_WITHIN_MS,
  isFiltered,
  NO_FILTER,
  searchText,
  type CreatedWithin,
  type ListQuery,
} from '../../data/list-query';
import { inLanguage } from '../../data/in-language';
import { FilterChip } from './filter-chip';
import { FinishedChip } from './finished-chip';
import { ScheduleChip } from './schedule-chip';
import { TaskList } from './task-list';
import { TaskTypes } from '../../data/task-types';
import { TasksApi } from '../../data/tasks-api';
import { injectMay } from '../../data/permissions';
import { readAgain } from '../../data/read-again';

/** The usual way of each order first. */
const SORTS = TASK_SORTS.toSorted((a, b) => Number(b.startsWith('-')) - Number(a.startsWith('-')));

/** What a server that is away for the moment is known by. */
const AWAY: ReadonlySet<string> = new Set(['OFFLINE', 'UNAVAILABLE', 'TOO_MANY_REQUESTS']);

type Span = CreatedWithin | 'custom' | null;

/** What narrows the list. All of it stands in the address. */
@Component({
  selector: 'tq-task-filters',
  imports: [
    FilterChip,
    FinishedChip,
    ForeignText,
    MatButton,
    MatFormField,
    MatIcon,
    MatIconButton,
    MatInput,
    MatLabel,
    MatOption,
    MatPrefix,
    MatSelect,
    MatSuffix,
    ScheduleChip,
    TimeField,
    TranslocoPipe,
    TypedValue,
  ],
  templateUrl: './task-filters.html',
  styleUrl: './task-filters.scss',
})
export class TaskFilters {
  readonly #api = inject(TasksApi);
  readonly #may = injectMay();
  readonly #transloco = inject(TranslocoService);
  readonly #language = toSignal(this.#transloco.langChanges$, { initialValue: this.#transloco.getActiveLang() });
  private readonly search = viewChild.required<ElementRef<HTMLInputElement>>('field');
  private readonly searched = viewChild.required('field', { read: TypedValue });
  readonly #types = inject(TaskTypes);
  readonly #users = resource({
    params: () => (this.#may('tasks:read:all') && this.#may('users:manage')) || undefined,
    loader: () => this.#api.users().catch(noUsersUnlessAway),
  });

  protected readonly list = inject(TaskList);
  protected readonly shortcuts = inject(KeyboardShortcuts);
  protected readonly query = this.list.query;
  protected readonly statuses = TASK_STATUSES;
  protected readonly priorities = TASK_PRIORITIES;
  protected readonly sorts = SORTS;
  protected readonly spans = Object.keys(CREATED_WITHIN_MS) as CreatedWithin[];
  protected readonly maxSearchLength = MAX_SEARCH_LENGTH;
  protected readonly searchText = searchText;
  protected readonly local = toLocalTime;
  protected readonly bounds = [
    { name: 'createdFrom', label: 'tasks.list.filter.from', control: boundControl() },
    { name: 'createdTo', label: 'tasks.list.filter.to', control: boundControl() },
  ] as const;
  protected readonly isFiltered = computed(() => isFiltered(this.query()));
  /** The types there are, with those the address names though they may be gone. */
  protected readonly types = computed(() => {
    const known = this.#types.all().map(({ type, title }) => ({ type, title: inLanguage(title, this.#language()) }));
    const gone = this.query().type.filter((name) => known.every(({ type }) => type !== name));
    return [...known, ...gone.map((type) => ({ type, title: type }))];
  });
  /** Whose tasks there may be, with the one the address names though they may be gone. */
  protected readonly creators = computed(() => {
    const users = this.#users.hasValue() ? this.#users.value() : [];
    const { createdBy } = this.query();
    const isKnown = createdBy === '' || users.some(({ id }) => id === createdBy);
    return isKnown ? users : [...users, { id: createdBy, username: createdBy }];
  });
  /** What the time field shows; the bounds stay open to be filled in after «custom» was chosen. */
  protected readonly span = linkedSignal<ListQuery, Span>({
    source: this.query,
    computation: ({ within, createdFrom, createdTo }, previous) =>
      within ?? (createdFrom || createdTo || previous?.value === 'custom' ? 'custom' : null),
  });
  /** Where it is narrow, the fields beside the search are folded away until they are asked for or say something. */
  protected readonly isUnfolded = linkedSignal(() =>
    isFiltered({
      ...this.query(),
      q: '',
      status: [],
      fingerprint: [],
      scheduleId: [],
      finishedFrom: '',
      finishedTo: '',
    }),
  );

  constructor() {
    readAgain(this.#users);
  }

  /** Puts the cursor into the search. */
  focusSearch(): void {
    this.search().nativeElement.select();
    this.search().nativeElement.focus();
  }

  /** Takes every filter away. */
  clear(): void {
    this.searched().take(''); // also what was typed and not yet searched
    this.bounds.forEach(({ control }) => control.reset());
    this.span.set(null);
    void this.list.show(NO_FILTER);
  }

  /** An input method's Escape is its own. */
  protected leaveOnEscape({ key, isComposing }: KeyboardEvent, field: HTMLInputElement): void {
    if (key === 'Escape' && !isComposing) {
      field.blur();
    }
  }

  protected narrow(change: Partial<ListQuery>): void {
    void this.list.show(change);
  }

  protected toggleStatus(status: TaskStatus | null): void {
    const now = this.query().status;
    const next = status === null ? [] : now.includes(status) ? now.filter((one) => one !== status) : [...now, status];
    this.narrow({ status: next });
  }

  protected chooseSpan(span: Span): void {
    this.span.set(span);
    if (span !== 'custom') {
      this.narrow({ within: span, createdFrom: '', createdTo: '' });
    } else if (this.query().within !== null) {
      this.narrow({ within: null });
    }
  }

  /** Applies a bound, unless its time does not exist or is one of two: then the field says so and nothing changes. */
  protected narrowBy({ name, control }: (typeof this.bounds)[number]): void {
    control.markAsTouched();
    if (control.valid) {
      this.narrow({ within: null, [name]: control.value === '' ? '' : toInstant(control.value) });
    }
  }

  protected format(count: number | undefined): string {
    return count === undefined ? '' : count.toLocaleString(this.#language());
  }
}

/** An application with accounts of its own has no such filter, whatever it answers; who is only away for a while will say. */
function noUsersUnlessAway(error: unknown): readonly [] {
  if (AWAY.has(toProblem(error).code)) {
    throw error;
  }
  return [];
}

/** A local time; `''` for no bound. */
function boundControl(): FormControl<string> {
  return new FormControl('', { nonNullable: true, validators: checkedBy((text) => timeProblem(text as string)) });
}
