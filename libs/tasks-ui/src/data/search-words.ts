/** Scripts that are written without spaces between words. */
const UNSPACED = String.raw`\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}`;
const RUNS = new RegExp(String.raw`([${UNSPACED}]+)|[[\p{L}\p{N}\p{M}]--[${UNSPACED}]]+`, 'gv');
const LETTER = new RegExp(String.raw`[[\p{L}\p{N}\p{M}]--[${UNSPACED}]]$`, 'v');

/** A piece of a text, and whether it is what was searched for. */
export interface TextPart {
  readonly text: string;
  readonly isMatch: boolean;
}

interface SearchWord {
  readonly text: string;
  /** Found anywhere in a text; any other word only where a word begins. */
  readonly isUnspaced: boolean;
}

/** A text cut where what was searched for begins and ends; case and width make no difference, as on the server. */
export function markParts(text: string, query: string): TextPart[] {
  const marked = new Uint8Array(text.length);
  const folded = fold(text);
  for (const word of wordsOf(query)) {
    for (const [from, to] of occurrences(folded.text, word)) {
      marked.fill(1, folded.at[from], folded.at[to] ?? text.length);
    }
  }
  const parts: TextPart[] = [];
  for (let from = 0; from < text.length;) {
    let to = from + 1;
    while (to < text.length && marked[to] === marked[from]) {
      to += 1;
    }
    parts.push({ text: text.slice(from, to), isMatch: marked[from] === 1 });
    from = to;
  }
  return parts;
}

/** Whether the texts have, between them, everything that is searched for. */
export function hasWords(texts: readonly string[], query: string): boolean {
  const folded = texts.map((text) => fold(text).text);
  return wordsOf(query).every((word) => folded.some((text) => !occurrences(text, word).next().done));
}

/** Whether this may be the beginning of a task's id, which no other column shows. */
export function isIdBeginning(query: string): boolean {
  return /^[0-9a-f]{8}(-|$)/i.test(query);
}

function wordsOf(query: string): SearchWord[] {
  return [...fold(query).text.matchAll(RUNS)].map(([text, unspaced]) => ({ text, isUnspaced: unspaced !== undefined }));
}

function* occurrences(folded: string, { text, isUnspaced }: SearchWord): Generator<readonly [number, number]> {
  for (let from = folded.indexOf(text); from >= 0; from = folded.indexOf(text, from + 1)) {
    if (isUnspaced || !LETTER.test(folded.slice(Math.max(0, from - 2), from))) {
      yield [from, from + text.length];
    }
  }
}

/** A text as it is compared (NFKC, lower case), and where each of its units stood. */
function fold(text: string): { readonly text: string; readonly at: readonly number[] } {
  const at: number[] = [];
  let folded = '';
  let index = 0;
  for (const character of text) {
    const one = character.normalize('NFKC').toLowerCase();
    folded += one;
    at.push(...Array<number>(one.length).fill(index));
    index += character.length;
  }
  return { text: folded, at };
}
