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
  const words = pieces.map(
    ({ lines }) => new Set(lines.flatMap((line) => line.replace(/--.*$/, '').match(/\w+/g) ?? [])),
  );
  const used = new Set<number>();
  const open = pieces.flatMap(({ name }, i) => (name === null ? [i] : []));
  for (let i = open.pop(); i !== undefined; i = open.pop()) {
    if (!used.has(i)) {
      used.add(i);
      open.push(...pieces.flatMap(({ name }, of) => (name !== null && words[i]!.has(name) ? [of] : [])));
    }
  }
  return pieces.flatMap(({ lines }, i) => (used.has(i) ? lines : [])).join('\n');
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
