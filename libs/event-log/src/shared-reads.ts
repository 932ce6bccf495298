import { EventEmitter, once } from 'node:events';
import type { EntryView } from './entry-view.js';
import type { EventLog, LogPart } from './event-log.js';

/** Entries read at a time: what is picked of them is kept while more are gathered, and they are not. */
const PART = 250;

/**
 * What the followers of a process read, read once for all of them: they look at the log at the same moments and up to the same
 * place, so that they go on together from there, and who asks for what is just being read is given that.
 */
export class SharedReads {
  readonly #looks = new EventEmitter<{ look: [] }>().setMaxListeners(0);
  #end: Promise<string> | undefined;
  #reading: { readonly range: string; readonly part: Promise<LogPart<EntryView>> } | undefined;

  /** @param gatherMs - from one look to the next */
  constructor(
    private readonly log: EventLog,
    private readonly gatherMs: number,
  ) {}

  /** Resolves at the next look, for all who wait for it at once. @throws AbortError */
  async nextLook(signal: AbortSignal): Promise<void> {
    if (this.#looks.listenerCount('look') === 0) {
      setTimeout(() => {
        this.#end = undefined;
        this.#looks.emit('look');
      }, this.gatherMs).unref();
    }
    await once(this.#looks, 'look', { signal });
  }

  /** Up to where is read at this look. */
  end(): Promise<string> {
    if (this.#end === undefined) {
      const end = (this.#end = this.log.state().then(({ last }) => last));
      end.catch(() => (this.#end = this.#end === end ? undefined : this.#end));
    }
    return this.#end;
  }

  /** The next entries after a cursor, some of them where there are many. */
  read(after: string, upTo: string): Promise<LogPart<EntryView>> {
    const range = `${after} ${upTo}`;
    if (this.#reading?.range === range) {
      return this.#reading.part;
    }
    const part = this.log.view(after, upTo, PART);
    const reading = (this.#reading = { range, part });
    const done = (): void => void (this.#reading = this.#reading === reading ? undefined : this.#reading);
    part.then(done, done);
    return part;
  }
}
