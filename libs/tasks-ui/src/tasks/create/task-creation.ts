import { inject, Injectable } from '@angular/core';
import { MatDialog } from '@angular/material/dialog';
import type { Task } from '@task-queue/contracts';
import { FITTED } from '@task-queue/ui/dialog-frame';
import { firstValueFrom } from 'rxjs';
import { TaskActions } from '../../data/task-actions';
import type { TaskDraft } from './task-draft';

/** Opens the create dialog, which is loaded when it is first asked for. */
@Injectable({ providedIn: 'root' })
export class TaskCreation {
  readonly #dialog = inject(MatDialog);
  readonly #actions = inject(TaskActions);
  #isOpening = false;

  /** The task that was created, or `null` when the person thought better of it. */
  async open(draft?: TaskDraft): Promise<Task | null> {
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
    const dialog = this.#dialog.open<InstanceType<typeof CreateTaskDialog>, TaskDraft, Task>(CreateTaskDialog, {
      ...FITTED,
      ...(draft === undefined ? {} : { data: draft }),
      disableClose: true, // the dialog asks before it throws away what was typed
    });
    return (await firstValueFrom(dialog.afterClosed())) ?? null;
  }
}
