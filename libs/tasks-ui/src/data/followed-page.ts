import { DestroyRef, effect, inject, linkedSignal, resource, untracked, type Signal } from '@angular/core';
import { takeUntilDestroyed } from '@angular/core/rxjs-interop';
import { Paced } from '@task-queue/ui/timing';
import { LiveFeed } from './live-feed';

/**
 * The page of a list that a place names, read again behind the scenes when the feed had gaps, when the server is back, and when
 * it is asked for. To be made while its owner is constructed.
 */
export class FollowedPage<Place extends object, Page extends object> {
  readonly #pace: Paced;
  readonly #read = resource({ params: () => this.place(), loader: ({ params }) => this.load(params as Place) });
  #changes = 0;

  /** The last page that was read stays while the next one loads; `undefined` before the first. */
  readonly page = linkedSignal<Page | undefined, Page | undefined>({
    source: () => (this.#read.hasValue() ? this.#read.value() : undefined),
    computation: (fresh, previous) => fresh ?? previous?.value,
  });
  readonly isLoading = this.#read.isLoading;
  readonly error = this.#read.error;

  /** @param intervalMs - how often it is read again at most, in milliseconds */
  constructor(
    private readonly place: Signal<Place>,
    private readonly load: (place: Place) => Promise<Page>,
    intervalMs: number,
  ) {
    const feed = inject(LiveFeed);
    this.#pace = new Paced(() => this.#readBehind(), intervalMs);
    feed.resets.pipe(takeUntilDestroyed()).subscribe(() => this.follow());
    effect(() => {
      if (feed.state() === 'live' && untracked(this.error) !== undefined) {
        this.reload(); // what could not be read while the server was away
      }
    });
    inject(DestroyRef).onDestroy(() => this.#pace.stop());
  }

  reload(): void {
    this.#read.reload();
  }

  /** Reads behind the scenes what has changed, soon. */
  follow(): void {
    this.#pace.request();
  }

  /** What the server has just answered stands until it is read again. */
  put(change: (page: Page) => Page): void {
    this.#changes += 1;
    this.page.update((page) => page && change(page));
    this.follow();
  }

  async #readBehind(): Promise<void> {
    const [place, changes] = [this.place(), this.#changes];
    const page = await this.load(place);
    // What was changed or turned to meanwhile is newer.
    if (place === this.place() && changes === this.#changes) {
      this.page.set(page);
    }
  }
}
