import type { TaskFailure } from '@task-queue/contracts';
import { errorFingerprint } from '../domain/error-fingerprint.js';
import { formerSearchTermsOf } from '../domain/former-search-terms.js';
import { MAX_GIST_LENGTH } from '../domain/limits.js';
import { searchTermsOf, unionOf, type SearchTerms } from '../domain/search-terms.js';
import type { TaskHead } from '../record/codec.js';
import { valuesOfTerms } from './containers-of.js';

/** What a search looks at, besides errors. */
export type SearchedHead = Pick<TaskHead, 'title' | 'type'>;

/** What a task is found by whatever happens to it. */
export function headTerms(head: SearchedHead): SearchTerms {
  return searchTermsOf(textOf(head));
}

/** What a task is filed by forever, as the scripts take it: JSON of {type, priority, owner, schedule, terms}. */
export function indexedBy(head: Pick<TaskHead, 'title' | 'type' | 'priority' | 'createdBy' | 'scheduleId'>): string {
  const { type, priority, createdBy, scheduleId } = head;
  const others = JSON.stringify({ type, priority, owner: createdBy.id, schedule: scheduleId });
  return `${others.slice(0, -1)},"terms":${termsJsonOf(textOf(head))}}`;
}

/** Texts whose terms are remembered: many tasks have the same title. */
const MOST_REMEMBERED = 1_000;
const remembered = new Map<string, string>();

function termsJsonOf(text: string): string {
  const known = remembered.get(text);
  if (known !== undefined) {
    return known;
  }
  if (remembered.size === MOST_REMEMBERED) {
    remembered.clear();
  }
  const json = JSON.stringify(searchTermsOf(text));
  remembered.set(text, json);
  return json;
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

/** Every value that tasks may be filed by as the terms of what never changes, each with their places in the list, from 1. */
export function termsTogether(heads: readonly SearchedHead[]): readonly (readonly [string, ...number[]])[] {
  const placesOf = new Map<string, number[]>();
  const valuesOf = new Map<string, ReadonlySet<string>>(); // many have the same title
  heads.forEach((head, i) => {
    const text = textOf(head);
    const values = valuesOf.get(text) ?? valuesOfTerms(everyHeadTerm(head));
    valuesOf.set(text, values);
    for (const value of values) {
      const places = placesOf.get(value);
      if (places === undefined) {
        placesOf.set(value, [i + 1]);
      } else {
        places.push(i + 1);
      }
    }
  });
  return Array.from(placesOf, ([value, places]) => [value, ...places]);
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
