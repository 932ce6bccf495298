import { inject, Injectable, signal } from '@angular/core';
import { MatSnackBar } from '@angular/material/snack-bar';
import { TranslocoService } from '@jsverse/transloco';
import type { Task, TaskSummary } from '@task-queue/contracts';
import { Confirmation } from '../confirm-dialog/confirmation';
import { isolatedTitleOf } from '../foreign-text/title-of';
import { toProblem, type ProblemError } from './problem';
import { TasksApi } from './tasks-api';

/** Keys of the texts for what the server has no words for. */
const WORDS: Partial<Record<ProblemError['code'], string>> = { OFFLINE: 'offline', MISSING_PART: 'missingPart' };

/** What a person does to one task, with its question, its pending state and its message. */
@Injectable({ providedIn: 'root' })
export class TaskActions {
  readonly #api = inject(TasksApi);
  readonly #confirmation = inject(Confirmation);
  readonly #snackBar = inject(MatSnackBar);
  readonly #transloco = inject(TranslocoService);
  readonly #busy = signal<ReadonlySet<string>>(new Set());

  /** Whether something is being done to the task. */
  isBusy(id: string): boolean {
    return this.#busy().has(id);
  }

  /** Cancels a task after asking; the task as it is now, or `null`. */
  async cancel(task: TaskSummary): Promise<Task | null> {
    const isMeant = await this.#confirmation.ask({
      texts: 'tasks.cancelDialog',
      about: { title: isolatedTitleOf(task) },
    });
    return isMeant ? this.#perform(task.id, () => this.#api.cancel(task.id), 'tasks.done.cancelled') : null;
  }

  /** Retries a failed task; the task as it is now, or `null`. */
  async retry(task: TaskSummary): Promise<Task | null> {
    return this.#perform(task.id, () => this.#api.retry(task.id), 'tasks.done.retried');
  }

  /** Deletes a finished task after asking; whether it is gone. */
  async remove(task: TaskSummary): Promise<boolean> {
    const isMeant = await this.#confirmation.ask({
      texts: 'tasks.deleteDialog',
      about: { title: isolatedTitleOf(task) },
    });
    const remove = async (): Promise<true> => {
      await this.#api.remove(task.id);
      return true;
    };
    return isMeant && (await this.#perform(task.id, remove, 'tasks.done.deleted')) === true;
  }

  /** Has the browser download the file a task produced; what becomes of it the browser shows. */
  async download({ id }: TaskSummary): Promise<void> {
    await this.#perform(id, async () => downloadFrom(await this.#api.artifactUrl(id)));
  }

  /** Says why something did not work, in the server's words where it has some. */
  tell(error: unknown): void {
    this.#snackBar.open(this.problemText(error), this.#transloco.translate('tasks.action.close'), { duration: 8_000 });
  }

  /** A problem as a sentence. */
  problemText(error: unknown): string {
    const { detail, code } = toProblem(error);
    return detail || this.#transloco.translate(`tasks.problem.${WORDS[code] ?? 'internal'}`);
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
