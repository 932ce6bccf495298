/** A function, and a constant, at the outermost level: what they begin with there, and what they end with. */
const BEGINS = /^local (?:function (\w+)|([A-Z][A-Z_]*) = )/;
const ENDS = /^(?:end|\})$/;

/** A piece of a script; `name` where it is a function or a constant, which does nothing by itself. */
interface Piece {
  readonly name: string | null;
  readonly lines: string[];
}

/**
 * A script without the functions and constants that it has from elsewhere and does not use: Redis would make each of them anew
 * every time the script runs. They are told by their form: `local function f` up to an `end`, `local NAME = ` up to the end of
 * that line, or up to a `}` where the line ends with its bracket open, each at the left margin.
 */
export function withoutUnused(script: string): string {
  const pieces = piecesOf(script);
  const named = Map.groupBy(pieces.keys(), (i) => pieces[i]!.name);
  const used = new Set<number>();
  const open = [...(named.get(null) ?? [])];
  for (let i = open.pop(); i !== undefined; i = open.pop()) {
    if (!used.has(i)) {
      used.add(i);
      for (const word of pieces[i]!.lines.flatMap(wordsOf)) {
        open.push(...(named.get(word) ?? []));
      }
    }
  }
  return pieces.flatMap(({ lines }, i) => (used.has(i) ? lines : [])).join('\n');
}

/** The words of each line that was seen: scripts have most of theirs in common, and a server reads all of them as it starts. */
const WORDS = new Map<string, readonly string[]>();

function wordsOf(line: string): readonly string[] {
  let words = WORDS.get(line);
  if (words === undefined) {
    words = line.replace(/--.*$/, '').match(/\w+/g) ?? [];
    WORDS.set(line, words);
  }
  return words;
}

function piecesOf(script: string): readonly Piece[] {
  const pieces: Piece[] = [];
  let isOpen = false;
  for (const line of script.split('\n')) {
    const begins: RegExpExecArray | null = isOpen ? null : BEGINS.exec(line);
    if (begins !== null) {
      const [, called, constant]: readonly (string | undefined)[] = begins;
      pieces.push({ name: called ?? constant!, lines: [line] });
      isOpen = called === undefined ? line.endsWith('{') : !line.endsWith(' end');
    } else if (isOpen) {
      pieces.at(-1)!.lines.push(line);
      isOpen = !ENDS.test(line);
    } else {
      pieces.push({ name: null, lines: [line] });
    }
  }
  return pieces;
}
