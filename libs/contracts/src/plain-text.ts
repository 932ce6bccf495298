/** Control characters but for tab and line breaks (Unicode Cc), of which nothing is to be seen. */
const CONTROL = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F-\u009F]/g; // eslint-disable-line no-control-regex -- they are what it looks for
/** What ends a line, or moves what is written. */
const LINE_BREAK = /[\t\n\v\f\r\u0085\u2028\u2029]+/g;
/**
 * Characters that turn the direction of what follows (UAX 9: embeddings, overrides, isolates): `invoice[U+202E]gpj.exe` reads
 * as another name. Right-to-left scripts need none of them.
 */
const DIRECTION = /[\u202A-\u202E\u2066-\u2069]/g;
/** What shows nothing: blanks, formats, fillers. */
const INVISIBLE = /[\p{White_Space}\p{Default_Ignorable_Code_Point}\p{Cf}\p{Cc}\u2800]/gu;

/** Whether a text shows nothing at all, whatever characters it has. */
export function isInvisible(text: string): boolean {
  return text.replace(INVISIBLE, '') === '';
}

/** Whether a text has what no line of text has: control characters or line breaks. */
export function isOneLine(text: string): boolean {
  return text.search(CONTROL) === -1 && text.search(LINE_BREAK) === -1;
}

/** A text that shows what it holds: control characters as Unicode's pictures of them (␀), none that turn its direction. */
export function plainText(text: string): string {
  return text.replace(DIRECTION, '').replace(CONTROL, (character) => pictureOf(character.charCodeAt(0)));
}

/** The same in one line. */
export function plainLine(text: string): string {
  return plainText(text.replace(LINE_BREAK, ' '));
}

function pictureOf(code: number): string {
  return code < 0x20 ? String.fromCharCode(0x2400 + code) : code === 0x7f ? '␡' : '\uFFFD';
}

/** What still moves text about without being seen: the marks of UAX 9, which the people who write in those scripts type. */
const DIRECTION_MARK = /[\u200E\u200F\u061C]/g;

/** A text of somebody else as a page shows it, with nothing in it that is not seen; `''` when it shows nothing at all. */
export function shownText(text: string): string {
  return isInvisible(text) ? '' : plainText(text).replace(DIRECTION_MARK, '');
}

/** The blocks of scripts that are written from right to left. */
const RIGHT_TO_LEFT = /[\u0590-\u08FF\uFB1D-\uFDFF\uFE70-\uFEFC\u{10800}-\u{10FFF}\u{1E800}-\u{1EFFF}]/u;

/**
 * A text of somebody else within a sentence of ours, for places that hold no markup, such as labels and notifications: one
 * with words from right to left has a direction of its own (between U+2068 and U+2069). In markup a `bdi` does the same.
 */
export function isolated(text: string): string {
  const shown = shownText(text);
  return RIGHT_TO_LEFT.test(shown) ? `\u2068${shown}\u2069` : shown;
}
