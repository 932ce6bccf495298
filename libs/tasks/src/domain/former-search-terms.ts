import { termsOf, type SearchTerms } from './search-terms.js';

const UNSPACED = String.raw`\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}`;
const RUNS = new RegExp(String.raw`([${UNSPACED}]+)|([[\p{L}\p{N}\p{M}]--[${UNSPACED}]]+)`, 'gv');

/**
 * The terms that version 0.1 filed a text by: words as they are, no symbols, no accents left out. Tasks of that time are
 * found by them until they are filed anew, and a task that is deleted is taken off them.
 */
export function formerSearchTermsOf(text: string): SearchTerms {
  const runs = [...text.normalize('NFKC').toLowerCase().matchAll(RUNS)];
  const words = runs.flatMap(([, , word]) => (word === undefined ? [] : [keptOf(word)]));
  return termsOf(
    words,
    runs.flatMap(([, unspaced]) => (unspaced === undefined ? [] : [[...unspaced]])),
    [],
  );
}

function keptOf(word: string): string {
  const kept = word.slice(0, 40).toWellFormed();
  return kept.length < word.length ? `${kept}…` : kept;
}
