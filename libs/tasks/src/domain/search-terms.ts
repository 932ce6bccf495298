/** Scripts that are written without spaces between words. */
const UNSPACED = String.raw`\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}`;
const RUNS = new RegExp(String.raw`([${UNSPACED}]+)|([[\p{L}\p{N}\p{M}]--[${UNSPACED}]]+)`, 'gv');

/** Characters of unspaced text that make a gram, and a long one. */
const GRAM = 3;
const LONG_GRAM = 12;
/** Longest word kept, in characters; of a longer one only that there was more is known. */
const MAX_WORD_LENGTH = 40;
/** Stands for the rest of a longer word. It is no part of any word. */
const REST = '…';
/** What of a query is looked at, in characters. */
const MAX_QUERY_LENGTH = 200;
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

/** Cuts a text into its terms. Case, width and the like make no difference (NFKC, Unicode Standard Annex 15). */
export function searchTermsOf(text: string): SearchTerms {
  const words = new Set<string>();
  const runs: string[][] = [];
  for (const [, unspaced, word] of normalize(text).matchAll(RUNS)) {
    if (word === undefined) {
      runs.push([...unspaced!]);
    } else {
      words.add(wordOf(word));
    }
  }
  const pairs = runs.flatMap((run) => gramsOf(run, GRAM - 1));
  const isRepeating = new Set(pairs).size < pairs.length;
  const length = isRepeating ? LONG_GRAM : GRAM;
  const grams = new Set(runs.flatMap((run) => run.map((_, i) => run.slice(i, i + length).join(''))));
  return { words: [...words].slice(0, MAX_TERMS), grams: [...grams].slice(0, MAX_TERMS), isRepeating };
}

/**
 * One thing a task must have to be found, as the scripts take it: `['text', value, …]` is one of these words or grams (or,
 * behind a `#`, an id that begins like this) in the title, the type or the error; `['substring', grams, longGrams]` more
 * than three characters of unspaced text in a row.
 */
export type SearchFacet = readonly ['text', ...string[]] | readonly ['substring', readonly string[], readonly string[]];

/**
 * What a task must all have to be found by a query: words that begin like these, these substrings of unspaced text. A
 * piece of at least four hex digits may stand for the beginning of an id as well, with or without hyphens. Nothing when
 * there is nothing in the query to look for.
 */
export function searchFacetsOf(query: string): SearchFacet[] {
  return normalize(query.slice(0, MAX_QUERY_LENGTH)).split(/\s+/).flatMap(facetsOfPiece);
}

function facetsOfPiece(piece: string): SearchFacet[] {
  const id = ID_BEGINNING.test(piece) ? [`#${piece.replaceAll('-', '')}`] : [];
  return Array.from(piece.matchAll(RUNS), ([, unspaced, word]): SearchFacet => {
    if (word !== undefined) {
      return ['text', wordOf(word), ...id];
    }
    const run = [...unspaced!];
    if (run.length <= GRAM) {
      return ['text', unspaced!];
    }
    return ['substring', [...new Set(gramsOf(run, GRAM))], [...new Set(gramsOf(run, Math.min(run.length, LONG_GRAM)))]];
  });
}

const ID_BEGINNING =
  /^(?:[0-9a-f]{4,32}|[0-9a-f]{8}-(?:[0-9a-f]{0,4}|[0-9a-f]{4}-(?:[0-9a-f]{0,4}|[0-9a-f]{4}-(?:[0-9a-f]{0,4}|[0-9a-f]{4}-[0-9a-f]{0,12}))))$/;

function gramsOf(characters: readonly string[], length: number): string[] {
  return characters.slice(length - 1).map((_, i) => characters.slice(i, i + length).join(''));
}

function wordOf(word: string): string {
  const kept = word.slice(0, MAX_WORD_LENGTH).toWellFormed();
  return kept.length < word.length ? `${kept}${REST}` : kept;
}

function normalize(text: string): string {
  return text.normalize('NFKC').toLowerCase();
}
