import { computed, inject, Injectable, linkedSignal, resource, signal, DestroyRef } from '@angular/core';
import { takeUntilDestroyed, toSignal } from '@angular/core/rxjs-interop';
import { ActivatedRoute, Router } from '@angular/router';
import { TranslocoService } from '@jsverse/transloco';
import type { Task, TaskPage, TaskStats, TaskSummary } from '@task-queue/contracts';
import { map } from 'rxjs';
import { LiveFeed } from './live-feed';
import { isNewRow, mergeEvents, type LiveEvent } from './merge-events';
import { parseListQuery, toQueryParams, type ListQuery } from './list-query';
import { TasksApi } from './tasks-api';

/** Counts are read again at most this often while events come, in milliseconds. */
const STATS_INTERVAL_MS = 1_000;

/** The list on screen: what the address asks for, kept up to date by the feed. */
@Injectable()
export class TaskList {
  readonly #api = inject(TasksApi);
  readonly #router = inject(Router);
  readonly #route = inject(ActivatedRoute);
  readonly #language = toSignal(inject(TranslocoService).langChanges$, { initialValue: '' });
  readonly #newIds = signal<ReadonlySet<string>>(new Set());
  readonly #queue: LiveEvent[] = [];
  #frame = 0;
  #statsTimer: ReturnType<typeof setTimeout> | undefined;

  /** What the address asks for. */
  readonly query = toSignal(this.#route.queryParamMap.pipe(map(parseListQuery)), {
    initialValue: parseListQuery(this.#route.snapshot.queryParamMap),
    equal: (a, b) => JSON.stringify(a) === JSON.stringify(b),
  });

  readonly #page = resource({ params: () => this.query(), loader: ({ params }) => this.#read(params) });
  readonly #stats = resource({ loader: () => this.#api.stats() });
  readonly types = resource({ params: () => this.#language(), loader: () => this.#api.types() });

  /** The last page that was read stays while the next one loads. */
  readonly page = linkedSignal<TaskPage | undefined, TaskPage | undefined>({
    source: () => (this.#page.hasValue() ? this.#page.value() : undefined),
    computation: (fresh, previous) => fresh ?? previous?.value,
  });
  readonly stats = linkedSignal<TaskStats | undefined, TaskStats | undefined>({
    source: () => (this.#stats.hasValue() ? this.#stats.value() : undefined),
    computation: (fresh, previous) => fresh ?? previous?.value,
  });
  readonly isLoading = this.#page.isLoading;
  readonly error = this.#page.error;
  /** Tasks created since the page was read, on page one. */
  readonly newCount = computed(() => (this.query().page === 1 ? this.#newIds().size : 0));

  constructor() {
    const feed = inject(LiveFeed);
    feed.events.pipe(takeUntilDestroyed()).subscribe((live) => this.#take(live));
    feed.resets.pipe(takeUntilDestroyed()).subscribe(() => this.reload());
    inject(DestroyRef).onDestroy(() => {
      cancelAnimationFrame(this.#frame);
      clearTimeout(this.#statsTimer);
    });
  }

  reload(): void {
    this.#page.reload();
    this.#stats.reload();
  }

  /** Changes the address; any other change than of the page goes back to page one. */
  async show(change: Partial<ListQuery>): Promise<void> {
    const query = { ...this.query(), page: 1, ...change };
    await this.#router.navigate([], { relativeTo: this.#route, queryParams: toQueryParams(query) });
  }

  /** Puts in a task as a call has just answered it, without waiting for its event. */
  put(task: Task): void {
    this.page.update(
      (page) =>
        page && {
          ...page,
          items: page.items.map((row) =>
            row.id === task.id && row.version < task.version ? (task as TaskSummary) : row,
          ),
        },
    );
    this.#readStatsSoon();
  }

  async #read(query: ListQuery): Promise<TaskPage> {
    const page = await this.#api.list(query);
    this.#newIds.set(new Set());
    return page;
  }

  /** Many events, one change a frame. */
  #take(live: LiveEvent): void {
    this.#queue.push(live);
    if (this.#queue.length === 1) {
      this.#frame = requestAnimationFrame(() => this.#apply(this.#queue.splice(0)));
    }
  }

  #apply(events: readonly LiveEvent[]): void {
    const page = this.page();
    if (page) {
      const items = mergeEvents(page.items, events);
      if (items !== page.items) {
        this.page.set({ ...page, items });
      }
      const shown = new Set(page.items.map(({ id }) => id));
      const created = events.filter((live) => isNewRow(live, this.query()) && !shown.has(live.event.taskId));
      if (created.length > 0) {
        this.#newIds.update((ids) => new Set([...ids, ...created.map(({ event }) => event.taskId)]));
      }
    }
    if (events.some(({ name }) => name !== 'task:progress')) {
      this.#readStatsSoon();
    }
  }

  #readStatsSoon(): void {
    this.#statsTimer ??= setTimeout(() => {
      this.#statsTimer = undefined;
      this.#stats.reload();
    }, STATS_INTERVAL_MS);
  }
}
