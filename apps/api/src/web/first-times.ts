/** How many different ones are told: whoever makes them up does not fill the log. */
const MOST_TOLD = 100;

/** Tells what is seen for the first time, for what is to be logged once. */
export class FirstTimes {
  readonly #seen = new Set<string>();

  /** Whether a text is new; of too many, none is. */
  isFirst(text: string): boolean {
    const key = text.slice(0, 500);
    if (this.#seen.size >= MOST_TOLD || this.#seen.has(key)) {
      return false;
    }
    this.#seen.add(key);
    return true;
  }
}
