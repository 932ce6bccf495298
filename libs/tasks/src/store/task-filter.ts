import type { TaskFilter } from '@task-queue/contracts';
import { idRangeOf, queryTermsOf } from '../domain/search-terms.js';

/** As much of an id as its time takes: twelve digits and a hyphen. */
const TIME_LENGTH = 13;

/** A filter as the scripts take it. */
export interface StoreFilter {
  /** JSON: a list of `[facet, value, value, …]`; a task matches when it has one of the values of every facet. */
  readonly facets: string;
  /** Epoch milliseconds, inclusive; 0 for any. */
  readonly fromMs: number;
  /** Epoch milliseconds, exclusive; 0 for any. */
  readonly beforeMs: number;
  /** How the id begins, where the times alone do not say it; `''` for any. */
  readonly idPrefix: string;
}

/**
 * A filter for one person's eyes.
 *
 * @param visibleTo - the id of the only owner whose tasks may match, or `null` for everybody's
 * @returns `null` when nothing can match: the filter asks for somebody else's tasks, or for no word at all
 */
export function toStoreFilter(filter: TaskFilter, visibleTo: string | null): StoreFilter | null {
  if (visibleTo !== null && filter.createdBy !== undefined && filter.createdBy !== visibleTo) {
    return null;
  }
  const owner = visibleTo ?? filter.createdBy;
  const facets: string[][] = [];
  if (owner !== undefined) {
    facets.push(['owner', owner]);
  }
  for (const facet of ['status', 'type', 'priority'] as const) {
    const values = filter[facet];
    if (values !== undefined && values.length > 0) {
      facets.push([facet, ...new Set<string>(values)]);
    }
  }
  const query = filter.q?.trim() ?? '';
  const idRange = idRangeOf(query);
  const terms = idRange === null ? queryTermsOf(query) : [];
  if (query !== '' && idRange === null && terms.length === 0) {
    return null;
  }
  facets.push(...terms.map((term) => ['term', term]));
  if (facets.length === 0) {
    facets.push(['all', '']);
  }
  const fromMs = filter.createdFrom === undefined ? 0 : Date.parse(filter.createdFrom);
  const beforeMs = filter.createdTo === undefined ? 0 : Date.parse(filter.createdTo);
  return {
    facets: JSON.stringify(facets),
    fromMs: Math.max(fromMs, idRange?.fromMs ?? 0),
    beforeMs: idRange === null ? beforeMs : Math.min(beforeMs || Infinity, idRange.beforeMs),
    idPrefix: idRange !== null && idRange.prefix.length > TIME_LENGTH ? idRange.prefix : '',
  };
}

/** The same person's filter, of what a snapshot holds and still exists, whatever became of it since. */
export function inSnapshot(filter: StoreFilter, visibleTo: string | null, token: string): StoreFilter {
  const facets = [['all', ''], ['snapshot', token], ...(visibleTo === null ? [] : [['owner', visibleTo]])];
  return { ...filter, facets: JSON.stringify(facets) };
}
