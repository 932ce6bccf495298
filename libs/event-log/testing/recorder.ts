import { EventEmitter, once } from 'node:events';
import type { EntryView } from '../src/entry-view.js';
import type { Gap } from '../src/event-log.js';
import type { Batch, FollowerHandler } from '../src/follower.js';

/** A handler that remembers what it was told, in order: the number that each entry says, and each gap. */
export class Recorder implements FollowerHandler<string> {
  readonly heard: (number | Gap)[] = [];
  readonly #news = new EventEmitter();

  /** @param whatElse - what there is to do about a batch */
  constructor(private readonly whatElse: (batch: Batch<string>) => Promise<void> = () => Promise.resolve()) {}

  pick(entry: EntryView): string {
    return entry.text('i');
  }

  async handle(batch: Batch<string>): Promise<void> {
    await this.whatElse(batch);
    this.heard.push(...batch.picked.map(Number));
    this.#news.emit('news');
  }

  gap(gap: Gap): Promise<void> {
    this.heard.push(gap);
    this.#news.emit('news');
    return Promise.resolve();
  }

  /** Resolves once so much was heard. */
  async until(count: number): Promise<void> {
    while (this.heard.length < count) {
      await once(this.#news, 'news');
    }
  }
}
