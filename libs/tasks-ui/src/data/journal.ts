import type { LiveEvent } from './merge-events';

/** What happens while something is read: an answer may be older than an event that came before it. */
export class Journal {
  #events: LiveEvent[] = [];
  #reads = 0;

  /** Keeps an event for the answers that are on their way. @returns whether there are any */
  keep(live: LiveEvent): boolean {
    if (this.#reads === 0) {
      return false;
    }
    this.#events.push(live);
    return true;
  }

  /** What was read, with what happened from the moment it was asked for. */
  async during<Read>(ask: () => Promise<Read>): Promise<{ readonly read: Read; readonly since: readonly LiveEvent[] }> {
    this.#reads += 1;
    const from = this.#events.length;
    try {
      const read = await ask();
      return { read, since: this.#events.slice(from) };
    } finally {
      this.#reads -= 1;
      if (this.#reads === 0) {
        this.#events = [];
      }
    }
  }
}
