import { computed, effect, inject, Injectable, signal, untracked } from '@angular/core';
import { toSignal } from '@angular/core/rxjs-interop';
import { ActivatedRoute, Router } from '@angular/router';
import type { ErrorGroup, Overview, OverviewWindow, WorkerState } from '@task-queue/contracts';
import { toProblem, type ProblemError } from '@task-queue/ui/problem';
import { Repeated } from '@task-queue/ui/timing';
import { OverviewApi } from '../data/overview-api';
import { parseOverviewPlace, toOverviewParams, type OverviewPlace } from '../data/overview-place';
import { injectMay } from '../data/permissions';
import { ServerClock } from '../data/server-clock';

/** How long after one reading the next begins, in milliseconds: a long span changes little and costs more. */
const READ_EVERY_MS: Readonly<Record<OverviewWindow, number>> = {
  '1h': 2_000,
  '24h': 5_000,
  '7d': 20_000,
  '90d': 60_000,
};

/** How many kinds of errors are shown. */
const TOP_ERRORS = 5;

/** What was read, and for what. */
export interface Reading {
  readonly place: OverviewPlace;
  readonly overview: Overview;
  readonly errors: readonly ErrorGroup[];
  /** `null` for who may not know them. */
  readonly workers: readonly WorkerState[] | null;
  /** By the server's clock, in epoch milliseconds. */
  readonly atMs: number;
}

/** How tasks do, of what the address asks for: read again and again while the page can be seen. */
@Injectable()
export class OverviewBoard {
  readonly #api = inject(OverviewApi);
  readonly #clock = inject(ServerClock);
  readonly #may = injectMay();
  readonly #router = inject(Router);
  readonly #route = inject(ActivatedRoute);
  readonly #params = toSignal(this.#route.queryParamMap, { initialValue: this.#route.snapshot.queryParamMap });
  readonly #shown = signal<Reading | null>(null);
  readonly #problem = signal<ProblemError | null>(null);
  #reading: Repeated | undefined;

  /** What the address asks for. */
  readonly place = computed(() => parseOverviewPlace(this.#params()), {
    equal: (a, b) => a.window === b.window && a.type === b.type,
  });
  /** The last reading stays while the next one is under way, and where it fails; `null` before the first. */
  readonly shown = this.#shown.asReadonly();
  /** Why the latest reading failed. */
  readonly problem = this.#problem.asReadonly();
  /** Whether what is on screen is not yet what the address asks for. */
  readonly isLoading = computed(() => this.#problem() === null && this.#shown()?.place !== this.place());

  constructor() {
    effect((onCleanup) => {
      const place = this.place();
      const reading = new Repeated(() => this.#read(place), READ_EVERY_MS[place.window]);
      this.#reading = reading;
      untracked(() => reading.now());
      onCleanup(() => reading.stop());
    });
  }

  /** Reads at once. */
  read(): void {
    this.#reading?.now();
  }

  /** Changes the address. */
  async show(change: Partial<OverviewPlace>): Promise<void> {
    const queryParams = toOverviewParams({ ...this.place(), ...change });
    await this.#router.navigate([], { relativeTo: this.#route, queryParams, queryParamsHandling: 'merge' });
  }

  async #read(place: OverviewPlace): Promise<void> {
    try {
      const [overview, errors, workers] = await Promise.all([
        this.#api.overview(place),
        this.#api.errors({ state: 'open', sort: 'count', pageSize: TOP_ERRORS }),
        this.#may('workers:read') ? this.#api.workers() : null,
        this.#clock.known(),
      ]);
      if (place === this.place()) {
        this.#shown.set({
          place,
          overview,
          errors: errors.items,
          workers: workers?.items ?? null,
          atMs: this.#clock.nowMs(),
        });
        this.#problem.set(null);
      }
    } catch (error) {
      if (place === this.place()) {
        this.#problem.set(toProblem(error));
      }
    }
  }
}
