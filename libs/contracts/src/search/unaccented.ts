/** A text as it is searched, but for case. */
export interface PlainText {
  readonly text: string;
  /** Of each code unit, where in the original what it stands for begins and ends; `null` where it is the original. */
  readonly origins: readonly Range[] | null;
}

/** From a code unit, inclusive, to a code unit, exclusive. */
export type Range = readonly [from: number, to: number];

/** Where a word may be cut: in the middle of it, a zero width space says just that. */
export const MAY_CUT = '\u200b';

/** ASCII, and the Chinese characters of most texts: nothing joins them or is another form of them. */
const PLAIN = /^[\0-\x7f\u4e00-\u9fff]*$/;
/** A character with all that joins it: marks, the halves of a Hangul syllable, what is not seen. */
const CHARACTER = /[\s\S][\p{M}\p{Default_Ignorable_Code_Point}\uff9e\uff9f\u1160-\u11ff\ud7b0-\ud7fb\u{16d67}]*/gu;
/** What nobody sees (joiners, variation selectors, soft hyphens …), but for the letters in a flag of England. */
const UNSEEN = /[\p{Default_Ignorable_Code_Point}--[\u{e0020}-\u{e007f}\u200b]]/gv;
/** Scripts whose marks are accents. Elsewhere a mark may be a vowel, as in Thai, or make another letter, as in が. */
const ACCENTED = /^[\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}]/u;
/** ‼ ⁉ 〰 〽: as emoji they are no punctuation. */
const EMOJI_PUNCTUATION = /^[\p{Extended_Pictographic}&&\p{P}]/v;
/** Symbols that may be letters or digits otherwise, and keycaps. */
const LETTERED = /^[\p{S}\p{No}\p{Nl}]|\u20e3/u;
/** Letters that are accented to people, and that Unicode does not take apart. */
const UNACCENTED: ReadonlyMap<string, string> = new Map(
  ['đd', 'ĐD', 'ħh', 'ĦH', 'łl', 'ŁL', 'øo', 'ØO', 'ŧt', 'ŦT', 'æae', 'ÆAe', 'œoe', 'ŒOe'].map((pair) => [
    pair.slice(0, 1),
    pair.slice(1),
  ]),
);

/**
 * A text without what makes no difference to a search: width, ligatures and the like (NFKD, Unicode Standard Annex 15),
 * accents, what is not seen. A symbol that is letters or digits (№, ™, ②) may be cut off from its neighbours.
 */
export function plainTextOf(text: string): PlainText {
  if (PLAIN.test(text)) {
    return { text, origins: null };
  }
  const origins: Range[] = [];
  let plain = '';
  for (const { 0: character, index } of text.matchAll(CHARACTER)) {
    const one = plainCharacter(character);
    plain += one;
    for (let unit = 0; unit < one.length; unit += 1) {
      origins.push([index, index + character.length]);
    }
  }
  return { text: plain, origins };
}

function plainCharacter(character: string): string {
  if (PLAIN.test(character)) {
    return character;
  }
  if (EMOJI_PUNCTUATION.test(character)) {
    return character.replace(UNSEEN, '');
  }
  const parts = character.normalize('NFKD').replace(UNSEEN, '');
  const bare = ACCENTED.test(parts) ? parts.replace(/\p{M}+/gu, '') : parts.normalize('NFC');
  const plain = UNACCENTED.get(bare) ?? bare;
  const isSymbol = LETTERED.test(character) && /^[\p{L}\p{N}]/u.test(plain);
  return isSymbol ? `${MAY_CUT}${plain}${MAY_CUT}` : plain;
}
