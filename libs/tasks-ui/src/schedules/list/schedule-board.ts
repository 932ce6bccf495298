import {
  computed,
  DestroyRef,
  effect,
  inject,
  Injectable,
  linkedSignal,
  resource,
  signal,
  untracked,
} from '@angular/core';
import { takeUntilDestroyed, toSignal } from '@angular/core/rxjs-interop';
import { ActivatedRoute, Router } from '@angular/router';
import type { Schedule, SchedulePage } from '@task-queue/contracts';
import { Paced } from '@task-queue/ui/timing';
import { parseListQuery } from '../../data/list-query';
import { LiveFeed } from '../../data/live-feed';
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
  readonly #pace = new Paced(() => this.#readBehind(), FOLLOW_INTERVAL_MS);
  #changes = 0;

  /** What the address asks for. */
  readonly place = computed(
    (): Place => {
      const { page, pageSize } = parseListQuery(this.#params());
      return { page, pageSize };
    },
    { equal: (a, b) => a.page === b.page && a.pageSize === b.pageSize },
  );
  readonly #read = resource({ params: () => this.place(), loader: ({ params }) => this.#readPage(params) });
  /** The last page that was read stays while the next one loads; `undefined` before the first. */
  readonly page = linkedSignal<SchedulePage | undefined, SchedulePage | undefined>({
    source: () => (this.#read.hasValue() ? this.#read.value() : undefined),
    computation: (fresh, previous) => fresh ?? previous?.value,
  });
  readonly rows = computed(() => this.page()?.items ?? []);
  readonly isLoading = this.#read.isLoading;
  readonly error = this.#read.error;
  /** When the page was last read, by the server's clock, in epoch milliseconds. */
  readonly readAtMs = signal(0);

  constructor() {
    const feed = inject(LiveFeed);
    feed.schedules.pipe(takeUntilDestroyed()).subscribe(() => this.#pace.request());
    feed.resets.pipe(takeUntilDestroyed()).subscribe(() => this.#pace.request());
    // How the task of the latest tick is doing.
    feed.events.pipe(takeUntilDestroyed()).subscribe(({ name, event }) => {
      const isShown = this.rows().some(({ lastTick }) => lastTick?.taskId === event.taskId);
      if (isShown && name !== 'task:progress') {
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

  /** Reads behind the scenes what has changed, soon. */
  follow(): void {
    this.#pace.request();
  }

  /** Changes the address. */
  async show({ page, pageSize }: Place): Promise<void> {
    const size = pageSize === parseListQuery({ get: () => null }).pageSize ? null : pageSize;
    await this.#router.navigate([], {
      relativeTo: this.#route,
      queryParams: { page: page > 1 ? page : null, pageSize: size },
    });
  }

  /** A schedule as the server has just answered. */
  put(schedule: Schedule): void {
    this.#changes += 1;
    this.page.update(
      (page) => page && { ...page, items: page.items.map((row) => (row.id === schedule.id ? schedule : row)) },
    );
    this.#pace.request();
  }

  async #readPage({ page, pageSize }: Place): Promise<SchedulePage> {
    const read = await this.#api.list(page, pageSize);
    this.readAtMs.set(this.#clock.nowMs());
    return read;
  }

  async #readBehind(): Promise<void> {
    const [place, changes] = [this.place(), this.#changes];
    const page = await this.#readPage(place);
    // What was changed or turned to meanwhile is newer.
    if (place === this.place() && changes === this.#changes) {
      this.page.set(page);
    }
  }
}
