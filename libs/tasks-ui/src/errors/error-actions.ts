import { inject, Injectable, Injector, signal } from '@angular/core';
import { MatDialog } from '@angular/material/dialog';
import { MatSnackBar } from '@angular/material/snack-bar';
import { TranslocoService } from '@jsverse/transloco';
import type { ErrorGroup, ErrorState } from '@task-queue/contracts';
import { Confirmation } from '@task-queue/ui/confirm-dialog';
import { ProblemText } from '@task-queue/ui/problem';
import { BulkProgressDialog, type BulkProgressData } from '../bulk/bulk-progress-dialog';
import { OverviewApi } from '../data/overview-api';
import { ErrorBoard } from './error-board';

/** What a person does to a kind of errors, with its question, its pending state and its message. */
@Injectable()
export class ErrorActions {
  readonly #api = inject(OverviewApi);
  readonly #board = inject(ErrorBoard);
  readonly #confirmation = inject(Confirmation);
  readonly #dialog = inject(MatDialog);
  /** The page's own, so that its feed is the dialog's too. */
  readonly #injector = inject(Injector);
  readonly #problemText = inject(ProblemText);
  readonly #snackBar = inject(MatSnackBar);
  readonly #transloco = inject(TranslocoService);
  /** The kind to which something is being done; `''` for none. */
  readonly #busy = signal('');

  /** Says that a kind is open, muted or resolved, and offers to take it back. */
  async say({ fingerprint, state: before }: ErrorGroup, state: ErrorState, isTakenBack = false): Promise<void> {
    const said = await this.#perform(fingerprint, () => this.#api.say(fingerprint, state));
    if (said === null) {
      return;
    }
    this.#board.put(said);
    const text = this.#transloco.translate<string>(`tasks.errors.done.${state}`);
    const undo = isTakenBack ? undefined : this.#transloco.translate<string>('tasks.errors.undo');
    const message = this.#snackBar.open(text, undo, { duration: 6_000 });
    message.onAction().subscribe(() => void this.say(said, before, true));
  }

  /** Whether there is something to retry, and nothing else is being done. */
  canRetry({ stillFailed }: ErrorGroup): boolean {
    return stillFailed > 0 && this.#busy() === '';
  }

  /** Retries all that is failed by a kind, after asking, and shows how it goes. */
  async retry(group: ErrorGroup): Promise<void> {
    if (!this.canRetry(group)) {
      return; // what is greyed can be clicked all the same
    }
    const { fingerprint, stillFailed } = group;
    if (!(await this.#confirmation.ask({ texts: 'tasks.bulk.confirm.retry', about: { count: stillFailed } }))) {
      return;
    }
    const task = await this.#perform(fingerprint, () => this.#api.retry(fingerprint));
    if (task !== null) {
      const data: BulkProgressData = { action: 'retry', task };
      this.#dialog.open(BulkProgressDialog, { data, injector: this.#injector, width: '480px', maxWidth: '96vw' });
    }
  }

  async #perform<Result>(fingerprint: string, action: () => Promise<Result>): Promise<Result | null> {
    if (this.#busy() !== '') {
      return null;
    }
    this.#busy.set(fingerprint);
    try {
      return await action();
    } catch (error) {
      this.#snackBar.open(this.#problemText.of(error), undefined, { duration: 8_000 });
      return null;
    } finally {
      this.#busy.set('');
    }
  }
}
