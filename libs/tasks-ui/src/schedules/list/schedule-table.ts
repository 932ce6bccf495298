import { Component, computed, inject } from '@angular/core';
import { toSignal } from '@angular/core/rxjs-interop';
import { MatIconButton } from '@angular/material/button';
import { MatIcon } from '@angular/material/icon';
import { MatMenu, MatMenuItem, MatMenuTrigger } from '@angular/material/menu';
import { MatSlideToggle, type MatSlideToggleChange } from '@angular/material/slide-toggle';
import { MatTooltip } from '@angular/material/tooltip';
import { RouterLink } from '@angular/router';
import { TranslocoPipe, TranslocoService } from '@jsverse/transloco';
import { isolated, type Schedule } from '@task-queue/contracts';
import { ForeignText } from '@task-queue/ui/foreign-text';
import { dueTime, exactTime, relativeTime } from '@task-queue/ui/formats';
import { RowFocus } from '@task-queue/ui/row-focus';
import { injectMountedAt } from '../../data/mounted-at';
import { Now } from '../../data/now';
import { injectMay } from '../../data/permissions';
import { TaskTypes } from '../../data/task-types';
import { draftOf, timingOfSchedule } from '../edit/schedule-draft';
import { TimingWords } from '../timing/timing-words';
import { ScheduleActions } from './schedule-actions';
import { ScheduleBoard } from './schedule-board';

/** The schedules of a page as rows, or as cards where it is narrow. */
@Component({
  selector: 'tq-schedule-table',
  imports: [
    ForeignText,
    MatIcon,
    MatIconButton,
    MatMenu,
    MatMenuItem,
    MatMenuTrigger,
    MatSlideToggle,
    MatTooltip,
    RouterLink,
    RowFocus,
    TranslocoPipe,
  ],
  templateUrl: './schedule-table.html',
  styleUrl: './schedule-table.scss',
})
export class ScheduleTable {
  readonly #board = inject(ScheduleBoard);
  readonly #may = injectMay();
  readonly #now = inject(Now);
  readonly #types = inject(TaskTypes);
  readonly #words = inject(TimingWords);
  readonly #transloco = inject(TranslocoService);
  readonly #language = toSignal(this.#transloco.langChanges$, { initialValue: this.#transloco.getActiveLang() });

  protected readonly actions = inject(ScheduleActions);
  protected readonly mountedAt = injectMountedAt();
  protected readonly showsOwners = computed(() => this.#may('schedules:read:all'));
  /** To whom: only who manages accounts knows who there is. */
  protected readonly mayHandOver = computed(() => this.#may('schedules:control:all') && this.#may('users:manage'));
  protected readonly rows = computed(() => {
    const language = this.#language();
    return this.#board.rows().map((schedule) => ({
      schedule,
      mayControl: this.#may('schedules:control', schedule.createdBy.id),
      title: this.#types.titleOf(schedule.type, language),
      when: this.#words.of(timingOfSchedule(schedule), schedule.timeZone),
    }));
  });

  /** What a button does, with what it does it to: there are many that say the same. */
  protected label(action: string, { name }: Schedule): string {
    const text = this.#transloco.translate<string>(`tasks.schedules.action.${action}`);
    return this.#transloco.translate('tasks.schedules.actOn', { action: text, name: isolated(name) });
  }

  protected due(instant: string): string {
    return dueTime(instant, this.#now.ms(), this.#language());
  }

  protected relative(instant: string): string {
    return relativeTime(instant, this.#now.ms(), this.#language());
  }

  protected exact(instant: string): string {
    return exactTime(instant, this.#language());
  }

  protected async turn(schedule: Schedule, { source }: MatSlideToggleChange): Promise<void> {
    if (!(await this.actions.turn(schedule))) {
      source.checked = schedule.enabled; // as it still is
    }
  }

  protected change(schedule: Schedule): void {
    void this.actions.edit({ kind: 'change', schedule });
  }

  protected duplicate(schedule: Schedule): void {
    const name = this.#transloco.translate<string>('tasks.schedules.copyOf', { name: schedule.name });
    void this.actions.edit({ kind: 'new', draft: { ...draftOf(schedule), name } });
  }
}
