import type { TaskFailure } from '@task-queue/contracts';
import { errorFingerprint } from '../domain/error-fingerprint.js';
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

/** An error as the scripts take it. */
export interface FiledError {
  /** JSON. */
  readonly error: string;
  /** What it is found by, as JSON: the terms of its gist and its fingerprint. The task's record keeps it. */
  readonly terms: string;
}

/** An error with what it is found by. */
export function filedError(failure: TaskFailure): FiledError {
  const fingerprint = failure.fingerprint ?? errorFingerprint(failure.message, failure.code);
  return { error: JSON.stringify({ ...failure, fingerprint }), terms: errorTerms(failure.message, fingerprint) };
}

/** As JSON. */
export function errorTerms(message: string, fingerprint: string): string {
  const terms = searchTermsOf(message.slice(0, MAX_GIST_LENGTH));
  return JSON.stringify({ ...terms, fingerprint });
}

/** A fingerprint among the terms of errors, which no word begins like; `index/terms.lua` writes it so. */
export function fingerprintTerm(fingerprint: string): string {
  return `fp ${fingerprint}`;
}

function textOf({ title, type }: SearchedHead): string {
  return `${title} ${type}`;
}
