import { computed, DestroyRef, inject, signal, type Signal } from '@angular/core';
import { MAX_WATCHED_TASKS } from '@task-queue/contracts';

/** The tasks that are on screen, of all who show some. */
export class WatchedTasks {
  readonly #shown = signal<readonly Signal<readonly string[]>[]>([]);

  /** As many as a socket may watch, each once. */
  readonly ids = computed(
    () => [...new Set(this.#shown().flatMap((ids) => ids()))].sort().slice(0, MAX_WATCHED_TASKS),
    { equal: (a, b) => a.join() === b.join() },
  );

  /** For as long as whoever asks is there: in the context of an injection. */
  add(ids: Signal<readonly string[]>): void {
    this.#shown.update((shown) => [...shown, ids]);
    inject(DestroyRef).onDestroy(() => this.#shown.update((shown) => shown.filter((other) => other !== ids)));
  }
}
