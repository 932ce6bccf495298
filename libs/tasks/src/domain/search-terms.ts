import {
  KEPT_OF_WORD,
  SHORTEST_BEGINNING,
  SYMBOLS_IN_A_ROW,
  searchedFor,
  searchPiecesOf,
  type SearchPiece,
} from '@task-queue/contracts';

/** Characters of unspaced text that make a gram, and a long one. */
const GRAM = 3;
const LONG_GRAM = 12;
/** Stands for the rest of a longer word. It is no part of any word. */
const REST = '…';
const MAX_TERMS = 2_000;

/** What a text is found by. */
export interface SearchTerms {
  /** Found whole or by a beginning of 3 characters or more. */
  readonly words: readonly string[];
  /** Of unspaced text each character with those behind it, 3 or (in a repeating text) 12; found by every beginning. */
  readonly grams: readonly string[];
  /** Whether two characters are neighbours twice: then all grams of a substring do not make the substring. */
  readonly isRepeating: boolean;
}

/** Cuts a text into its terms. */
export function searchTermsOf(text: string): SearchTerms {
  const pieces = searchPiecesOf(text);
  const words = pieces.filter(({ kind }) => kind === 'word').flatMap(wordsOf);
  const symbols = charactersOf(pieces, 'symbols').flatMap((row) => beginningsOf(row, SYMBOLS_IN_A_ROW));
  return termsOf(words, charactersOf(pieces, 'unspaced'), symbols.map(withoutTilde));
}

/** The same of what one had and of what another has: to take off a task whatever it was filed by. */
export function unionOf(one: SearchTerms, other: SearchTerms): SearchTerms {
  return {
    words: [...new Set([...one.words, ...other.words])],
    grams: [...new Set([...one.grams, ...other.grams])],
    isRepeating: one.isRepeating || other.isRepeating,
  };
}

/** @param rows - characters of unspaced text in a row */
export function termsOf(
  words: readonly string[],
  rows: readonly (readonly string[])[],
  symbols: readonly string[],
): SearchTerms {
  const pairs = rows.flatMap((row) => gramsOf(row, GRAM - 1));
  const isRepeating = new Set(pairs).size < pairs.length;
  const grams = new Set([...rows.flatMap((row) => beginningsOf(row, isRepeating ? LONG_GRAM : GRAM)), ...symbols]);
  return { words: [...new Set(words)].slice(0, MAX_TERMS), grams: [...grams].slice(0, MAX_TERMS), isRepeating };
}

/**
 * One thing a task must have to be found, as the scripts take it: `['text', value, …]` is one of these words or grams (or,
 * behind an `id:`, an id that begins like this) in the title, the type or the error; `['substring', grams, longGrams]` more
 * than three characters of unspaced text in a row.
 */
export type SearchFacet = readonly ['text', ...string[]] | readonly ['substring', readonly string[], readonly string[]];

/**
 * What a task must all have to be found by a query: words that begin like these, these substrings of unspaced text. What
 * may be the beginning of an id stands for that as well. Nothing when there is nothing in the query to look for.
 */
export function searchFacetsOf(query: string): SearchFacet[] {
  return searchedFor(query).flatMap(({ pieces, idBeginning }) =>
    pieces.map((piece) => facetOf(piece, idBeginning === null ? [] : [`${ID}${idBeginning}`])),
  );
}

/** Whether this facet may be an id's beginning. */
export function mayBeId(facet: SearchFacet): boolean {
  return facet[0] === 'text' && facet.some((value) => value.startsWith(ID));
}

/** Before an id's digits. No term has a colon. */
const ID = 'id:';

function facetOf({ kind, text }: SearchPiece, ids: readonly string[]): SearchFacet {
  if (kind === 'word') {
    return ['text', keptOf(text), ...ids];
  }
  const row = [...text];
  if (kind === 'symbols' || row.length <= GRAM) {
    return ['text', withoutTilde(text)];
  }
  return ['substring', [...new Set(gramsOf(row, GRAM))], [...new Set(gramsOf(row, Math.min(row.length, LONG_GRAM)))]];
}

/** A word from each of its parts on, and what of several parts is too short to be a beginning. */
function wordsOf({ text, cuts }: SearchPiece): string[] {
  const ends = [...cuts.slice(1), text.length];
  return cuts.flatMap((cut, i) => {
    const short = ends.slice(i).map((end) => text.slice(cut, end));
    return [keptOf(text.slice(cut)), ...short.filter((part) => [...part].length < SHORTEST_BEGINNING)];
  });
}

function keptOf(word: string): string {
  const kept = word.slice(0, KEPT_OF_WORD).toWellFormed();
  return kept.length < word.length ? `${kept}${REST}` : kept;
}

function charactersOf(pieces: readonly SearchPiece[], wanted: SearchPiece['kind']): string[][] {
  return pieces.filter(({ kind }) => kind === wanted).map(({ text }) => [...text]);
}

function gramsOf(characters: readonly string[], length: number): string[] {
  return characters.slice(length - 1).map((_, i) => characters.slice(i, i + length).join(''));
}

/** Each character with those behind it. */
function beginningsOf(characters: readonly string[], length: number): string[] {
  return characters.map((_, i) => characters.slice(i, i + length).join(''));
}

/** The posting `~` is of repeating texts; a tilde is filed as its look-alike, U+223C. */
function withoutTilde(symbols: string): string {
  return symbols.replaceAll('~', '∼');
}
