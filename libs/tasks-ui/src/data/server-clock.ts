import { DestroyRef, inject, Injectable } from '@angular/core';
import type { ServerTime } from '@task-queue/contracts';
import { toProblem } from '@task-queue/ui/problem';
import { elapsedMs, isDisturbed, type Mark, markNow } from '@task-queue/ui/timing';
import { TASKS_UI_OPTIONS } from '../provide-tasks-ui';
import { ApiCalls } from './api-calls';

/** The server's time is asked for again after this, in milliseconds, and sooner where the browser's clocks were disturbed. */
const RENEW_MS = 10 * 60_000;

/** What could not be asked is asked again after this, in milliseconds. */
const AGAIN_MS = 30_000;

/** Whoever needs the time waits no longer for it, in milliseconds. */
const PATIENCE_MS = 3_000;

/** How often it is looked whether to ask again, in milliseconds. */
const LOOK_MS = 1_000;

/** What time it was at a moment. */
interface Reading {
  readonly serverMs: number;
  readonly at: Mark;
}

/**
 * What time it is for the server, whose times the page shows: the browser's clock may be wrong by hours, and be set while
 * the page is open. The one place that knows; what is compared with a time of the server's is compared with this.
 */
@Injectable({ providedIn: 'root' })
export class ServerClock {
  readonly #calls = inject(ApiCalls);
  readonly #options = inject(TASKS_UI_OPTIONS);
  /** Until the server has said, the browser's own time. */
  #reading: Reading = { serverMs: Date.now(), at: markNow() };
  #asked: { readonly at: Mark; readonly isAnswered: boolean } | null = null;
  #asking: Promise<void> | null = null;
  #timer: ReturnType<typeof setInterval> | undefined;

  constructor() {
    inject(DestroyRef).onDestroy(() => clearInterval(this.#timer));
  }

  /** In epoch milliseconds. */
  nowMs(): number {
    const { serverMs, at } = this.#reading;
    return serverMs + elapsedMs(at);
  }

  /**
   * Resolves when the server has said what time it is, at once where it has; and where it does not say, after a while.
   * From then on the time is followed.
   */
  async known(): Promise<void> {
    this.#timer ??= setInterval(() => this.#follow(), LOOK_MS);
    this.#follow();
    if (this.#asking !== null) {
      await Promise.race([this.#asking, new Promise((resolve) => setTimeout(resolve, PATIENCE_MS))]);
    }
  }

  #follow(): void {
    if (this.#isDue()) {
      this.#asking ??= this.#ask().finally(() => (this.#asking = null));
    }
  }

  #isDue(): boolean {
    if (this.#asked === null) {
      return true;
    }
    const { at, isAnswered } = this.#asked;
    return isDisturbed(at) || elapsedMs(at) >= (isAnswered ? RENEW_MS : AGAIN_MS);
  }

  async #ask(): Promise<void> {
    let isAnswered = false;
    try {
      await this.#options.token(); // else fetching one would count as part of the way
      const sent = markNow();
      const { now } = await this.#calls.json<ServerTime>('GET', '/tasks/clock');
      const serverMs = Date.parse(now) + elapsedMs(sent) / 2; // it was said half-way, as far as anybody can tell
      if (!isDisturbed(sent) && !Number.isNaN(serverMs)) {
        this.#reading = { serverMs, at: markNow() };
        isAnswered = true;
      }
    } catch (error) {
      // What was known goes on. Nobody is signed in any more: not to be asked for again and again.
      if (toProblem(error).code === 'UNAUTHORIZED') {
        clearInterval(this.#timer);
        this.#timer = undefined;
      }
    }
    this.#asked = { at: markNow(), isAnswered };
  }
}
