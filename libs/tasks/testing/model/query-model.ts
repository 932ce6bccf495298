/** Stretches of Chinese and Thai, of words, and of symbols. */
const STRETCHES = /([\p{Script=Han}\p{Script=Thai}]+)|([[\p{L}\p{N}]--[\p{Script=Han}\p{Script=Thai}]]+)|\p{S}+/gv;

/** A stretch of a text: of a word, where it is cut. */
interface Stretch {
  readonly text: string;
  readonly cuts: readonly number[] | null;
}

/**
 * Whether a query finds a task, by looking at its texts as a person would: each piece between blanks is the beginning of
 * the id, or all its words, substrings and symbols are in the texts.
 */
export function matchesQuery(query: string, id: string, texts: readonly string[]): boolean {
  const stretches = texts.flatMap(stretchesOf);
  return query
    .split(/\s+/)
    .filter((piece) => stretchesOf(piece).length > 0)
    .every(
      (piece) =>
        isIdBeginning(piece.normalize('NFKC').toLowerCase(), id) ||
        stretchesOf(piece).every((wanted) => stretches.some((stretch) => has(stretch, wanted))),
    );
}

function stretchesOf(text: string): Stretch[] {
  const unaccented = text.normalize('NFKD').replaceAll(/[\u0300-\u036f\ufe0f]/gu, '');
  return Array.from(unaccented.matchAll(STRETCHES), ([stretch, , word]) => ({
    text: folded(stretch),
    cuts: word === undefined ? null : cutsOf(word),
  }));
}

function has({ text, cuts }: Stretch, wanted: Stretch): boolean {
  if (cuts === null || wanted.cuts === null) {
    return cuts === wanted.cuts && text.includes(wanted.text);
  }
  return cuts.some((cut) => {
    const rest = text.slice(cut);
    const end = cut + wanted.text.length;
    if (wanted.text.length > 40) {
      return rest.length > 40 && rest.slice(0, 40) === wanted.text.slice(0, 40);
    }
    return rest.startsWith(wanted.text) && (wanted.text.length >= 3 || end === text.length || cuts.includes(end));
  });
}

/** Where the parts of a word begin: one character after the other, by what stands before and behind it. */
function cutsOf(word: string): number[] {
  const kinds = [...word].map((one) => (/\p{N}/u.test(one) ? '1' : /\p{Lu}/u.test(one) ? 'A' : 'a'));
  const cuts = [0];
  for (let i = 1; i < kinds.length; i += 1) {
    const around = `${kinds[i - 1]}${kinds[i]}${kinds[i + 1] ?? ''}`;
    if (/^(?:aA|AAa|[aA]1|1[aA])/.test(around)) {
      cuts.push(folded(word.slice(0, i)).length);
    }
  }
  return cuts.length > 8 && word.length / cuts.length < 4 ? [0] : cuts;
}

function folded(text: string): string {
  return text.toLowerCase().replaceAll('ß', 'ss');
}

function isIdBeginning(piece: string, id: string): boolean {
  const digits = piece.replaceAll('-', '');
  const isWritten = piece === digits || id.startsWith(piece);
  return /^[0-9a-f]{4,32}$/.test(digits) && isWritten && id.replaceAll('-', '').startsWith(digits);
}
