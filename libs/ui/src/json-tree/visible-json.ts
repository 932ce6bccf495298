/** What shows nothing or turns text, but for what joins letters and pictures (U+200C, U+200D, variation selectors). */
// No literal: it is compiled for ES2022 where it is packed, whose literals have no such flag.
const UNSEEN = new RegExp(
  String.raw`[[\p{Default_Ignorable_Code_Point}\p{Cf}\p{Cc}\u2028\u2029]--[\n\u200C\u200D\p{Variation_Selector}]]`,
  'gv',
);

/** A JSON text that means the same and shows every character it has: what is not seen is written as its escape, e.g. `\\u202e`. */
export function visibleJson(json: string): string {
  return json.replace(UNSEEN, (character) =>
    character
      .split('')
      .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
      .join(''),
  );
}
