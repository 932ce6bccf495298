import type { ComponentType } from '@angular/cdk/portal';
import { Component, computed, inject, signal } from '@angular/core';
import { toSignal } from '@angular/core/rxjs-interop';
import { MatButton } from '@angular/material/button';
import { MatDialog, type MatDialogConfig } from '@angular/material/dialog';
import { MatIcon } from '@angular/material/icon';
import { MatProgressBar } from '@angular/material/progress-bar';
import { MatSnackBar } from '@angular/material/snack-bar';
import { TranslocoPipe, TranslocoService } from '@jsverse/transloco';
import { isolated, type LaneState, type Pause } from '@task-queue/contracts';
import { ForeignText } from '@task-queue/ui/foreign-text';
import { FITTED } from '@task-queue/ui/dialog-frame';
import { clockTime, exactTime, relativeTime } from '@task-queue/ui/formats';
import { ProblemText } from '@task-queue/ui/problem';
import { firstValueFrom } from 'rxjs';
import { LanesApi, type Steered } from '../data/lanes-api';
import { SHARED_LIVE_FEED } from '../data/live-feed';
import { Now } from '../data/now';
import { injectMay } from '../data/permissions';
import { TaskTypes } from '../data/task-types';
import { LimitWords } from '../waiting/limit-words';
import { PauseNote } from '../waiting/pause-note';
import { LaneBoard } from './lane-board';
import { LanePeopleTable } from './lane-people';
import { LaneIcons } from './lane-icons';
import { LimitsDialog, type LimitsDialogData } from './limits-dialog';
import { PauseDialog, type PauseDialogData } from './pause-dialog';
import { SlotsDialog, type SlotsDialogData } from './slots-dialog';

/** A dialog with a few fields. */
const FORM: MatDialogConfig = { width: '420px', maxWidth: '96vw' };

/** 执行通道: what waits and runs in each lane, and what operators do to lanes and types. */
@Component({
  selector: 'tq-lanes-page',
  imports: [ForeignText, LanePeopleTable, MatButton, MatIcon, MatProgressBar, PauseNote, TranslocoPipe],
  providers: [SHARED_LIVE_FEED, LaneBoard],
  templateUrl: './lanes-page.html',
  styleUrl: './lanes-page.scss',
})
export class LanesPage {
  readonly #api = inject(LanesApi);
  readonly #dialog = inject(MatDialog);
  readonly #snackBar = inject(MatSnackBar);
  readonly #problemText = inject(ProblemText);
  readonly #known = inject(TaskTypes);
  readonly #words = inject(LimitWords);
  readonly #now = inject(Now);
  readonly #transloco = inject(TranslocoService);
  readonly #language = toSignal(this.#transloco.langChanges$, { initialValue: this.#transloco.getActiveLang() });

  readonly #may = injectMay();
  protected readonly mayControl = computed(() => this.#may('lanes:control'));
  protected readonly board = inject(LaneBoard);
  /** What is being resumed. */
  protected readonly busy = signal('');
  protected readonly failure = computed(() => {
    const problem = this.board.problem();
    return problem === null ? null : this.#problemText.of(problem);
  });
  protected readonly staleTime = computed(() => clockTime(this.board.shown()?.atMs ?? 0, this.#language()));
  protected readonly hasWorkers = computed(() => this.board.shown()?.lanes.some(({ slots }) => slots > 0) ?? true);
  protected readonly lanes = computed(() =>
    (this.board.shown()?.lanes ?? []).map((state) => ({
      ...state,
      people: this.board.shown()?.people.find(({ lane }) => lane === state.lane)?.people ?? [],
      what: { kind: 'lanes', name: state.lane } as const,
      title: this.#transloco.translate<string>(`tasks.lanes.name.${state.lane}`, {}, this.#language()),
    })),
  );
  protected readonly types = computed(() => {
    const language = this.#language();
    return (this.board.shown()?.types ?? []).map((state) => {
      const known = this.#known.all().find(({ type }) => type === state.type);
      return {
        ...state,
        known,
        what: { kind: 'types', name: state.type } as const,
        title: this.#known.titleOf(state.type, language),
        limitTexts: state.limits.flatMap((limit) => this.#words.of(limit, known)),
        declaredText:
          state.declaredLimits.flatMap((limit) => this.#words.of(limit, known)).join(' · ') ||
          this.#transloco.translate<string>('tasks.lanes.unlimited', {}, language),
      };
    });
  });

  constructor() {
    inject(LaneIcons);
  }

  protected number(value: number): string {
    return new Intl.NumberFormat(this.#language()).format(value);
  }

  protected relative(instant: string): string {
    return relativeTime(instant, this.#now.ms(), this.#language());
  }

  protected exact(instant: string): string {
    return exactTime(instant, this.#language());
  }

  /** What a button does, with what it does it to: there are many that say the same. */
  protected label(action: string, title: string): string {
    const text = this.#transloco.translate<string>(`tasks.lanes.action.${action}`);
    return this.#transloco.translate('tasks.lanes.actOn', { action: text, name: isolated(title) });
  }

  /** Resumes what is paused; asks for the reason before it pauses. */
  protected async turn(what: Steered, title: string, pause: Pause | null): Promise<void> {
    if (this.busy() === what.name) {
      return; // a double click is one click
    }
    if (pause === null) {
      await this.#ask<PauseDialogData>(PauseDialog, { what, title }, 'tasks.lanes.done.paused', title);
      return;
    }
    this.busy.set(what.name);
    try {
      await this.#api.resume(what);
      this.#say('tasks.lanes.done.resumed', title);
    } catch (error) {
      this.#snackBar.open(this.#problemText.of(error), undefined, { duration: 8_000 });
    } finally {
      this.busy.set('');
      this.board.read();
    }
  }

  protected async changeSlots({ lane, slotsPerWorker }: LaneState, title: string): Promise<void> {
    await this.#ask<SlotsDialogData>(SlotsDialog, { lane, slotsPerWorker, title }, 'tasks.lanes.done.slots', title);
  }

  protected async changeLimits({ type, limits, known, title }: ReturnType<typeof this.types>[number]): Promise<void> {
    await this.#ask<LimitsDialogData>(
      LimitsDialog,
      { type, limits, known, title },
      'tasks.lanes.done.limits',
      title,
      FITTED,
    );
  }

  /** Opens a dialog that does something, and closes with `true` when it has. */
  async #ask<Data>(
    dialog: ComponentType<unknown>,
    data: Data,
    done: string,
    title: string,
    config: MatDialogConfig = FORM,
  ): Promise<void> {
    const opened = this.#dialog.open<unknown, Data, boolean>(dialog, {
      ...config,
      data,
      // The dialog asks before it throws away what was typed.
      disableClose: true,
      closeOnNavigation: false,
    });
    if (await firstValueFrom(opened.afterClosed())) {
      this.board.read();
      this.#say(done, title);
    }
  }

  #say(text: string, title: string): void {
    this.#snackBar.open(this.#transloco.translate(text, { name: isolated(title) }), undefined, { duration: 4_000 });
  }
}
