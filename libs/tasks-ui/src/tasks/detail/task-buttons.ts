import { Component, computed, inject, input, signal } from '@angular/core';
import { toSignal } from '@angular/core/rxjs-interop';
import { MatButton, type MatButtonAppearance } from '@angular/material/button';
import { MatDialogRef } from '@angular/material/dialog';
import { MatIcon } from '@angular/material/icon';
import { TranslocoPipe, TranslocoService } from '@jsverse/transloco';
import type { Task, TaskAction } from '@task-queue/contracts';
import { injectMay } from '../../data/permissions';
import { TaskActions } from '../../data/task-actions';
import { TaskTypes } from '../../data/task-types';
import { TASKS_UI_OPTIONS } from '../../provide-tasks-ui';
import { TaskCreation } from '../create/task-creation';
import { TaskList } from '../list/task-list';
import { fileSize } from './file-size';
import { Neighbours } from './neighbours';
import { ShownTask } from './shown-task';

/** What a person can do to the task here; each has an icon of its name. */
type Deed = TaskAction | 'runAgain' | 'download';

interface Button {
  readonly does: Deed;
  readonly look: MatButtonAppearance;
  readonly label: string;
}

/** In the order in which they stand; what cannot be undone stands apart. */
const BUTTONS: readonly Button[] = [
  { does: 'delete', look: 'text', label: 'tasks.detail.delete' },
  { does: 'runAgain', look: 'text', label: 'tasks.detail.runAgain' },
  { does: 'cancel', look: 'tonal', label: 'tasks.task.action.cancel' },
  { does: 'stop', look: 'tonal', label: 'tasks.task.action.stop' },
  { does: 'retry', look: 'filled', label: 'tasks.task.action.retry' },
  { does: 'download', look: 'filled', label: 'tasks.task.action.download' },
];

/** What can be done with the task that a detail dialog shows. */
@Component({
  selector: 'tq-task-buttons',
  imports: [MatButton, MatIcon, TranslocoPipe],
  templateUrl: './task-buttons.html',
  styleUrl: './task-buttons.scss',
})
export class TaskButtons {
  readonly #may = injectMay();
  readonly #userId = inject(TASKS_UI_OPTIONS).userId;
  readonly #actions = inject(TaskActions);
  readonly #types = inject(TaskTypes);
  readonly #creation = inject(TaskCreation);
  readonly #list = inject(TaskList);
  readonly #shown = inject(ShownTask);
  readonly #neighbours = inject(Neighbours);
  readonly #dialog = inject<MatDialogRef<unknown>>(MatDialogRef);
  readonly #transloco = inject(TranslocoService);
  readonly #language = toSignal(this.#transloco.langChanges$, { initialValue: this.#transloco.getActiveLang() });
  readonly #pending = signal<Deed | null>(null);

  readonly task = input.required<Task>();

  protected readonly buttons = computed(() =>
    BUTTONS.filter(({ does }) => this.#isOffered(does)).map((button) =>
      button.does === 'stop' && this.task().stop ? { ...button, label: 'tasks.task.action.forceStop' } : button,
    ),
  );
  protected readonly isBusy = computed(() => this.#actions.isBusy(this.task().id));
  protected readonly size = computed(() => fileSize(this.task().artifact?.sizeBytes ?? 0, this.#language()));

  /** Whether this is being done right now; not while the person is asked. */
  protected isDoing(deed: Deed): boolean {
    return this.#pending() === deed && this.isBusy();
  }

  protected async perform(deed: Deed): Promise<void> {
    if (this.isBusy()) {
      return;
    }
    this.#pending.set(deed);
    try {
      await this.#perform(deed, this.task());
    } finally {
      this.#pending.set(null);
    }
  }

  #isOffered(deed: Deed): boolean {
    const task = this.task();
    switch (deed) {
      case 'runAgain':
        return (
          this.#may('tasks:create') &&
          !this.#types.isLoading() &&
          !this.#types.all().some(({ type, isInternal }) => type === task.type && isInternal)
        );
      case 'download':
        return task.artifact !== null;
      case 'cancel':
      case 'stop':
      case 'retry':
      case 'delete':
        return this.#actions.isOffered(deed, task);
    }
  }

  async #perform(deed: Deed, task: Task): Promise<void> {
    switch (deed) {
      case 'cancel':
      case 'stop':
      case 'retry':
        return this.#put(await this.#actions[deed](task));
      case 'delete':
        if (await this.#actions.remove(task)) {
          this.#list.reload();
          this.#dialog.close();
        }
        return;
      case 'runAgain':
        return this.#runAgain(task);
      case 'download':
        return this.#actions.download(task);
    }
  }

  /** Opens the create dialog with what this task was asked, to be changed or not, and follows the new task. */
  async #runAgain({ id, createdBy, type, title, params, priority, maxRetries, timeoutMs }: Task): Promise<void> {
    const isOwn = (this.#userId?.() ?? createdBy.id) === createdBy.id; // secrets go on with who gave them alone
    const secrets = isOwn ? { secretsFrom: id } : {};
    const created = await this.#creation.open({ type, title, params, ...secrets, priority, maxRetries, timeoutMs });
    if (created) {
      this.#list.reload();
      await this.#neighbours.open(created.task.id);
    }
  }

  #put(task: Task | null): void {
    if (task) {
      this.#shown.put(task);
      this.#list.put(task);
    }
  }
}
