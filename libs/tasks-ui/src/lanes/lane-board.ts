import { computed, DestroyRef, inject, Injectable, signal } from '@angular/core';
import { takeUntilDestroyed } from '@angular/core/rxjs-interop';
import type { LanePeople, LaneState, TypeState } from '@task-queue/contracts';
import { toProblem, type ProblemError } from '@task-queue/ui/problem';
import { Paced, Repeated } from '@task-queue/ui/timing';
import { LanesApi } from '../data/lanes-api';
import { LiveFeed } from '../data/live-feed';
import { isNews } from '../data/merge-events';
import { ServerClock } from '../data/server-clock';

/** While tasks come and go, lanes are read again at most this often, in milliseconds. */
const FOLLOW_INTERVAL_MS = 2_000;

/** Lanes and types are read again after this, whatever was told, in milliseconds: workers come and go without a word. */
const READ_EVERY_MS = 20_000;

interface Reading {
  readonly lanes: readonly LaneState[];
  readonly people: readonly LanePeople[];
  readonly types: readonly TypeState[];
  /** By the server's clock, in epoch milliseconds. */
  readonly atMs: number;
}

/** Lanes and types as they are: read again when the feed tells of a change, and now and then, while the page can be seen. */
@Injectable()
export class LaneBoard {
  readonly #api = inject(LanesApi);
  readonly #clock = inject(ServerClock);
  readonly #reading = new Repeated(() => this.#read(), READ_EVERY_MS);
  readonly #following = new Paced(() => this.#follow(), FOLLOW_INTERVAL_MS);
  readonly #shown = signal<Reading | null>(null);
  readonly #problem = signal<ProblemError | null>(null);

  /** The last reading stays while the next one is under way, and where it fails; `null` before the first. */
  readonly shown = this.#shown.asReadonly();
  /** Why the latest reading failed. */
  readonly problem = this.#problem.asReadonly();
  readonly isLoading = computed(() => this.#shown() === null && this.#problem() === null);

  constructor() {
    const feed = inject(LiveFeed);
    feed.control.pipe(takeUntilDestroyed()).subscribe(() => this.read());
    feed.resets.pipe(takeUntilDestroyed()).subscribe(() => this.read());
    feed.events.pipe(takeUntilDestroyed()).subscribe(({ name }) => {
      if (name !== 'task:progress') {
        this.#following.request();
      }
    });
    feed.digests.pipe(takeUntilDestroyed()).subscribe(({ counts }) => isNews(counts) && this.#following.request());
    inject(DestroyRef).onDestroy(() => {
      this.#reading.stop();
      this.#following.stop();
    });
    this.#reading.now();
  }

  /** Reads at once, as after something was changed. */
  read(): void {
    this.#reading.now();
  }

  async #follow(): Promise<void> {
    if (!document.hidden) {
      this.read(); // else when it can be seen again
    }
  }

  async #read(): Promise<void> {
    try {
      const [lanes, people, types] = await Promise.all([
        this.#api.lanes(),
        this.#api.people(),
        this.#api.types(),
        this.#clock.known(),
      ]);
      this.#shown.set({ lanes: lanes.items, people: people.items, types: types.items, atMs: this.#clock.nowMs() });
      this.#problem.set(null);
    } catch (error) {
      this.#problem.set(toProblem(error));
    }
  }
}
