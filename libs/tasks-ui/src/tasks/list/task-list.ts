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
import type { EventCounts, Task, TaskPage, TaskStats, TaskSummary } from '@task-queue/contracts';
import { Paced } from '@task-queue/ui/timing';
import { Journal } from '../../data/journal';
import { LiveFeed } from '../../data/live-feed';
import { ListPreferences } from './list-preferences';
import { queryBeyond, type Reading } from './lost-rows';
import {
  isFirstPage,
  OWN_SORT,
  parseListQuery,
  toQueryParams,
  toTaskFilter,
  type ListQuery,
} from '../../data/list-query';
import { isNewRow, isNews, mergeEvents, type LiveEvent } from '../../data/merge-events';
import { readAgain } from '../../data/read-again';
import { RowSelection } from './row-selection';
import { ServerClock } from '../../data/server-clock';
import { idsBehindPill, settleRows } from './settle-rows';
import { TasksApi } from '../../data/tasks-api';

/** Events are put on screen together, at most this often, in milliseconds: reading is calm and scrolling stays smooth. */
const PATCH_INTERVAL_MS = 200;

/** Totals, counts and the rows that came or went are read again at most this often while events come, in milliseconds. */
const FOLLOW_INTERVAL_MS = 1_000;

/** More new tasks than this are not told apart. */
export const MAX_COUNTED = 999;

/** A page as it was read, and for what. */
interface ReadPage {
  readonly query: ListQuery;
  readonly page: TaskPage;
}

/**
 * The list on screen: what the address asks for, kept up to date by the feed. Rows are patched where they stand; new
 * ones are counted; those that are gone leave when nobody points at the rows.
 */
@Injectable()
export class TaskList {
  readonly #api = inject(TasksApi);
  readonly #clock = inject(ServerClock);
  readonly #router = inject(Router);
  readonly #route = inject(ActivatedRoute);
  readonly #preferences = inject(ListPreferences);
  readonly #selection = inject(RowSelection);
  readonly #params = toSignal(this.#route.queryParamMap, { initialValue: this.#route.snapshot.queryParamMap });
  readonly #newIds = signal<ReadonlySet<string>>(new Set());
  /** Whether there may be more of them than were told one by one. */
  readonly #hasUncounted = signal(false);
  #createdUncounted = false;
  readonly #deleted = new Set<string>();
  readonly #pace = new Paced(() => this.#readBehind(), FOLLOW_INTERVAL_MS);
  readonly #journal = new Journal();
  #arrived: LiveEvent[] = [];
  #patchTimer: ReturnType<typeof setTimeout> | undefined;

  /** What the address asks for. */
  readonly query = computed(() => parseListQuery(this.#params(), this.#preferences.choices().pageSize), {
    equal: (a, b) => JSON.stringify(a) === JSON.stringify(b),
  });

  readonly #read = resource({ params: () => this.query(), loader: ({ params }) => this.#readPage(params) });
  readonly #stats = resource({ loader: () => this.#api.stats() });

  readonly #loaded = computed(() => (this.#read.hasValue() ? this.#read.value() : undefined));
  /** The last page that was read stays while the next one loads. */
  readonly #shown = linkedSignal<ReadPage | undefined, ReadPage | undefined>({
    source: this.#loaded,
    computation: (fresh, previous) => fresh ?? previous?.value,
  });
  readonly page = computed(() => this.#shown()?.page);
  readonly rows = computed(() => this.page()?.items ?? []);
  readonly stats = linkedSignal<TaskStats | undefined, TaskStats | undefined>({
    source: () => (this.#stats.hasValue() ? this.#stats.value() : undefined),
    computation: (fresh, previous) => fresh ?? previous?.value,
  });
  readonly isLoading = this.#read.isLoading;
  /** Why the page on screen could not be read behind the scenes. */
  readonly #missed = linkedSignal<ListQuery, unknown>({ source: this.query, computation: () => undefined });
  /** Why the latest reading failed; `undefined` where it did not. */
  readonly error = computed(() => this.#read.error() ?? this.#missed());
  /** Whether the page on screen is the one the address asks for, and not the one before it. */
  readonly isCurrent = computed(() => this.#shown()?.query === this.query());
  /** When the page was last known to be as the server has it, by its clock, in epoch milliseconds; 0 before it was read. */
  readonly readAtMs = signal(0);
  /** Tasks created since the page was read, on page one; where there are no rows to push, they come by themselves. */
  readonly newCount = computed(() => (isFirstPage(this.query()) && this.rows().length > 0 ? this.#newIds().size : 0));
  /** Whether {@link newCount} is the least that it can be: more were created at once than anybody was told of. */
  readonly isMoreNew = this.#hasUncounted.asReadonly();
  /** Which page that is, counted from 0. */
  readonly pageIndex = computed(() => {
    const { page, before } = this.query();
    return (before === '' ? page : (this.page()?.page ?? 1)) - 1;
  });
  /** Set while a pointer or the focus is on the rows. */
  readonly isPointedAt = signal(false);
  /** While it is held, no row comes or goes. */
  readonly isHeld = computed(() => this.isPointedAt() || this.#selection.count() > 0);

  constructor() {
    const feed = inject(LiveFeed);
    feed.events.pipe(takeUntilDestroyed()).subscribe((live) => this.#take(live));
    feed.watch(computed(() => this.rows().map(({ id }) => id)));
    feed.digests.pipe(takeUntilDestroyed()).subscribe(({ counts }) => this.#takeDigest(counts));
    feed.resets.pipe(takeUntilDestroyed()).subscribe(() => this.#pace.request());
    effect(() => {
      if (feed.state() === 'live' && untracked(this.#read.error) !== undefined) {
        this.reload(); // what could not be read while the server was away
      }
    });
    const filter = computed(() => JSON.stringify(toTaskFilter(this.query(), 0)));
    effect(() => {
      filter();
      untracked(() => this.#selection.clear()); // what was chosen is not what another filter means
    });
    readAgain({ error: this.#missed, reload: () => this.follow() });
    effect(() => {
      if (!this.isHeld()) {
        this.#pace.request();
      }
    });
    inject(DestroyRef).onDestroy(() => {
      this.#pace.stop();
      clearTimeout(this.#patchTimer);
    });
  }

  /** Reads page and counts again; what was behind the pill comes out. */
  reload(): void {
    this.#read.reload();
    this.#stats.reload();
  }

  /** Reads behind the scenes what has changed, soon. */
  follow(): void {
    this.#pace.request();
  }

  /** Changes the address; any other change than of the place in the list goes back to page one. */
  async show(change: Partial<ListQuery>, { replaceUrl = false } = {}): Promise<void> {
    const query = { ...this.query(), page: 1, before: '', ...change };
    const queryParams = toQueryParams(query, this.#preferences.choices().pageSize);
    await this.#router.navigate([], { relativeTo: this.#route, queryParams, replaceUrl });
  }

  /** Puts in a task as a call has just answered it, without waiting for its event. */
  put(task: Task): void {
    this.#setRows(this.rows().map((row) => (row.id === task.id && row.version < task.version ? task : row)));
    this.#pace.request();
  }

  /** Takes out a task that the person has just deleted. */
  drop(id: string): void {
    this.#deleted.add(id);
    this.#setRows(this.rows().filter((row) => row.id !== id));
    this.#pace.request();
  }

  async #readPage(query: ListQuery): Promise<ReadPage> {
    const { read: page, since } = await this.#journal.during(() => this.#api.list(query));
    this.readAtMs.set(this.#clock.nowMs());
    const items = mergeEvents(page.items, since);
    if (query !== this.query()) {
      return { query, page: { ...page, items } }; // it is asked for something else by now
    }
    const newest = query.sort === OWN_SORT ? (items[0]?.id ?? '') : '';
    const there = new Set(items.map(({ id }) => id));
    const created = since.filter(
      (live) =>
        isNewRow(live, query, this.#clock.nowMs()) && live.event.taskId > newest && !there.has(live.event.taskId),
    );
    this.#newIds.set(new Set(created.map(({ event }) => event.taskId)));
    this.#hasUncounted.set(false);
    this.#missed.set(undefined);
    this.#selection.retain(items.map(({ id }) => id));
    this.#leaveEmptyPage(query, page);
    if (query.before !== '' && page.page === 1) {
      void this.show({ page: 1 }, { replaceUrl: true }); // what is newer was deleted, and «previous» leads nowhere
    }
    return { query, page: { ...page, items } };
  }

  /** Reads behind the scenes what events alone don't tell: totals, counts, and which rows fill the page from below. */
  async #readBehind(): Promise<void> {
    const [query, loaded] = [this.query(), this.#loaded()];
    if (this.isLoading()) {
      this.#pace.request(); // what is on its way may be older than what led here
    }
    if (!this.isCurrent()) {
      return;
    }
    const reading = Promise.all([this.#journal.during(() => this.#readAround(query)), this.#api.stats()]);
    const answer = await reading.catch((error: unknown) => void (query === this.query() && this.#missed.set(error)));
    if (!answer) {
      return;
    }
    const [{ read, since }, stats] = answer;
    this.readAtMs.set(this.#clock.nowMs());
    this.stats.set(stats);
    if (query !== this.query() || loaded !== this.#loaded()) {
      return; // the rows on screen may be newer
    }
    this.#missed.set(undefined);
    this.#patch(); // what was told before the answer came is known to it
    const { page, beyond } = read;
    const settling = {
      query,
      nowMs: this.#clock.nowMs(),
      deleted: this.#deleted,
      beyond: beyond && { ...beyond, items: mergeEvents(beyond.items, since) },
      told: new Set(since.map(({ event }) => event.taskId)),
      isHeld: this.isHeld(),
      behindPill: this.#newIds(),
    };
    const items = settleRows(this.rows(), mergeEvents(page.items, since), settling);
    const shown = this.page()!;
    if (items !== shown.items || page.total !== shown.total) {
      this.#shown.set({ query, page: { ...page, items } });
    }
    this.#countUncounted(query, page.items);
    if (query.sort === OWN_SORT) {
      this.#newIds.update((counted) => idsBehindPill(counted, items, page.items, query.pageSize));
    }
    this.#leaveEmptyPage(query, { ...page, items });
  }

  /** The page, and what matches around the rows on screen that it does not reach. */
  async #readAround(query: ListQuery): Promise<{ readonly page: TaskPage; readonly beyond: Reading | null }> {
    const page = await this.#api.list(query);
    const further = queryBeyond(this.rows(), { query, items: page.items }, this.#clock.nowMs());
    return { page, beyond: further && { query: further, items: (await this.#api.list(further)).items } };
  }

  /** From a page that no longer exists to the last one. */
  #leaveEmptyPage(query: ListQuery, { items, total, pageSize }: TaskPage): void {
    if (items.length === 0 && total > 0 && !isFirstPage(query)) {
      void this.show({ page: Math.ceil(total / pageSize) }, { replaceUrl: true });
    }
  }

  #take(live: LiveEvent): void {
    this.#journal.keep(live);
    this.#arrived.push(live);
    this.#patchTimer ??= setTimeout(() => this.#patch(), PATCH_INTERVAL_MS);
  }

  /** What is only counted is read, and new ones by as much of them as a page holds. */
  #takeDigest(counts: EventCounts): void {
    this.#createdUncounted ||= counts['task:created'] !== undefined;
    if (isNews(counts)) {
      this.#pace.request();
    }
  }

  /** In the list's own order nothing is missing where what was read reaches down to the rows. */
  #countUncounted({ sort, pageSize }: ListQuery, fresh: readonly TaskSummary[]): void {
    const top = this.rows()[0]?.id ?? '';
    const isWhole = sort === OWN_SORT && (fresh.length < pageSize || (fresh.at(-1)?.id ?? '') <= top);
    if (this.#createdUncounted && !isWhole) {
      this.#hasUncounted.set(true);
    }
    this.#createdUncounted = false;
  }

  #patch(): void {
    clearTimeout(this.#patchTimer);
    this.#patchTimer = undefined;
    const events = this.#arrived;
    this.#arrived = [];
    const rows = this.rows();
    if (this.page()) {
      this.#setRows(mergeEvents(rows, events));
      this.#countNew(events);
    }
    const shown = new Set(rows.map(({ id }) => id));
    for (const { name, event } of events) {
      if (name === 'task:deleted' && shown.has(event.taskId)) {
        this.#deleted.add(event.taskId); // any other is on no page that is read from now on
      }
    }
    if (events.some(({ name }) => name !== 'task:progress')) {
      this.#pace.request();
    }
  }

  #countNew(events: readonly LiveEvent[]): void {
    const shown = new Set(this.rows().map(({ id }) => id));
    const nowMs = this.#clock.nowMs();
    const created = events.filter((live) => isNewRow(live, this.query(), nowMs) && !shown.has(live.event.taskId));
    if (created.length > 0 && this.#newIds().size <= MAX_COUNTED) {
      this.#newIds.update((ids) => new Set([...ids, ...created.map(({ event }) => event.taskId)]));
    }
  }

  #setRows(items: readonly TaskSummary[]): void {
    const shown = this.#shown();
    if (shown && items !== shown.page.items) {
      this.#shown.set({ ...shown, page: { ...shown.page, items } });
    }
  }
}
