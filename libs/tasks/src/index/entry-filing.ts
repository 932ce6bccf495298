import { SEGMENT_TASKS, type TaskKeys } from '../record/keys.js';
import type { RunScript } from '../scripts/scripts.js';
import { containersOf, type LastingFacets } from './containers-of.js';

/** Bits that are written at once. */
const WORD = 32;
/** Containers of fewer tasks than that get them one by one. */
const MANY = 4;
/** Titles whose containers are remembered. */
const MOST_REMEMBERED = 2_000;

/** An entry of the intake, understood. */
interface Entry {
  readonly text: string;
  readonly number: number;
  readonly containers: readonly string[];
}

/**
 * Files entries of the intake. It works out here which containers they are in, so that Redis has nothing to do but write them.
 * Nothing depends on it: what it does not file is filed by whoever reads, and what it cannot understand as well.
 */
export class EntryFiling {
  readonly #remembered = new Map<string, readonly string[]>();
  /** What was sent and is not answered: others do not see yet that it is filed. */
  #underWay = 0;
  #sentUpTo = 0;

  constructor(
    private readonly keys: TaskKeys,
    private readonly runScript: RunScript,
  ) {}

  /** Files the oldest entries of the intake. Resolves when they are, or when somebody else has filed them. */
  async file(texts: readonly string[]): Promise<void> {
    const entries = this.#next(texts);
    const first = entries[0];
    const last = entries.at(-1);
    if (first === undefined || last === undefined) {
      return;
    }
    this.#underWay += 1;
    this.#sentUpTo = last.number;
    try {
      const { ofFew, ofMany } = together(entries);
      await this.runScript(
        'fileEntries',
        this.keys.intake,
        first.text,
        last.text,
        entries.length,
        first.number,
        JSON.stringify(ofFew),
        JSON.stringify(ofMany),
      );
    } finally {
      this.#underWay -= 1;
    }
  }

  /** Those that can be filed together: of one segment, one after the other, and not on their way. */
  #next(texts: readonly string[]): readonly Entry[] {
    const entries: Entry[] = [];
    for (const text of texts) {
      const entry = this.#understood(text);
      const first = entries[0];
      if (
        entry === null ||
        (first !== undefined &&
          (entry.number !== first.number + entries.length || segmentOf(entry.number) !== segmentOf(first.number)))
      ) {
        break;
      }
      if (this.#underWay === 0 || entry.number > this.#sentUpTo) {
        entries.push(entry);
      }
    }
    return entries;
  }

  #understood(text: string): Entry | null {
    const [, number, json] = /^(\d+):(.*)$/s.exec(text) ?? [];
    const containers = json === undefined ? null : this.#containersOf(json);
    return containers === null ? null : { text, number: Number(number), containers };
  }

  /** Many tasks have the same title. `null` for what somebody else wrote. */
  #containersOf(json: string): readonly string[] | null {
    const known = this.#remembered.get(json);
    if (known !== undefined) {
      return known;
    }
    let containers: readonly string[];
    try {
      const facets = JSON.parse(json) as LastingFacets;
      if (typeof facets.type !== 'string') {
        return null;
      }
      containers = containersOf(facets);
    } catch {
      return null;
    }
    if (this.#remembered.size >= MOST_REMEMBERED) {
      this.#remembered.clear();
    }
    this.#remembered.set(json, containers);
    return containers;
  }
}

/** As `file-entries.lua` takes them. */
function together(entries: readonly Entry[]): {
  readonly ofFew: readonly (readonly string[])[];
  readonly ofMany: readonly (readonly [string, ...number[]])[];
} {
  const placesIn = new Map<string, number[]>();
  entries.forEach(({ containers }, place) => {
    for (const container of containers) {
      const places = placesIn.get(container);
      if (places === undefined) {
        placesIn.set(container, [place]);
      } else {
        places.push(place);
      }
    }
  });
  const firstBit = entries[0]!.number % SEGMENT_TASKS;
  const all = [...placesIn];
  return {
    ofFew: all
      .filter(([, places]) => places.length < MANY)
      .map(([container, places]) => [container, ...places.map((place) => String(firstBit + place))]),
    ofMany: all
      .filter(([, places]) => places.length >= MANY)
      .map(([container, places]) => [container, ...wordsOf(places, entries.length)]),
  };
}

/** Places as bits: the first place is the highest of the first word, the last word has what is left. */
function wordsOf(places: readonly number[], entries: number): readonly number[] {
  const words = new Array<number>(Math.ceil(entries / WORD)).fill(0);
  for (const place of places) {
    const word = Math.floor(place / WORD);
    const width = Math.min(WORD, entries - word * WORD);
    words[word]! += 2 ** (width - 1 - (place % WORD));
  }
  return words;
}

function segmentOf(number: number): number {
  return Math.floor(number / SEGMENT_TASKS);
}
