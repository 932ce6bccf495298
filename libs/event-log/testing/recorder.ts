import { EventEmitter, once } from 'node:events';
import type { Gap } from '../src/event-log.js';
import type { Batch, FollowerHandler } from '../src/follower.js';

/** A handler that remembers what it was told, in order: the number that each entry says, and each gap. */
export class Recorder implements FollowerHandler {
  readonly heard: (number | Gap)[] = [];
  readonly #news = new EventEmitter();

  /** @param whatElse - what there is to do about a batch */
  constructor(private readonly whatElse: (batch: Batch) => Promise<void> = () => Promise.resolve()) {}

  async handle(batch: Batch): Promise<void> {
    await this.whatElse(batch);
    this.heard.push(...batch.entries.map(({ data }) => Number(data['i'])));
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
