import { DestroyRef, inject, Injectable, signal } from '@angular/core';
import { ServerClock } from './server-clock';

/** The server's time as a signal, a step every second, for «3 minutes ago» and running durations. */
@Injectable({ providedIn: 'root' })
export class Now {
  readonly #clock = inject(ServerClock);
  readonly #nowMs = signal(this.#clock.nowMs());
  readonly ms = this.#nowMs.asReadonly();

  constructor() {
    const step = (): void => this.#nowMs.set(this.#clock.nowMs());
    void this.#clock.known().then(step);
    const timer = setInterval(step, 1_000);
    inject(DestroyRef).onDestroy(() => clearInterval(timer));
  }
}
