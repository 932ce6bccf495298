import type { TaskSummary } from '@task-queue/contracts';
import { OWN_SORT, toTaskFilter, type ListQuery } from '../../data/list-query';
import { isInView } from '../../data/merge-events';

/** A page as the server answered it, and what it was asked for. */
export interface Reading {
  readonly query: ListQuery;
  readonly items: readonly TaskSummary[];
}

/**
 * What to ask for where a page neither has nor reaches some of the rows, as new tasks push them off it and deleted ones
 * move it past them: what matches, from the newest such row on. `null` where the page tells of every row.
 */
export function queryBeyond(rows: readonly TaskSummary[], page: Reading, nowMs: number): ListQuery | null {
  const filter = toTaskFilter(page.query, nowMs);
  const newest = rows
    .filter((row) => isInView(row, filter) && !has(page, row) && !reaches(page, row))
    .map(({ createdAt }) => createdAt)
    .sort()
    .at(-1);
  if (newest === undefined) {
    return null;
  }
  const createdTo = new Date(Date.parse(newest) + 1).toISOString(); // which is left out
  return { ...page.query, page: 1, before: '', sort: OWN_SORT, createdTo };
}

/** Whether a row is gone, or no longer what is asked for: a reading that would have it has it not. */
export function isLost(row: TaskSummary, readings: readonly Reading[]): boolean {
  return readings.some((one) => reaches(one, row)) && !readings.some((one) => has(one, row));
}

function has({ items }: Reading, row: TaskSummary): boolean {
  return items.some(({ id }) => id === row.id);
}

/** Whether a row would be in a reading if it matched; those created within one millisecond are in no order of their ids. */
function reaches({ query, items }: Reading, { createdAt }: TaskSummary): boolean {
  const isLastPage = items.length < query.pageSize;
  if (query.sort !== OWN_SORT) {
    return query.page === 1 && isLastPage;
  }
  const isBelowFirst = query.page === 1 || (items[0] !== undefined && createdAt < items[0].createdAt);
  return isBelowFirst && (isLastPage || createdAt > items.at(-1)!.createdAt);
}
