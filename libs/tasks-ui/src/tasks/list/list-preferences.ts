import { inject, Injectable, signal, type Signal } from '@angular/core';
import { DEFAULT_PAGE_SIZE } from '@task-queue/contracts';
import { readStored, writeStored } from '@task-queue/ui/storage';
import { TASKS_UI_OPTIONS } from '../../provide-tasks-ui';
import { PAGE_SIZES } from '../../data/list-query';

/** The columns a person can do without, in their order. */
export const OPTIONAL_COLUMNS = ['priority', 'creator', 'created', 'finished', 'duration', 'retries'] as const;

/** One of {@link OPTIONAL_COLUMNS}. */
export type OptionalColumn = (typeof OPTIONAL_COLUMNS)[number];

/** How close the rows stand. */
export const DENSITIES = ['comfortable', 'compact'] as const;

/** One of {@link DENSITIES}. */
export type Density = (typeof DENSITIES)[number];

/** Those that nobody sees who has not asked for them, also who chose before they were there. */
const OWN_HIDDEN: readonly OptionalColumn[] = ['finished'];

/** How a person likes the list. */
export interface ListChoices {
  readonly hidden: readonly OptionalColumn[];
  readonly density: Density;
  readonly pageSize: number;
}

const STORED_UNDER = 'task-queue.list';

/** How a person likes the list, remembered by the browser for each person who uses it. */
@Injectable()
export class ListPreferences {
  readonly #key = `${STORED_UNDER}.${inject(TASKS_UI_OPTIONS).userId?.() ?? 'me'}`;
  readonly #choices = signal<ListChoices>(parseChoices(readStored(this.#key)));

  readonly choices: Signal<ListChoices> = this.#choices.asReadonly();

  /** Changes some choices and remembers them. */
  change(change: Partial<ListChoices>): void {
    this.#choices.update((choices) => ({ ...choices, ...change }));
    writeStored(this.#key, JSON.stringify({ ...this.#choices(), known: OPTIONAL_COLUMNS }));
  }
}

/** Choices as they were stored; what makes no sense there is as if never chosen. */
export function parseChoices(text: string | null): ListChoices {
  const stored = parseObject(text);
  const [hidden, known] = [listOf(stored['hidden']), listOf(stored['known'])];
  return {
    hidden: OPTIONAL_COLUMNS.filter(
      (column) => hidden.includes(column) || (OWN_HIDDEN.includes(column) && !known.includes(column)),
    ),
    density: DENSITIES.find((density) => density === stored['density']) ?? 'comfortable',
    pageSize: PAGE_SIZES.find((size) => size === stored['pageSize']) ?? DEFAULT_PAGE_SIZE,
  };
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function parseObject(text: string | null): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text ?? '');
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}
