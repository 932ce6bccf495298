import { placesOf, searchedFor, searchPiecesOf } from '@task-queue/contracts';

/** A piece of a text, and whether it is what was searched for. */
export interface TextPart {
  readonly text: string;
  readonly isMatch: boolean;
}

const GRAPHEMES = new Intl.Segmenter(undefined, { granularity: 'grapheme' });
const ID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
/** So many digits are an id to people; fewer are a word or a number as well. */
const DIGITS_OF_ID = 8;

/**
 * A text cut where what was searched for begins and ends, by the server's rule of what matches. Never within what people
 * see as one character: what matches a part of it marks all of it.
 */
export function markParts(text: string, query: string): TextPart[] {
  const marked = new Uint8Array(text.length);
  const pieces = searchPiecesOf(text);
  for (const { pieces: wanted, idBeginning } of searchedFor(query)) {
    if (idBeginning !== null && ID.test(text) && text.replaceAll('-', '').startsWith(idBeginning)) {
      marked.fill(1, 0, lengthOfDigits(text, idBeginning.length));
    }
    for (const piece of pieces) {
      for (const place of wanted.flatMap((one) => [...placesOf(one, piece)])) {
        marked.fill(1, ...piece.placeOf(place));
      }
    }
  }
  return partsOf(text, marked);
}

/** Whether this may be the beginning of a task's id, which no other column shows. */
export function isIdBeginning(query: string): boolean {
  return searchedFor(query).some(({ idBeginning }) => (idBeginning?.length ?? 0) >= DIGITS_OF_ID);
}

function partsOf(text: string, marked: Uint8Array): TextPart[] {
  if (!marked.includes(1)) {
    return text === '' ? [] : [{ text, isMatch: false }];
  }
  const parts: { text: string; isMatch: boolean }[] = [];
  for (const { segment, index } of GRAPHEMES.segment(text)) {
    const isMatch = marked.subarray(index, index + segment.length).includes(1);
    const last = parts.at(-1);
    if (last?.isMatch === isMatch) {
      last.text += segment;
    } else {
      parts.push({ text: segment, isMatch });
    }
  }
  return parts;
}

/** How long the beginning of an id with so many digits is, hyphens and all. */
function lengthOfDigits(id: string, digits: number): number {
  let length = 0;
  for (let left = digits; left > 0; length += 1) {
    left -= id[length] === '-' ? 0 : 1;
  }
  return length;
}
