import { computed, inject, Injectable, signal } from '@angular/core';
import { takeUntilDestroyed, toSignal } from '@angular/core/rxjs-interop';
import { ActivatedRoute, Router } from '@angular/router';
import type { ErrorGroup, ErrorPage } from '@task-queue/contracts';
import { FollowedPage } from '../data/followed-page';
import { LiveFeed } from '../data/live-feed';
import { isNews } from '../data/merge-events';
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

  /** What the address asks for. */
  readonly place = computed(() => parseErrorPlace(this.#params()), {
    equal: (a, b) => JSON.stringify(a) === JSON.stringify(b),
  });
  readonly #followed = new FollowedPage({
    place: this.place,
    load: (place) => this.#readPage(place),
    turnTo: (page) => void this.show({ page }, { replaceUrl: true }),
    intervalMs: FOLLOW_INTERVAL_MS,
  });
  readonly page = this.#followed.page.asReadonly();
  readonly isLoading = this.#followed.isLoading;
  readonly error = this.#followed.error;
  /** When the page was last read, by the server's clock, in epoch milliseconds; 0 before it was. */
  readonly readAtMs = signal(0);

  constructor() {
    const feed = inject(LiveFeed);
    feed.events.pipe(takeUntilDestroyed()).subscribe(({ name }) => {
      if (name !== 'task:progress') {
        this.#followed.follow();
      }
    });
    feed.digests.pipe(takeUntilDestroyed()).subscribe(({ counts }) => isNews(counts) && this.#followed.follow());
  }

  reload(): void {
    this.#followed.reload();
  }

  /** Changes the address; any other change than of the page goes back to page one. */
  async show(change: Partial<ErrorPlace>, { replaceUrl = false } = {}): Promise<void> {
    const queryParams = toErrorParams({ ...this.place(), page: 1, ...change });
    await this.#router.navigate([], { relativeTo: this.#route, queryParams, replaceUrl });
  }

  /** A kind as the server has just answered it; it goes where another state is shown. */
  put(group: ErrorGroup): void {
    const { state } = this.place();
    this.#followed.put((page) => {
      const items = page.items.flatMap((one) =>
        one.fingerprint !== group.fingerprint ? [one] : state === null || state === group.state ? [group] : [],
      );
      return { ...page, items, total: page.total - page.items.length + items.length };
    });
  }

  async #readPage({ state, sort, page, pageSize }: ErrorPlace): Promise<ErrorPage> {
    const query = { sort, page, pageSize, ...(state === null ? {} : { state }) };
    const [read] = await Promise.all([this.#api.errors(query), this.#clock.known()]);
    this.readAtMs.set(this.#clock.nowMs());
    return read;
  }
}
