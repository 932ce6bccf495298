import { inject, Injectable, Injector, signal } from '@angular/core';
import { MatDialog } from '@angular/material/dialog';
import { MatSnackBar } from '@angular/material/snack-bar';
import { Router } from '@angular/router';
import { TranslocoService } from '@jsverse/transloco';
import { isolated, type Schedule } from '@task-queue/contracts';
import { Confirmation } from '@task-queue/ui/confirm-dialog';
import { FITTED, MenuFocus } from '@task-queue/ui/dialog-frame';
import { ProblemText } from '@task-queue/ui/problem';
import { firstValueFrom } from 'rxjs';
import { injectMountedAt } from '../../data/mounted-at';
import { SchedulesApi } from '../../data/schedules-api';
import type { ScheduleStart } from '../edit/schedule-start';
import { ScheduleBoard } from './schedule-board';

/** Before it the dialog has the button that closes it. */
const FIRST_FIELD = 'mat-select, input';

/** What a person does to a schedule, with its question, its pending state and its message. */
@Injectable()
export class ScheduleActions {
  readonly #api = inject(SchedulesApi);
  readonly #board = inject(ScheduleBoard);
  readonly #confirmation = inject(Confirmation);
  readonly #dialog = inject(MatDialog);
  readonly #injector = inject(Injector);
  readonly #mountedAt = injectMountedAt();
  readonly #problemText = inject(ProblemText);
  readonly #router = inject(Router);
  readonly #snackBar = inject(MatSnackBar);
  readonly #transloco = inject(TranslocoService);
  readonly #busy = signal<ReadonlySet<string>>(new Set());
  #isOpening = false;

  constructor() {
    inject(MenuFocus);
  }

  /** Whether something is being done to the schedule. */
  isBusy(id: string): boolean {
    return this.#busy().has(id);
  }

  /** Creates a task now, and offers to look at it. */
  async run({ id, name }: Schedule): Promise<void> {
    const task = await this.#perform(id, () => this.#api.run(id));
    if (task) {
      this.#board.follow();
      const open = this.#transloco.translate<string>('tasks.task.done.open');
      const message = this.#snackBar.open(this.#done('run', name), open, { duration: 6_000 });
      message.onAction().subscribe(() => void this.#router.navigate([this.#mountedAt, task.id]));
    }
  }

  /** Pauses or resumes; whether that came about. */
  async turn({ id, name, enabled }: Schedule): Promise<boolean> {
    const schedule = await this.#perform(id, () => (enabled ? this.#api.pause(id) : this.#api.resume(id)));
    if (schedule) {
      this.#board.put(schedule);
      this.#say(this.#done(enabled ? 'paused' : 'resumed', name));
    }
    return schedule !== null;
  }

  async remove({ id, name }: Schedule): Promise<void> {
    const isMeant = await this.#confirmation.ask({
      texts: 'tasks.schedules.deleteDialog',
      about: { name: isolated(name) },
    });
    if (isMeant && (await this.#perform(id, () => this.#api.remove(id).then(() => true)))) {
      this.#board.reload();
      this.#say(this.#done('deleted', name));
    }
  }

  /** Opens the dialog of a schedule: a new one, one like another, or one to change. */
  async edit(start: ScheduleStart): Promise<void> {
    const { ScheduleDialog } = (await this.#load(() => import('../edit/schedule-dialog'))) ?? {};
    if (ScheduleDialog === undefined) {
      return;
    }
    const dialog = this.#dialog.open<InstanceType<typeof ScheduleDialog>, ScheduleStart, Schedule>(ScheduleDialog, {
      ...FITTED,
      data: start,
      autoFocus: FIRST_FIELD,
      // The dialog asks before it throws away what was typed.
      disableClose: true,
      closeOnNavigation: false,
    });
    const saved = await firstValueFrom(dialog.afterClosed());
    if (saved) {
      this.#board.reload();
      this.#say(this.#done(start.kind === 'change' ? 'changed' : 'created', saved.name));
    }
  }

  /** Asks for another owner. */
  async handOver(schedule: Schedule): Promise<void> {
    const { HandOverDialog } = (await this.#load(() => import('../hand-over/hand-over-dialog'))) ?? {};
    if (HandOverDialog === undefined) {
      return;
    }
    const dialog = this.#dialog.open<InstanceType<typeof HandOverDialog>, Schedule, Schedule>(HandOverDialog, {
      ...FITTED,
      data: schedule,
    });
    const saved = await firstValueFrom(dialog.afterClosed());
    if (saved) {
      this.#board.put(saved);
      const about = { name: isolated(saved.name), owner: isolated(saved.createdBy.username) };
      this.#say(this.#transloco.translate('tasks.schedules.done.handedOver', about));
    }
  }

  /** Opens what became of the latest ticks. */
  async showHistory(schedule: Schedule): Promise<void> {
    const { HistoryDialog } = (await this.#load(() => import('../history/history-dialog'))) ?? {};
    if (HistoryDialog !== undefined) {
      this.#dialog.open(HistoryDialog, { ...FITTED, data: schedule, injector: this.#injector });
    }
  }

  /** A part of the page that is loaded when it is first asked for; `null` where it could not be, which is told. */
  async #load<Part>(load: () => Promise<Part>): Promise<Part | null> {
    if (this.#isOpening) {
      return null;
    }
    this.#isOpening = true;
    try {
      return await load();
    } catch (error) {
      this.#tell(error);
      return null;
    } finally {
      this.#isOpening = false;
    }
  }

  /** Does it unless something is being done to the schedule already: a double click is one click. */
  async #perform<Result>(id: string, action: () => Promise<Result>): Promise<Result | null> {
    if (this.isBusy(id)) {
      return null;
    }
    this.#busy.update((busy) => new Set([...busy, id]));
    try {
      return await action();
    } catch (error) {
      this.#tell(error);
      this.#board.follow(); // it may be another now, or gone
      return null;
    } finally {
      this.#busy.update((busy) => new Set([...busy].filter((one) => one !== id)));
    }
  }

  #done(what: string, name: string): string {
    return this.#transloco.translate(`tasks.schedules.done.${what}`, { name: isolated(name) });
  }

  #say(text: string): void {
    this.#snackBar.open(text, undefined, { duration: 4_000 });
  }

  #tell(error: unknown): void {
    this.#snackBar.open(this.#problemText.of(error), undefined, { duration: 8_000 });
  }
}
