import { DestroyRef, inject, Injectable } from '@angular/core';
import { MatSnackBar, type MatSnackBarRef, type TextOnlySnackBar } from '@angular/material/snack-bar';
import { firstValueFrom, race, timer } from 'rxjs';

/** News stays so long, in milliseconds. */
const NEWS_STAYS_MS = 8_000;

/** What else the bar says stays at least so long once there is news, in milliseconds. */
export const ANSWER_STAYS_MS = 5_000;

/** What is told in the page, though nobody asked. */
export interface News {
  readonly text: string;
  /** What can be done about it, if anything. */
  readonly action?: { readonly name: string; readonly perform: () => unknown };
}

/**
 * Tells news in the bar at the bottom of the page, the newest instead of older. What is said there else is the answer to
 * what the person does, of whatever part of the application: news waits until it is gone, or has been there for a moment.
 */
@Injectable()
export class NewsBar {
  readonly #snackBar = inject(MatSnackBar);
  #told: MatSnackBarRef<TextOnlySnackBar> | null = null;
  #waiting: News | null = null;
  #isLeft = false;

  constructor() {
    inject(DestroyRef).onDestroy(() => (this.#isLeft = true));
  }

  tell(news: News): void {
    const isAwaited = this.#waiting !== null;
    this.#waiting = news;
    if (!isAwaited) {
      void this.#tellNext();
    }
  }

  async #tellNext(): Promise<void> {
    await this.#answersSeen();
    const news = this.#waiting!; // a newer one perhaps
    this.#waiting = null;
    if (!this.#isLeft) {
      this.#told = this.#snackBar.open(news.text, news.action?.name, { duration: NEWS_STAYS_MS });
      this.#told.onAction().subscribe(() => news.action?.perform());
    }
  }

  /** Resolves when no answer is shown, or the one that is has been there for a moment. */
  async #answersSeen(): Promise<void> {
    let seen: unknown = null;
    for (let answer = this.#answer(); answer !== null && answer !== seen; answer = this.#answer()) {
      seen = answer;
      await firstValueFrom(race(answer.afterDismissed(), timer(ANSWER_STAYS_MS)));
    }
  }

  #answer(): MatSnackBarRef<unknown> | null {
    const shown: MatSnackBarRef<unknown> | null = this.#snackBar._openedSnackBarRef;
    return shown === this.#told ? null : shown;
  }
}
