import { Component, computed, inject, resource } from '@angular/core';
import { takeUntilDestroyed, toSignal } from '@angular/core/rxjs-interop';
import { MatButton, MatIconButton } from '@angular/material/button';
import { MAT_DIALOG_DATA, MatDialogModule } from '@angular/material/dialog';
import { MatIcon } from '@angular/material/icon';
import { MatProgressBar } from '@angular/material/progress-bar';
import { RouterLink } from '@angular/router';
import { TranslocoPipe, TranslocoService } from '@jsverse/transloco';
import type { Schedule } from '@task-queue/contracts';
import { fitDialog } from '@task-queue/ui/dialog-frame';
import { ForeignText } from '@task-queue/ui/foreign-text';
import { relativeTime } from '@task-queue/ui/formats';
import { ProblemText } from '@task-queue/ui/problem';
import { filter } from 'rxjs';
import { LiveFeed } from '../../data/live-feed';
import { injectMountedAt } from '../../data/mounted-at';
import { Now } from '../../data/now';
import { SchedulesApi } from '../../data/schedules-api';
import { runTime } from '../edit/run-times';
import { timingOfSchedule } from '../edit/schedule-draft';
import { TimingWords } from '../timing/timing-words';

/** What became of a schedule's latest ticks, each with its task. */
@Component({
  selector: 'tq-history-dialog',
  imports: [ForeignText, MatButton, MatDialogModule, MatIcon, MatIconButton, MatProgressBar, RouterLink, TranslocoPipe],
  templateUrl: './history-dialog.html',
  styleUrl: './history-dialog.scss',
})
export class HistoryDialog {
  readonly #api = inject(SchedulesApi);
  readonly #now = inject(Now);
  readonly #problemText = inject(ProblemText);
  readonly #words = inject(TimingWords);
  readonly #transloco = inject(TranslocoService);
  readonly #language = toSignal(this.#transloco.langChanges$, { initialValue: this.#transloco.getActiveLang() });

  protected readonly schedule = inject<Schedule>(MAT_DIALOG_DATA);
  protected readonly mountedAt = injectMountedAt();
  readonly #ticks = resource({ loader: () => this.#api.ticks(this.schedule.id) });
  protected readonly isLoading = computed(() => this.#ticks.isLoading() && !this.#ticks.hasValue());
  protected readonly failure = computed(() => {
    const error = this.#ticks.error();
    return error === undefined ? '' : this.#problemText.of(error);
  });
  protected readonly when = computed(() => {
    this.#language();
    return this.#words.of(timingOfSchedule(this.schedule), this.schedule.timeZone);
  });
  protected readonly ticks = computed(() => {
    const language = this.#language();
    const { items } = this.#ticks.hasValue() ? this.#ticks.value() : { items: [] };
    return items.map((tick) => ({
      ...tick,
      time: runTime(tick.at, this.schedule.timeZone, language),
      ago: relativeTime(tick.at, this.#now.ms(), language),
    }));
  });

  constructor() {
    fitDialog('560px');
    inject(LiveFeed)
      .schedules.pipe(
        filter(({ scheduleId }) => scheduleId === this.schedule.id),
        takeUntilDestroyed(),
      )
      .subscribe(() => this.#ticks.reload());
  }

  protected reload(): void {
    this.#ticks.reload();
  }
}
