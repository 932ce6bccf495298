import { inject, Injectable, Injector, signal } from '@angular/core';
import { MatDialog } from '@angular/material/dialog';
import { MatSnackBar } from '@angular/material/snack-bar';
import { TranslocoService } from '@jsverse/transloco';
import type { BulkAction, TaskFilter, TaskSummary } from '@task-queue/contracts';
import { Confirmation } from '@task-queue/ui/confirm-dialog';
import { TaskActions } from '../../data/task-actions';
import { TasksApi } from '../../data/tasks-api';
import { titleOf } from '../../data/title-of';
import { BulkOutcomeDialog, type BulkOutcomeData } from './bulk-outcome-dialog';
import { BulkProgressDialog, type BulkProgressData } from '../../bulk/bulk-progress-dialog';

/** What is done to many tasks at once, with its question, its pending state and what became of each. */
@Injectable()
export class BulkActions {
  readonly #api = inject(TasksApi);
  readonly #actions = inject(TaskActions);
  readonly #confirmation = inject(Confirmation);
  readonly #dialog = inject(MatDialog);
  /** The page's own, so that its feed is the dialogs' too. */
  readonly #injector = inject(Injector);
  readonly #snackBar = inject(MatSnackBar);
  readonly #transloco = inject(TranslocoService);
  readonly #isBusy = signal(false);

  readonly isBusy = this.#isBusy.asReadonly();

  /** Does it to these tasks, after asking. @returns which of them it was done to, or `null` when nothing was asked for */
  async performOn(action: BulkAction, tasks: readonly TaskSummary[]): Promise<readonly string[] | null> {
    return this.#perform(action, tasks.length, async () => {
      const outcomes = await this.#api.bulk(
        action,
        tasks.map(({ id }) => id),
      );
      const done = outcomes.filter(({ ok }) => ok).map(({ id }) => id);
      const titles = new Map(tasks.map((task) => [task.id, titleOf(task)]));
      const data: BulkOutcomeData = {
        action,
        outcomes: outcomes.map(({ id, code }) => ({ id, title: titles.get(id) ?? id, code: code ?? null })),
      };
      const show = (): unknown => this.#dialog.open(BulkOutcomeDialog, { data, width: '560px', maxWidth: '96vw' });
      if (done.length < outcomes.length) {
        show();
      } else {
        const [text, details] = [
          this.#transloco.translate<string>(`tasks.bulk.done.${action}`, { count: done.length }),
          this.#transloco.translate<string>('tasks.bulk.details'),
        ];
        this.#snackBar.open(text, details, { duration: 6_000 }).onAction().subscribe(show);
      }
      return done;
    });
  }

  /** Does it to everything that matches now, after asking, and shows how it goes. @returns whether it was begun */
  async performOnMatching(action: BulkAction, filter: TaskFilter, count: number): Promise<boolean> {
    const task = await this.#perform(action, count, () => this.#api.bulkMatching(action, filter));
    if (task !== null) {
      const data: BulkProgressData = { action, task };
      this.#dialog.open(BulkProgressDialog, { data, injector: this.#injector, width: '480px', maxWidth: '96vw' });
    }
    return task !== null;
  }

  async #perform<Result>(action: BulkAction, count: number, act: () => Promise<Result>): Promise<Result | null> {
    const isMeant = await this.#confirmation.ask({ texts: `tasks.bulk.confirm.${action}`, about: { count } });
    if (!isMeant || this.#isBusy()) {
      return null;
    }
    this.#isBusy.set(true);
    try {
      return await act();
    } catch (error) {
      this.#actions.tell(error);
      return null;
    } finally {
      this.#isBusy.set(false);
    }
  }
}
