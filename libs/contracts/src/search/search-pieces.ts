import { MAY_CUT, plainTextOf, type PlainText, type Range } from './unaccented.js';

/** What a text is searched by: its words, and its stretches of unspaced text and of symbols. */
export interface SearchPiece {
  /** `word` is found where a part of it begins, `unspaced` and `symbols` anywhere. */
  readonly kind: 'word' | 'unspaced' | 'symbols';
  /** As it is compared: case, width and accents make no difference. */
  readonly text: string;
  /** Where the parts of a word begin, the first at 0: at capitals, and between letters and digits. */
  readonly cuts: readonly number[];
  /** Where in the original a part of the text stands. */
  placeOf(part: Range): Range;
}

/** Scripts that are written without spaces between words, or, as Korean, with endings that are joined to them. */
const UNSPACED = [
  ...['scx=Han', 'scx=Hiragana', 'scx=Katakana', 'sc=Bopomofo', 'sc=Yi', 'sc=Hangul'],
  ...['sc=Thai', 'sc=Lao', 'sc=Khmer', 'sc=Myanmar', 'sc=Tibetan', 'sc=Javanese', 'sc=Balinese'],
  ...['sc=Tai_Le', 'sc=New_Tai_Lue', 'sc=Tai_Tham', 'sc=Tai_Viet'],
]
  .map((script) => String.raw`\p{${script}}`)
  .join('');
/** What is written in words and names besides letters and digits. The slash in ½ is none; U+20E3 frames a keycap. */
const SYMBOL = String.raw`[[\p{S}\p{M}#%&@§¶†‡‰‱※‼⁉〰〽\u{e0020}-\u{e007f}]--[⁄]]`;
const LETTER = String.raw`[\p{L}\p{N}]`;
const MARK = String.raw`[[\p{M}${MAY_CUT}]--\p{Me}]`;
const PIECES = new RegExp(
  String.raw`(?<unspaced>(?:[[\p{L}\p{N}\p{M}]&&[${UNSPACED}]]${MARK}*)+)|` +
    String.raw`(?<word>(?:[${LETTER}--[${UNSPACED}]]${MARK}*)+)|(?<symbols>${SYMBOL}+)`,
  'gv',
);

/** Within a word: camelCase, HTTPServer, 2026Q1, and where it may be cut. */
const CUTS = new RegExp(
  [
    String.raw`(?<=\p{Ll}\p{M}*)(?=\p{Lu})`,
    String.raw`(?<=\p{Lu}\p{M}*)(?=\p{Lu}\p{M}*\p{Ll})`,
    String.raw`(?<=\p{L}\p{M}*)(?=\p{N})`,
    String.raw`(?<=\p{N}\p{M}*)(?=\p{L})`,
    `(?<=${MAY_CUT})`,
  ].join('|'),
  'gu',
);
/** A word of more parts that are shorter on average is a code (a hash, an id), and found by its beginning alone. */
const PARTS_OF_CODE = 8;
const SHORT_PART = 4;
/** So is one of hex digits, from so few parts on: such words are in many titles, and every one is another. */
const HEX = /^[0-9a-f]{8,}$/i;
const PARTS_OF_HEX = 4;

/** Most words, and numbers: they have no cuts. */
const UNCUT = /^(?:\p{Lu}?\p{Ll}*|\p{N}*)$/u;

/** The pieces of a text. What is between them (blanks, punctuation) is not searched. */
export function searchPiecesOf(text: string): SearchPiece[] {
  const plain = plainTextOf(text);
  return Array.from(plain.text.matchAll(PIECES), ({ 0: raw, 1: unspaced, 2: word, index }) =>
    pieceOf(word ? 'word' : unspaced ? 'unspaced' : 'symbols', raw, index, plain),
  );
}

function pieceOf(kind: SearchPiece['kind'], raw: string, start: number, plain: PlainText): SearchPiece {
  const text = foldCase(raw);
  return {
    kind,
    text,
    cuts: kind !== 'word' || UNCUT.test(raw) ? [0] : cutsOf(raw, text.length),
    placeOf: ([from, to]) => {
      const units = unitsOf(raw).map((unit) => start + unit);
      const [first, last] = [units[from]!, units[to - 1]!];
      return plain.origins ? [plain.origins[first]![0], plain.origins[last]![1]] : [first, last + 1];
    },
  };
}

function cutsOf(raw: string, length: number): number[] {
  const inside = Array.from(raw.matchAll(CUTS), ({ index }) => foldCase(raw.slice(0, index)).length);
  const cuts = new Set([0, ...inside.filter((cut) => cut < length)]);
  const isCode =
    (cuts.size > PARTS_OF_CODE && length / cuts.size < SHORT_PART) || (cuts.size > PARTS_OF_HEX && HEX.test(raw));
  return isCode ? [0] : [...cuts];
}

/** Of each code unit of a folded text, which unit it was. */
function unitsOf(raw: string): number[] {
  const units: number[] = [];
  let at = 0;
  for (const character of raw) {
    units.push(...Array<number>(foldCase(character).length).fill(at));
    at += character.length;
  }
  return units;
}

/** Full case folding (ß is ss, a σ at the end is no ς), and without the places where a word may be cut. */
export function foldCase(text: string): string {
  const folded = text.toLowerCase();
  return ASCII.test(folded) ? folded : folded.toUpperCase().toLowerCase().replaceAll('ς', 'σ').replaceAll(MAY_CUT, '');
}

const ASCII = /^[\0-\x7f]*$/;
