import type { TaskSummary } from '@task-queue/contracts';
import { isInView } from '../../data/merge-events';
import { OWN_SORT, toTaskFilter, type ListQuery } from '../../data/list-query';
import { isLost, type Reading } from './lost-rows';

/** What rows are settled by. */
export interface Settling {
  readonly query: ListQuery;
  readonly nowMs: number;
  /** Tasks that are gone. */
  readonly deleted: ReadonlySet<string>;
  /** What was read from the newest row on that the page does not reach; `null` where it reaches them all. */
  readonly beyond: Reading | null;
  /** Tasks that something happened to meanwhile: what was read may be older. */
  readonly told: ReadonlySet<string>;
  /** Whether somebody points at the rows or has chosen some: then none may come or go. */
  readonly isHeld: boolean;
  /** Tasks behind the pill: in another order than the list's own nothing else tells that they are new. */
  readonly behindPill: ReadonlySet<string>;
}

/**
 * The rows after the page was read again behind the scenes: by their newest version, without those that are gone or no
 * longer what the query asks for, as far as their state or what was read tells, filled up from below. What is newer than
 * the first row stays behind the pill.
 */
export function settleRows(
  rows: readonly TaskSummary[],
  fresh: readonly TaskSummary[],
  { query, nowMs, deleted, beyond, told, isHeld, behindPill }: Settling,
): readonly TaskSummary[] {
  const freshById = new Map([...fresh, ...(beyond?.items ?? [])].map((row) => [row.id, row]));
  const newest = rows.map((row) => {
    const read = freshById.get(row.id);
    return read && read.version > row.version ? read : row;
  });
  if (isHeld) {
    return sameOr(rows, newest);
  }
  const filter = toTaskFilter(query, nowMs);
  const readings = [{ query, items: fresh }, ...(beyond ? [beyond] : [])];
  const isGone = (row: TaskSummary): boolean =>
    deleted.has(row.id) || (!told.has(row.id) && isLost(row, readings)) || !isInView(row, filter);
  const kept = newest.filter((row) => !isGone(row));
  if (query.sort !== OWN_SORT) {
    // Where each would stand now is for the next reading: rows that change places are not read.
    const shown = new Set(rows.map(({ id }) => id));
    const more = fresh.filter(({ id }) => !shown.has(id) && !behindPill.has(id));
    return sameOr(rows, [...kept, ...more].slice(0, Math.max(query.pageSize, kept.length)));
  }
  const last = kept.at(-1);
  const around = beyond?.items.some(({ id }) => id === last?.id) ? beyond.items : fresh; // nothing is left out after it
  // Ids sort by creation time, and a list has the newest first.
  const below = last === undefined ? fresh : around.filter(({ id }) => id < last.id);
  return sameOr(rows, [...kept, ...below].slice(0, Math.max(query.pageSize, kept.length)));
}

/**
 * Which tasks are behind the pill after page one was read again: those that belong above the last row and are not among
 * the rows. Where there are more than the page holds, those counted before stay counted.
 */
export function idsBehindPill(
  counted: ReadonlySet<string>,
  rows: readonly TaskSummary[],
  fresh: readonly TaskSummary[],
  pageSize: number,
): ReadonlySet<string> {
  const shown = new Set(rows.map(({ id }) => id));
  const lastRow = rows.at(-1)?.id ?? '';
  const lastFresh = fresh.length < pageSize ? '' : (fresh.at(-1)?.id ?? '');
  const missing = fresh.map(({ id }) => id).filter((id) => !shown.has(id) && id > lastRow);
  const beyond = [...counted].filter((id) => !shown.has(id) && id < lastFresh);
  return new Set([...missing, ...beyond]);
}

/** The same list when nothing in it is another: nothing is drawn again. */
function sameOr(before: readonly TaskSummary[], after: readonly TaskSummary[]): readonly TaskSummary[] {
  return before.length === after.length && before.every((row, i) => row === after[i]) ? before : after;
}
