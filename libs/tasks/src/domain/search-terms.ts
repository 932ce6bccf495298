/** Scripts that are written without spaces between words. */
const UNSPACED = String.raw`\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}`;
const RUNS = new RegExp(String.raw`([${UNSPACED}]+)|([[\p{L}\p{N}\p{M}]--[${UNSPACED}]]+)`, 'gv');

/** Longest word kept, in characters; the rest of a longer one is not searched. */
const MAX_WORD_LENGTH = 40;
const MAX_TERMS = 500;
const MAX_QUERY_TERMS = 32;

/**
 * The terms a text is found by: its words, and of Chinese (or other text without spaces) each character and each pair of
 * neighbours. Case, width and the like make no difference (NFKC, Unicode Standard Annex 15).
 */
export function termsOf(text: string): string[] {
  const terms = new Set<string>();
  for (const [, unspaced, word] of normalize(text).matchAll(RUNS)) {
    if (word !== undefined) {
      terms.add(word.slice(0, MAX_WORD_LENGTH));
      continue;
    }
    const characters = [...unspaced!];
    characters.forEach((character) => terms.add(character));
    pairsOf(characters).forEach((pair) => terms.add(pair));
  }
  return [...terms].slice(0, MAX_TERMS);
}

/** The terms that a task must all have to be found by a query; none when there is nothing in it to look for. */
export function queryTermsOf(query: string): string[] {
  const terms = new Set<string>();
  for (const [, unspaced, word] of normalize(query).matchAll(RUNS)) {
    const characters = [...(unspaced ?? '')];
    const wanted =
      word !== undefined
        ? [word.slice(0, MAX_WORD_LENGTH)]
        : characters.length === 1
          ? characters
          : pairsOf(characters);
    wanted.forEach((term) => terms.add(term));
  }
  return [...terms].slice(0, MAX_QUERY_TERMS);
}

/** Pairs of neighbours, as CJK search engines index them (bigrams). */
function pairsOf(characters: readonly string[]): string[] {
  return characters.slice(1).map((character, i) => characters[i]! + character);
}

function normalize(text: string): string {
  return text.normalize('NFKC').toLowerCase();
}

/** A range of creation times that an id's beginning stands for. */
export interface IdRange {
  /** Epoch milliseconds, inclusive. */
  readonly fromMs: number;
  /** Epoch milliseconds, exclusive. */
  readonly beforeMs: number;
  /** The id's beginning, in lower case; ids in the range may differ from it only behind their time. */
  readonly prefix: string;
}

const ID_BEGINNING = /^[0-9a-f]{8}-(?:[0-9a-f]{0,4}|[0-9a-f]{4}-[0-9a-f-]{0,22})$/;

/**
 * What a query that begins like an id (eight digits and a hyphen, at least) stands for; `null` for any other. A UUIDv7
 * begins with its time (RFC 9562, section 5.7), so a beginning is a range of times. The first eight digits alone might
 * be a word too; they are a term of every task.
 */
export function idRangeOf(query: string): IdRange | null {
  const prefix = query.trim().toLowerCase();
  if (!ID_BEGINNING.test(prefix)) {
    return null;
  }
  const time = prefix.replaceAll('-', '').slice(0, 12);
  return {
    fromMs: parseInt(time.padEnd(12, '0'), 16),
    beforeMs: parseInt(time.padEnd(12, 'f'), 16) + 1,
    prefix,
  };
}
