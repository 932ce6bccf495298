import { TASK_FACETS, type TaskFilter } from '@task-queue/contracts';
import type { FinishedSpan } from '../finished/finished-span.js';
import { fingerprintTerm } from './task-terms.js';
import { mayBeId, searchFacetsOf, type SearchFacet } from '../domain/search-terms.js';

/** A filter as the scripts take it. */
export interface StoreFilter {
  /** JSON: a list of `[facet, value, value, …]`; a task matches when it has one of the values of every facet. */
  readonly facets: string;
  /** Epoch milliseconds, inclusive; `null` for any. */
  readonly fromMs: number | null;
  /** Epoch milliseconds, exclusive; `null` for any. */
  readonly beforeMs: number | null;
  /** When it finished; `null` for any time, or none. */
  readonly finished: FinishedSpan | null;
}

/** What the index calls each facet. */
const CONTAINERS = {
  status: 'status',
  type: 'type',
  priority: 'priority',
  fingerprint: 'error',
  scheduleId: 'schedule',
} as const;

/**
 * A filter for one person's eyes.
 *
 * @param visibleTo - the id of the only owner whose tasks may match, or `null` for everybody's
 * @returns `null` when nothing can match: the filter asks for somebody else's tasks, or for no word at all
 * @throws TypeError for a field that no filter has: left out, it would widen what is then cancelled or deleted
 */
export function toStoreFilter(filter: TaskFilter, visibleTo: string | null): StoreFilter | null {
  const { q, createdBy, createdFrom, createdTo, status, type, priority, fingerprint, scheduleId, ...times } = filter;
  const { finishedFrom, finishedTo, ...unknown } = times;
  refuseAny(unknown);
  if (visibleTo !== null && createdBy !== undefined && createdBy !== visibleTo) {
    return null;
  }
  const owner = visibleTo ?? createdBy;
  const facets: (readonly string[] | SearchFacet)[] = [];
  if (owner !== undefined) {
    facets.push(['owner', owner]);
  }
  for (const facet of TASK_FACETS) {
    const values = { status, type, priority, fingerprint: fingerprint?.map(fingerprintTerm), scheduleId }[facet];
    if (values !== undefined && values.length > 0) {
      facets.push([CONTAINERS[facet], ...new Set<string>(values)]);
    }
  }
  const query = q?.trim() ?? '';
  const search = searchFacetsOf(query);
  if (query !== '' && search.length === 0) {
    return null;
  }
  facets.push(...search);
  if (facets.length === 0 || search.some(mayBeId)) {
    // A range of numbers has those of deleted tasks as well.
    facets.push(['all', '']);
  }
  return {
    facets: JSON.stringify(facets),
    fromMs: msOf(createdFrom),
    beforeMs: msOf(createdTo),
    finished:
      finishedFrom === undefined && finishedTo === undefined
        ? null
        : { fromMs: msOf(finishedFrom), beforeMs: msOf(finishedTo) },
  };
}

function msOf(instant: string | undefined): number | null {
  return instant === undefined ? null : Date.parse(instant);
}

/** The same filter of those tasks alone that have one of the values of a facet besides. */
export function within(filter: StoreFilter, facet: readonly string[]): StoreFilter {
  const facets = JSON.parse(filter.facets) as unknown[];
  return { ...filter, facets: JSON.stringify([...facets, facet]) };
}

function refuseAny(unknown: Readonly<Record<string, never>>): void {
  const names = Object.entries(unknown).flatMap(([name, value]) => (value === undefined ? [] : [name]));
  if (names.length > 0) {
    throw new TypeError(`A task filter has no ${names.join(', ')}`);
  }
}

/** The same person's filter, of what a snapshot holds and still exists, whatever became of it since. */
export function inSnapshot(filter: StoreFilter, visibleTo: string | null, token: string): StoreFilter {
  const facets = [['all', ''], ['snapshot', token], ...(visibleTo === null ? [] : [['owner', visibleTo]])];
  return { ...filter, facets: JSON.stringify(facets), finished: null };
}

/** A filter for one person's eyes of what matches now, or (with a snapshot) of what matched when that was taken. */
export function selectionFilter(
  { snapshot, ...filter }: TaskFilter & { readonly snapshot?: string },
  visibleTo: string | null,
): StoreFilter | null {
  const storeFilter = toStoreFilter(filter, visibleTo);
  return storeFilter !== null && snapshot !== undefined ? inSnapshot(storeFilter, visibleTo, snapshot) : storeFilter;
}
