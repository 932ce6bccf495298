import { Component, computed, inject, input } from '@angular/core';
import { MatIconButton } from '@angular/material/button';
import { MatIcon } from '@angular/material/icon';
import { MatTooltip } from '@angular/material/tooltip';
import { TranslocoPipe } from '@jsverse/transloco';
import { TASK_ACTIONS, type TaskAction, type TaskSummary } from '@task-queue/contracts';
import { TaskActions } from '../../data/task-actions';
import { TaskList } from './task-list';

type RowAction = 'download' | TaskAction;

const ACTIONS = Object.keys(TASK_ACTIONS) as TaskAction[];

/** What can be done to the task of a row, as buttons. */
@Component({
  selector: 'tq-row-actions',
  imports: [MatIcon, MatIconButton, MatTooltip, TranslocoPipe],
  template: `
    @for (action of possible(); track $index) {
      <button
        matIconButton
        disabledInteractive
        [disabled]="actions.isBusy(task().id)"
        [attr.aria-label]="'tasks.task.action.' + action | transloco"
        [matTooltip]="'tasks.task.action.' + action | transloco"
        (click)="perform(action); $event.stopPropagation()"
      >
        <mat-icon [svgIcon]="'tasks:' + action" />
      </button>
    }
  `,
  styles: `
    :host {
      display: inline-flex;
      vertical-align: middle;
      justify-content: flex-end;
      --mat-icon-button-state-layer-size: 36px;
      --mat-icon-button-icon-color: var(--mat-sys-on-surface-variant);
    }
    button {
      padding: 6px;
    }
  `,
})
export class RowActions {
  readonly task = input.required<TaskSummary>();
  readonly #list = inject(TaskList);
  protected readonly actions = inject(TaskActions);

  protected readonly possible = computed((): RowAction[] => {
    const task = this.task();
    return [
      ...(task.artifact === null ? [] : ['download' as const]),
      ...ACTIONS.filter((action) => this.actions.isOffered(action, task) && !(action === 'stop' && task.stop)),
    ];
  });

  protected async perform(action: RowAction): Promise<void> {
    const task = this.task();
    if (this.actions.isBusy(task.id)) {
      return;
    }
    switch (action) {
      case 'download':
        return this.actions.download(task);
      case 'delete':
        if (await this.actions.remove(task)) {
          this.#list.drop(task.id);
        }
        return;
      case 'cancel':
      case 'stop':
      case 'retry': {
        const now = await this.actions[action](task);
        if (now) {
          this.#list.put(now);
        }
      }
    }
  }
}
