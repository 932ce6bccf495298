const HAN_OR_NOT = /\p{Script=Han}+|\P{Script=Han}+/gu;

/**
 * Whether a query finds a task, by looking at its texts as a person would: each piece between blanks is the beginning of
 * the id, or all its words and substrings are in the texts.
 */
export function matchesQuery(query: string, id: string, texts: readonly string[]): boolean {
  const sources = texts.map(runsOf);
  return query
    .normalize('NFKC')
    .toLowerCase()
    .split(/\s+/)
    .filter((piece) => runsOf(piece).length > 0)
    .every((piece) => isIdBeginning(piece, id) || runsOf(piece).every((run) => sources.some((runs) => has(runs, run))));
}

/** Words, and stretches of Chinese. */
function runsOf(text: string): string[] {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .split(/[^\p{L}\p{N}\p{M}]+/u)
    .flatMap((stretch) => stretch.match(HAN_OR_NOT) ?? []);
}

function has(runs: readonly string[], wanted: string): boolean {
  if (/\p{Script=Han}/u.test(wanted)) {
    return runs.some((run) => run.includes(wanted));
  }
  if (wanted.length > 40) {
    return runs.some((run) => run.length > 40 && run.slice(0, 40) === wanted.slice(0, 40));
  }
  return runs.some((run) => run === wanted || (wanted.length >= 3 && run.startsWith(wanted)));
}

function isIdBeginning(piece: string, id: string): boolean {
  const digits = piece.replaceAll('-', '');
  const isWritten = piece === digits || id.startsWith(piece);
  return /^[0-9a-f]{4,32}$/.test(digits) && isWritten && id.replaceAll('-', '').startsWith(digits);
}
