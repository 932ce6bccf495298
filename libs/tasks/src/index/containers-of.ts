import type { SearchTerms } from '../domain/search-terms.js';

/** What a task is filed by forever, as the intake has it. */
export interface LastingFacets {
  readonly type: string;
  readonly priority: string;
  readonly owner: string;
  readonly schedule?: string;
  readonly terms: SearchTerms;
}

/** A word is found by beginnings of so many characters; as in `terms.lua`. */
const SHORTEST = 3;
const LONGEST = 40;
const REPEATING = '~';

/** The containers of a segment that a task is in forever, by facet and value. */
export function containersOf({ type, priority, owner, schedule, terms }: LastingFacets): readonly string[] {
  return [
    'all:',
    `type:${type}`,
    `priority:${priority}`,
    `owner:${owner}`,
    ...(schedule === undefined ? [] : [`schedule:${schedule}`]),
    ...Array.from(valuesOfTerms(terms), (value) => `term:${value}`),
  ];
}

/** The values that a text's terms are postings of: as `termValues` of `terms.lua` says. */
export function valuesOfTerms({ words, grams, isRepeating }: SearchTerms): ReadonlySet<string> {
  const values = new Set<string>();
  const addBeginnings = (term: string, shortest: number): void => {
    let length = 0;
    let beginning = '';
    for (const character of term) {
      length += 1;
      beginning += character;
      if (length > LONGEST) {
        break;
      }
      if (length >= shortest) {
        values.add(beginning);
      }
    }
    values.add(term);
  };
  words.forEach((word) => addBeginnings(word, SHORTEST));
  grams.forEach((gram) => addBeginnings(gram, 1));
  if (isRepeating) {
    values.add(REPEATING);
  }
  return values;
}
