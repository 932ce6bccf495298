import { LiveAnnouncer } from '@angular/cdk/a11y';
import { DestroyRef, inject, Injectable } from '@angular/core';
import { takeUntilDestroyed } from '@angular/core/rxjs-interop';
import { TranslocoService } from '@jsverse/transloco';
import { LiveFeed } from '../../data/live-feed';
import { TaskList } from './task-list';

/** Updates are told together, at most this often, in milliseconds: a screen reader is not to be drowned. */
const TELL_INTERVAL_MS = 5_000;

/** Tells screen readers, politely and seldom, what became of the rows on screen. */
@Injectable()
export class UpdateAnnouncer {
  readonly #announcer = inject(LiveAnnouncer);
  readonly #list = inject(TaskList);
  readonly #transloco = inject(TranslocoService);
  #counts = { completed: 0, failed: 0 };
  #told = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor() {
    const feed = inject(LiveFeed);
    feed.events.pipe(takeUntilDestroyed()).subscribe(({ name, event }) => {
      const ending = name === 'task:completed' ? 'completed' : name === 'task:failed' ? 'failed' : null;
      if (ending !== null && this.#list.rows().some(({ id }) => id === event.taskId)) {
        this.#counts[ending] += 1;
      } else if (name !== 'task:created') {
        return;
      }
      this.#tellSoon();
    });
    feed.digests.pipe(takeUntilDestroyed()).subscribe(({ counts }) => counts['task:created'] && this.#tellSoon());
    inject(DestroyRef).onDestroy(() => clearTimeout(this.#timer));
  }

  #tellSoon(): void {
    this.#timer ??= setTimeout(() => this.#tell(), TELL_INTERVAL_MS);
  }

  #tell(): void {
    const newCount = this.#list.newCount();
    const counts = { newTasks: newCount === this.#told ? 0 : newCount, ...this.#counts };
    const text = Object.entries(counts)
      .filter(([, count]) => count > 0)
      .map(([key, count]) => this.#transloco.translate<string>(`tasks.list.announce.${key}`, { count }))
      .join(this.#transloco.translate('tasks.list.announce.and'));
    this.#timer = undefined;
    this.#told = newCount;
    this.#counts = { completed: 0, failed: 0 };
    if (text !== '') {
      void this.#announcer.announce(text, 'polite');
    }
  }
}
