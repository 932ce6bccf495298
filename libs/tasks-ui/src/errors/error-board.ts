import { computed, DestroyRef, effect, inject, Injectable, linkedSignal, resource, untracked } from '@angular/core';
import { takeUntilDestroyed, toSignal } from '@angular/core/rxjs-interop';
import { ActivatedRoute, Router } from '@angular/router';
import type { ErrorGroup, ErrorPage } from '@task-queue/contracts';
import { Paced } from '@task-queue/ui/timing';
import { LiveFeed } from '../data/live-feed';
import { OverviewApi } from '../data/overview-api';
import { ServerClock } from '../data/server-clock';
import { parseErrorPlace, toErrorParams, type ErrorPlace } from './error-place';

/** While tasks fail, the page is read again at most this often, in milliseconds. */
const FOLLOW_INTERVAL_MS = 2_000;

/** The kinds of errors on screen: the page that the address names, read again as tasks fail and are retried. */
@Injectable()
export class ErrorBoard {
  readonly #api = inject(OverviewApi);
  readonly #clock = inject(ServerClock);
  readonly #router = inject(Router);
  readonly #route = inject(ActivatedRoute);
  readonly #params = toSignal(this.#route.queryParamMap, { initialValue: this.#route.snapshot.queryParamMap });
  readonly #pace = new Paced(() => this.#readBehind(), FOLLOW_INTERVAL_MS);

  /** What the address asks for. */
  readonly place = computed(() => parseErrorPlace(this.#params()), {
    equal: (a, b) => JSON.stringify(a) === JSON.stringify(b),
  });
  readonly #read = resource({ params: () => this.place(), loader: ({ params }) => this.#readPage(params) });
  /** The last page that was read stays while the next one loads; `undefined` before the first. */
  readonly page = linkedSignal<ErrorPage | undefined, ErrorPage | undefined>({
    source: () => (this.#read.hasValue() ? this.#read.value() : undefined),
    computation: (fresh, previous) => fresh ?? previous?.value,
  });
  readonly isLoading = this.#read.isLoading;
  readonly error = this.#read.error;

  constructor() {
    const feed = inject(LiveFeed);
    feed.resets.pipe(takeUntilDestroyed()).subscribe(() => this.#pace.request());
    feed.events.pipe(takeUntilDestroyed()).subscribe(({ name }) => {
      if (name !== 'task:progress') {
        this.#pace.request();
      }
    });
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

  /** Changes the address; any other change than of the page goes back to page one. */
  async show(change: Partial<ErrorPlace>): Promise<void> {
    const queryParams = toErrorParams({ ...this.place(), page: 1, ...change });
    await this.#router.navigate([], { relativeTo: this.#route, queryParams });
  }

  /** A kind as the server has just answered it; it goes where another state is shown. */
  put(group: ErrorGroup): void {
    const { state } = this.place();
    this.page.update((page) => {
      if (page === undefined) {
        return page;
      }
      const items = page.items.flatMap((one) =>
        one.fingerprint !== group.fingerprint ? [one] : state === null || state === group.state ? [group] : [],
      );
      return { ...page, items, total: page.total - page.items.length + items.length };
    });
    this.#pace.request();
  }

  async #readPage({ state, sort, page, pageSize }: ErrorPlace): Promise<ErrorPage> {
    const query = { sort, page, pageSize, ...(state === null ? {} : { state }) };
    const [read] = await Promise.all([this.#api.errors(query), this.#clock.known()]);
    return read;
  }

  async #readBehind(): Promise<void> {
    const place = this.place();
    const page = await this.#readPage(place);
    if (place === this.place()) {
      this.page.set(page);
    }
  }
}
