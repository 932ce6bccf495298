import {
  computed,
  DestroyRef,
  effect,
  inject,
  linkedSignal,
  resource,
  signal,
  untracked,
  type Signal,
} from '@angular/core';
import { takeUntilDestroyed } from '@angular/core/rxjs-interop';
import { Paced } from '@task-queue/ui/timing';
import { LiveFeed } from './live-feed';
import { readAgain } from './read-again';

/** A page of a list. */
interface Paged {
  readonly items: readonly unknown[];
  /** How many there are on all pages. */
  readonly total: number;
  readonly pageSize: number;
}

/** Where and how the pages of a list are read. */
export interface PageSource<Place, Page> {
  /** Which page, counted from 1, and of what. */
  readonly place: Signal<Place>;
  readonly load: (place: Place) => Promise<Page>;
  /** Turns to another page, in the place of one that no longer exists. */
  readonly turnTo: (page: number) => void;
  /** How often it is read again at most, in milliseconds. */
  readonly intervalMs: number;
}

/**
 * The page of a list that a place names, read again behind the scenes when the feed had gaps, when the server is back, and when
 * it is asked for. To be made while its owner is constructed.
 */
export class FollowedPage<Place extends { readonly page: number }, Page extends Paged> {
  readonly #pace: Paced;
  readonly #read = resource({ params: () => this.source.place(), loader: ({ params }) => this.#load(params as Place) });
  /** Why it could not be read behind the scenes. */
  readonly #missed = signal<unknown>(undefined);
  #changes = 0;

  /** The last page that was read stays while the next one loads; `undefined` before the first. */
  readonly page = linkedSignal<Page | undefined, Page | undefined>({
    source: () => (this.#read.hasValue() ? this.#read.value() : undefined),
    computation: (fresh, previous) => fresh ?? previous?.value,
  });
  readonly isLoading = this.#read.isLoading;
  /** Why the latest reading failed; `undefined` where it did not. */
  readonly error = computed(() => this.#read.error() ?? this.#missed());

  constructor(private readonly source: PageSource<Place, Page>) {
    const feed = inject(LiveFeed);
    this.#pace = new Paced(() => this.#readBehind(), source.intervalMs);
    feed.resets.pipe(takeUntilDestroyed()).subscribe(() => this.follow());
    effect(() => {
      if (feed.state() === 'live' && untracked(this.error) !== undefined) {
        this.reload(); // what could not be read while the server was away
      }
    });
    readAgain({ error: this.#missed, reload: () => this.follow() });
    inject(DestroyRef).onDestroy(() => this.#pace.stop());
  }

  reload(): void {
    this.#changes += 1;
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
    if (this.#read.error() !== undefined) {
      this.reload(); // else that failure would stand over what is read here
      return;
    }
    const [place, changes] = [this.source.place(), this.#changes];
    try {
      const page = await this.#load(place);
      // What was changed or turned to meanwhile is newer.
      if (place === this.source.place() && changes === this.#changes) {
        this.page.set(page);
      }
    } catch (error) {
      this.#missed.set(place === this.source.place() ? error : undefined);
    }
  }

  async #load(place: Place): Promise<Page> {
    const page = await this.source.load(place);
    this.#missed.set(undefined);
    const { items, total, pageSize } = page;
    if (items.length === 0 && total > 0 && place.page > 1 && place === this.source.place()) {
      this.source.turnTo(Math.ceil(total / pageSize));
    }
    return page;
  }
}
