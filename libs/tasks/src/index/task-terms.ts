import { formerSearchTermsOf } from '../domain/former-search-terms.js';
import { MAX_GIST_LENGTH } from '../domain/limits.js';
import { searchTermsOf, unionOf, type SearchTerms } from '../domain/search-terms.js';
import type { TaskHead } from '../record/codec.js';

/** What a search looks at, besides errors. */
export type SearchedHead = Pick<TaskHead, 'title' | 'type'>;

/** What a task is found by whatever happens to it. */
export function headTerms(head: SearchedHead): SearchTerms {
  return searchTermsOf(textOf(head));
}

/** What a task is filed by forever, as the scripts take it: JSON of {type, priority, owner, terms}. */
export function indexedBy(head: Pick<TaskHead, 'title' | 'type' | 'priority' | 'createdBy'>): string {
  const { type, priority, createdBy } = head;
  return JSON.stringify({ type, priority, owner: createdBy.id, terms: headTerms(head) });
}

/** What a task of an earlier version was filed by, until it is filed anew. */
export function formerHeadTerms(head: SearchedHead): SearchTerms {
  return formerSearchTermsOf(textOf(head));
}

/** What a task may be filed by, whichever version did it. */
export function everyHeadTerm(head: SearchedHead): SearchTerms {
  return unionOf(headTerms(head), formerHeadTerms(head));
}

/** The terms an error is found by, those of its gist, as JSON: the task's record keeps them. */
export function errorTerms(message: string): string {
  return JSON.stringify(searchTermsOf(message.slice(0, MAX_GIST_LENGTH)));
}

function textOf({ title, type }: SearchedHead): string {
  return `${title} ${type}`;
}
