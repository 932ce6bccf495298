import { inject, Injectable, signal } from '@angular/core';
import { MatSnackBar } from '@angular/material/snack-bar';
import { TranslocoService } from '@jsverse/transloco';
import {
  isOffered,
  MAX_STOP_REASON_LENGTH,
  TASK_ACTIONS,
  type Task,
  type TaskAction,
  type TaskSummary,
} from '@task-queue/contracts';
import { Confirmation } from '@task-queue/ui/confirm-dialog';
import { ProblemText } from '@task-queue/ui/problem';
import { injectMay } from './permissions';
import { isolatedTitleOf } from './title-of';
import { TaskTypes } from './task-types';
import { TasksApi } from './tasks-api';

/** What a person does to one task, with its question, its pending state and its message. */
@Injectable({ providedIn: 'root' })
export class TaskActions {
  readonly #may = injectMay();
  readonly #api = inject(TasksApi);
  readonly #types = inject(TaskTypes);
  readonly #confirmation = inject(Confirmation);
  readonly #problemText = inject(ProblemText);
  readonly #snackBar = inject(MatSnackBar);
  readonly #transloco = inject(TranslocoService);
  readonly #busy = signal<ReadonlySet<string>>(new Set());

  /** Whether something is being done to the task. */
  isBusy(id: string): boolean {
    return this.#busy().has(id);
  }

  /** Cancels a task; the task as it is now, or `null`. */
  async cancel(task: TaskSummary): Promise<Task | null> {
    return (await this.#isMeant('cancel', task))
      ? this.#perform(task.id, () => this.#api.cancel(task.id), 'tasks.task.done.cancelled')
      : null;
  }

  /** Asks a running task to stop, or (once it was asked) ends it now; the task as it is then, or `null`. */
  async stop(task: TaskSummary): Promise<Task | null> {
    const about = { title: isolatedTitleOf(task) };
    if (task.stop) {
      return (await this.#confirmation.ask({ texts: 'tasks.task.confirm.forceStop', about }))
        ? this.#perform(task.id, () => this.#api.stop(task.id, { force: true }), 'tasks.task.done.stopped')
        : null;
    }
    const maxReasonLength = MAX_STOP_REASON_LENGTH;
    const reason = await this.#confirmation.askWhy({ texts: 'tasks.task.confirm.stop', about, maxReasonLength });
    return reason === null
      ? null
      : this.#perform(
          task.id,
          () => this.#api.stop(task.id, reason === '' ? {} : { reason }),
          'tasks.task.done.stopping',
        );
  }

  /** Whether an action is shown for a task: by its state, to who may do it, and of what runs a stop, or where its type has none a cancel. */
  isOffered(action: TaskAction, { status, type, createdBy }: TaskSummary): boolean {
    const isStoppable = this.#types.all().find((known) => known.type === type)?.stoppable ?? true;
    const isOther = status === 'running' && action === (isStoppable ? 'cancel' : 'stop');
    return isOffered(action, status) && !isOther && this.#may(TASK_ACTIONS[action].permission, createdBy.id);
  }

  /** Retries a failed task; the task as it is now, or `null`. */
  async retry(task: TaskSummary): Promise<Task | null> {
    return (await this.#isMeant('retry', task))
      ? this.#perform(task.id, () => this.#api.retry(task.id), 'tasks.task.done.retried')
      : null;
  }

  /** Deletes a finished task; whether it is gone. */
  async remove(task: TaskSummary): Promise<boolean> {
    const remove = async (): Promise<true> => {
      await this.#api.remove(task.id);
      return true;
    };
    return (
      (await this.#isMeant('delete', task)) &&
      (await this.#perform(task.id, remove, 'tasks.task.done.deleted')) === true
    );
  }

  /** Has the browser download the file a task produced; what becomes of it the browser shows. */
  async download({ id }: TaskSummary): Promise<void> {
    await this.#perform(id, async () => downloadFrom(await this.#api.artifactUrl(id)));
  }

  /** Says why something did not work, in the server's words where it has some. */
  tell(error: unknown): void {
    this.#snackBar.open(this.#problemText.of(error), this.#transloco.translate('tasks.task.action.close'), {
      duration: 8_000,
    });
  }

  /** Asks whether it is meant, where the table of actions says so. */
  async #isMeant(action: TaskAction, task: TaskSummary): Promise<boolean> {
    const about = { title: isolatedTitleOf(task) };
    return (
      !TASK_ACTIONS[action].isConfirmed || this.#confirmation.ask({ texts: `tasks.task.confirm.${action}`, about })
    );
  }

  /** Does it unless something is being done to the task already: a double click is one click. */
  async #perform<Result>(id: string, action: () => Promise<Result>, done?: string): Promise<Result | null> {
    if (this.isBusy(id)) {
      return null;
    }
    this.#busy.update((ids) => new Set(ids).add(id));
    try {
      const result = await action();
      if (done !== undefined) {
        this.#snackBar.open(this.#transloco.translate(done), undefined, { duration: 4_000 });
      }
      return result;
    } catch (error) {
      this.tell(error);
      return null;
    } finally {
      this.#busy.update((ids) => {
        const rest = new Set(ids);
        rest.delete(id);
        return rest;
      });
    }
  }
}

/** A link that downloads never leads away from the page, not even where it is refused. */
function downloadFrom(url: string): void {
  const link = document.createElement('a');
  link.href = url;
  link.download = ''; // under the name that the server says
  link.click();
}
