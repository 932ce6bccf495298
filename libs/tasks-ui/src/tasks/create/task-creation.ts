import { inject, Injectable } from '@angular/core';
import { MatDialog } from '@angular/material/dialog';
import { MatSnackBar } from '@angular/material/snack-bar';
import { TranslocoService } from '@jsverse/transloco';
import { FITTED } from '@task-queue/ui/dialog-frame';
import { firstValueFrom } from 'rxjs';
import { TaskActions } from '../../data/task-actions';
import type { Created } from '../../data/tasks-api';
import type { TaskDraft } from './task-draft';

/** Opens the create dialog, which is loaded when it is first asked for. */
@Injectable({ providedIn: 'root' })
export class TaskCreation {
  readonly #dialog = inject(MatDialog);
  readonly #actions = inject(TaskActions);
  readonly #snackBar = inject(MatSnackBar);
  readonly #transloco = inject(TranslocoService);
  #isOpening = false;

  /**
   * The task that was created, or the one that was there already, which the person is told; `null` when they thought better of
   * it.
   */
  async open(draft?: TaskDraft): Promise<Created | null> {
    if (this.#isOpening) {
      return null;
    }
    this.#isOpening = true;
    const { CreateTaskDialog } = await import('./create-task-dialog')
      .catch((error: unknown) => {
        this.#actions.tell(error);
        return { CreateTaskDialog: null };
      })
      .finally(() => (this.#isOpening = false));
    if (CreateTaskDialog === null) {
      return null;
    }
    const dialog = this.#dialog.open<InstanceType<typeof CreateTaskDialog>, TaskDraft, Created>(CreateTaskDialog, {
      ...FITTED,
      ...(draft === undefined ? {} : { data: draft }),
      // The dialog asks before it throws away what was typed.
      disableClose: true,
      closeOnNavigation: false,
    });
    const created = (await firstValueFrom(dialog.afterClosed())) ?? null;
    if (created?.existed) {
      this.#snackBar.open(this.#transloco.translate('tasks.task.done.existed'), undefined, { duration: 8_000 });
    }
    return created;
  }

  /** Tells the person that a task was created, with a way to it. */
  tell(open: () => void): void {
    const [text, label] = ['tasks.task.done.created', 'tasks.task.done.open'].map((key) =>
      this.#transloco.translate<string>(key),
    );
    this.#snackBar.open(text!, label, { duration: 6_000 }).onAction().subscribe(open);
  }
}
