import { Component, computed, inject, signal } from '@angular/core';
import { toSignal } from '@angular/core/rxjs-interop';
import { MatButton } from '@angular/material/button';
import { MatIcon } from '@angular/material/icon';
import { MatMenu, MatMenuItem, MatMenuTrigger } from '@angular/material/menu';
import { MatProgressBar } from '@angular/material/progress-bar';
import { RouterLink } from '@angular/router';
import { TranslocoPipe, TranslocoService } from '@jsverse/transloco';
import { ForeignText } from '@task-queue/ui/foreign-text';
import { SHARED_LIVE_FEED } from '../data/live-feed';
import { injectMountedAt } from '../data/mounted-at';
import { titleOf } from '../data/title-of';
import { OwnTexts } from '../i18n/own-texts';
import { MyTasksIcons } from './my-tasks-icons';
import { RunningTasks } from './running-tasks';

/** So many tasks stand in the menu. */
const SHOWN_TASKS = 5;

/**
 * One's own running tasks for a toolbar: how many and how far they are, and in a menu the newest of them, each with a link
 * to its detail, and a link to all. To be shown where somebody is signed in.
 *
 * Who may see others' tasks too has a count only where `userId` is given (see `TasksUiOptions`). It shares the connection
 * of a `LiveFeed` that is provided around it, and has one of its own otherwise.
 *
 * @example <mat-toolbar>… <tq-my-tasks /></mat-toolbar>
 */
@Component({
  selector: 'tq-my-tasks',
  imports: [
    ForeignText,
    MatButton,
    MatIcon,
    MatMenu,
    MatMenuItem,
    MatMenuTrigger,
    MatProgressBar,
    RouterLink,
    TranslocoPipe,
  ],
  providers: [SHARED_LIVE_FEED, RunningTasks],
  templateUrl: './my-tasks.html',
  styleUrl: './my-tasks.scss',
})
export class MyTasks {
  readonly #texts = inject(OwnTexts);
  readonly #transloco = inject(TranslocoService);
  readonly #language = toSignal(this.#transloco.langChanges$, { initialValue: this.#transloco.getActiveLang() });
  protected readonly running = inject(RunningTasks);
  protected readonly mountedAt = injectMountedAt();
  /** Whether its texts are there. */
  protected readonly isReady = signal(false);
  protected readonly count = computed(() => this.running.count() ?? 0);
  protected readonly shown = computed(() => {
    this.#language();
    return this.running
      .newest()
      .slice(0, SHOWN_TASKS)
      .map(({ id, type, title, progress }) => {
        const name = titleOf({ id, type, title });
        const said = this.#transloco.translate<string>('tasks.myTasks.progress', { percent: progress });
        return { id, progress, title: name, label: `${name}, ${said}` };
      });
  });

  constructor() {
    inject(MyTasksIcons);
    void this.#texts.ready().then(() => this.isReady.set(true));
  }
}
