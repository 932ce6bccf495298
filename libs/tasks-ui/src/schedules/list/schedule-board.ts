import { computed, inject, Injectable, signal } from '@angular/core';
import { takeUntilDestroyed, toSignal } from '@angular/core/rxjs-interop';
import { ActivatedRoute, Router } from '@angular/router';
import type { Schedule, SchedulePage } from '@task-queue/contracts';
import { FollowedPage } from '../../data/followed-page';
import { parseListQuery } from '../../data/list-query';
import { LiveFeed } from '../../data/live-feed';
import { isNews } from '../../data/merge-events';
import { SchedulesApi } from '../../data/schedules-api';
import { ServerClock } from '../../data/server-clock';

/** While events come, the page is read again at most this often, in milliseconds. */
const FOLLOW_INTERVAL_MS = 500;

/** Which page of schedules. */
interface Place {
  /** Counted from 1. */
  readonly page: number;
  readonly pageSize: number;
}

/** The schedules on screen: the page that the address names, read again as the feed tells of changes and ticks. */
@Injectable()
export class ScheduleBoard {
  readonly #api = inject(SchedulesApi);
  readonly #clock = inject(ServerClock);
  readonly #router = inject(Router);
  readonly #route = inject(ActivatedRoute);
  readonly #params = toSignal(this.#route.queryParamMap, { initialValue: this.#route.snapshot.queryParamMap });

  /** What the address asks for. */
  readonly place = computed(
    (): Place => {
      const { page, pageSize } = parseListQuery(this.#params());
      return { page, pageSize };
    },
    { equal: (a, b) => a.page === b.page && a.pageSize === b.pageSize },
  );
  readonly #followed = new FollowedPage({
    place: this.place,
    load: (place) => this.#readPage(place),
    turnTo: (page) => void this.show({ ...this.place(), page }, { replaceUrl: true }),
    intervalMs: FOLLOW_INTERVAL_MS,
  });
  readonly page = this.#followed.page.asReadonly();
  readonly rows = computed(() => this.page()?.items ?? []);
  readonly isLoading = this.#followed.isLoading;
  readonly error = this.#followed.error;
  /** When the page was last read, by the server's clock, in epoch milliseconds; 0 before it was. */
  readonly readAtMs = signal(0);

  constructor() {
    const feed = inject(LiveFeed);
    feed.schedules.pipe(takeUntilDestroyed()).subscribe(() => this.follow());
    feed.watch(computed(() => this.rows().flatMap(({ lastTick }) => lastTick?.taskId ?? [])));
    feed.digests.pipe(takeUntilDestroyed()).subscribe(({ counts }) => isNews(counts) && this.follow());
    // How the task of the latest tick is doing.
    feed.events.pipe(takeUntilDestroyed()).subscribe(({ name, event }) => {
      const isShown = this.rows().some(({ lastTick }) => lastTick?.taskId === event.taskId);
      if (isShown && name !== 'task:progress') {
        this.follow();
      }
    });
  }

  reload(): void {
    this.#followed.reload();
  }

  /** Reads behind the scenes what has changed, soon. */
  follow(): void {
    this.#followed.follow();
  }

  /** Changes the address. */
  async show({ page, pageSize }: Place, { replaceUrl = false } = {}): Promise<void> {
    const size = pageSize === parseListQuery({ get: () => null }).pageSize ? null : pageSize;
    await this.#router.navigate([], {
      relativeTo: this.#route,
      queryParams: { page: page > 1 ? page : null, pageSize: size },
      replaceUrl,
    });
  }

  /** A schedule as the server has just answered. */
  put(schedule: Schedule): void {
    this.#followed.put((page) => ({
      ...page,
      items: page.items.map((row) => (row.id === schedule.id ? schedule : row)),
    }));
  }

  async #readPage({ page, pageSize }: Place): Promise<SchedulePage> {
    const read = await this.#api.list(page, pageSize);
    this.readAtMs.set(this.#clock.nowMs());
    return read;
  }
}
