import { computed, DestroyRef, effect, inject, Injectable, signal, untracked } from '@angular/core';
import { takeUntilDestroyed } from '@angular/core/rxjs-interop';
import type { TaskSummary } from '@task-queue/contracts';
import { Paced } from '@task-queue/ui/timing';
import { NO_FILTER, OWN_SORT } from '../data/list-query';
import { Journal } from '../data/journal';
import { LiveFeed } from '../data/live-feed';
import { isNews, mergeEvents, type LiveEvent } from '../data/merge-events';
import { injectMay } from '../data/permissions';
import { TasksApi } from '../data/tasks-api';
import { TASKS_UI_OPTIONS } from '../provide-tasks-ui';

/** So many of the newest are read, and their progress is the whole's: more are counted, and not shown. */
const READ_TASKS = 10;

/** What runs is read again at most this often while tasks start and end, in milliseconds. */
const FOLLOW_INTERVAL_MS = 500;

/** The person's own tasks that run now, kept up to date by the feed. */
@Injectable()
export class RunningTasks {
  readonly #api = inject(TasksApi);
  readonly #options = inject(TASKS_UI_OPTIONS);
  readonly #may = injectMay();
  readonly #pace = new Paced(() => this.#read(), FOLLOW_INTERVAL_MS);
  readonly #newest = signal<readonly TaskSummary[]>([]);
  readonly #count = signal<number | null>(null);
  readonly #journal = new Journal();

  /** The newest of them, newest first. */
  readonly newest = this.#newest.asReadonly();
  /** How many there are; `null` until it is known. */
  readonly count = this.#count.asReadonly();
  /** How far they are on average, 0 to 100. */
  readonly percent = computed(() => {
    const tasks = this.newest();
    const sum = tasks.reduce((total, { progress }) => total + progress, 0);
    return tasks.length === 0 ? 0 : Math.round(sum / tasks.length);
  });

  constructor() {
    const feed = inject(LiveFeed);
    feed.events.pipe(takeUntilDestroyed()).subscribe((live) => this.#take(live));
    feed.watch(computed(() => this.newest().map(({ id }) => id)));
    feed.digests.pipe(takeUntilDestroyed()).subscribe(({ own }) => isNews(own) && this.#pace.request());
    feed.resets.pipe(takeUntilDestroyed()).subscribe(() => this.#pace.request());
    effect(() => {
      if (feed.state() === 'live' && untracked(this.count) === null) {
        this.#pace.request(); // what could not be read while the server was away
      }
    });
    inject(DestroyRef).onDestroy(() => this.#pace.stop());
    this.#pace.request();
  }

  async #read(): Promise<void> {
    const createdBy = this.#owner();
    if (createdBy === null) {
      return; // whose tasks are the person's own is not known
    }
    const query = {
      ...NO_FILTER,
      page: 1,
      before: '',
      pageSize: READ_TASKS,
      sort: OWN_SORT,
      status: ['running'] as const,
      createdBy,
    };
    const { read, since } = await this.#journal.during(() => this.#api.list(query));
    const { items, total } = read;
    const running = mergeEvents(items, since).filter(({ status }) => status === 'running');
    this.#newest.set(running);
    this.#count.set(total - (items.length - running.length));
  }

  /** Whom to ask for: nobody by name where the person sees their own alone. `null`: unknown. */
  #owner(): string | null {
    const { userId } = this.#options;
    return userId ? userId() : this.#may('tasks:read:all') ? null : '';
  }

  #take(live: LiveEvent): void {
    this.#journal.keep(live);
    this.#newest.update((tasks) => mergeEvents(tasks, [live]));
    if (live.name !== 'task:progress' && live.name !== 'task:created') {
      this.#pace.request();
    }
  }
}
