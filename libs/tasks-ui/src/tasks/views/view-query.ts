import type { TaskView } from '@task-queue/contracts';
import { NO_FILTER, parseListQuery, toTaskFilter, type ListQuery } from '../../data/list-query';
import { OPTIONAL_COLUMNS, type OptionalColumn } from '../list/list-preferences';

/** What a view keeps of a list. */
export type KeptOfList = Pick<TaskView, 'filter' | 'sort'> & { readonly columns: readonly string[] };

/**
 * What a view keeps of the list on screen. A span that ends now is left out: a view knows fixed times alone, and the next day
 * they would not be what was meant.
 */
export function keptOf(query: ListQuery, hidden: readonly OptionalColumn[]): KeptOfList {
  return {
    filter: toTaskFilter({ ...query, within: null }, 0),
    sort: query.sort,
    columns: OPTIONAL_COLUMNS.filter((column) => !hidden.includes(column)),
  };
}

/** What the list is asked for to show a view. What its server knows and this page does not is left out. */
export function queryOf({ filter, sort }: TaskView): Partial<ListQuery> {
  const said = new Map(Object.entries({ ...filter, sort }).map(([name, value]) => [name, String(value)]));
  const read = parseListQuery({ get: (name) => said.get(name) ?? null });
  const narrowing = Object.keys(NO_FILTER) as (keyof typeof NO_FILTER)[];
  return { ...Object.fromEntries(narrowing.map((name) => [name, read[name]])), sort: read.sort };
}

/** The columns that a view hides; `null` where it says nothing of them. */
export function hiddenOf({ columns }: TaskView): readonly OptionalColumn[] | null {
  return columns === null ? null : OPTIONAL_COLUMNS.filter((column) => !columns.includes(column));
}

/** Whether the list on screen is what a view shows; where the page begins and how long it is does not matter. */
export function isShown(view: TaskView, query: ListQuery): boolean {
  const shown = { ...query, ...queryOf(view) };
  return JSON.stringify(shown) === JSON.stringify(query);
}
