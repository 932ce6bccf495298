import { MAX_SEARCH_LENGTH } from '../limits.js';
import { plainTextOf, type Range } from './unaccented.js';
import { foldCase, searchPiecesOf, type SearchPiece } from './search-pieces.js';

/** A word is found by so many of its first characters, or by a whole part. */
export const SHORTEST_BEGINNING = 3;
/** So much of a word is kept, in code units: longer ones that begin with the same are not told apart. */
export const KEPT_OF_WORD = 40;
/** Symbols in a row are found by so many of them. */
export const SYMBOLS_IN_A_ROW = 3;

/** One of the things between blanks that somebody looks for. */
export interface SearchedFor {
  /** A text must have all of these. */
  readonly pieces: readonly SearchPiece[];
  /** The digits of an id that begins like this, without hyphens, which is as good as the pieces; else `null`. */
  readonly idBeginning: string | null;
}

const ID_BEGINNING =
  /^(?:[0-9a-f]{4,32}|[0-9a-f]{8}-(?:[0-9a-f]{0,4}|[0-9a-f]{4}-(?:[0-9a-f]{0,4}|[0-9a-f]{4}-(?:[0-9a-f]{0,4}|[0-9a-f]{4}-[0-9a-f]{0,12}))))$/;

/** What a query looks for. Empty when there is nothing in it to look for: punctuation alone is nothing. */
export function searchedFor(query: string): SearchedFor[] {
  return query
    .slice(0, MAX_SEARCH_LENGTH)
    .split(/\s+/)
    .map((section) => {
      const written = foldCase(plainTextOf(section).text);
      return {
        pieces: searchPiecesOf(section).flatMap(inRows),
        idBeginning: ID_BEGINNING.test(written) ? written.replaceAll('-', '') : null,
      };
    })
    .filter(({ pieces }) => pieces.length > 0);
}

/** Where in a piece's text what is looked for stands. */
export function* placesOf(wanted: SearchPiece, piece: SearchPiece): Generator<Range> {
  if (wanted.kind !== piece.kind) {
    return;
  }
  const { text } = wanted;
  if (wanted.kind !== 'word') {
    for (let from = piece.text.indexOf(text); from >= 0; from = piece.text.indexOf(text, from + 1)) {
      yield [from, from + text.length];
    }
    return;
  }
  for (const cut of piece.cuts) {
    if (isBeginning(text, piece.text.slice(cut)) && (isLong(text) || isEnd(piece, cut + text.length))) {
      yield [cut, Math.min(cut + text.length, piece.text.length)];
    }
  }
}

/** Whether the texts have, between them, all that is looked for. Ids are nobody's text. */
export function hasAll(texts: readonly string[], query: string): boolean {
  const pieces = texts.flatMap(searchPiecesOf);
  return searchedFor(query).every((section) =>
    section.pieces.every((wanted) => pieces.some((piece) => !placesOf(wanted, piece).next().done)),
  );
}

function isBeginning(text: string, word: string): boolean {
  return text.length > KEPT_OF_WORD
    ? word.length > KEPT_OF_WORD && word.startsWith(text.slice(0, KEPT_OF_WORD))
    : word.startsWith(text);
}

function isLong(text: string): boolean {
  return [...text].length >= SHORTEST_BEGINNING;
}

function isEnd({ text, cuts }: SearchPiece, at: number): boolean {
  return at === text.length || cuts.includes(at);
}

/** Of a longer row of symbols, all the short ones it is made of. */
function inRows(piece: SearchPiece): SearchPiece[] {
  const symbols = [...piece.text];
  if (piece.kind !== 'symbols' || symbols.length <= SYMBOLS_IN_A_ROW) {
    return [piece];
  }
  const rows = symbols.slice(SYMBOLS_IN_A_ROW - 1).map((_, i) => symbols.slice(i, i + SYMBOLS_IN_A_ROW).join(''));
  return [...new Set(rows)].map((text) => ({ ...piece, text }));
}
