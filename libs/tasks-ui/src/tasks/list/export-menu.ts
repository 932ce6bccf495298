import { Component, computed, inject, signal } from '@angular/core';
import { MatIconButton } from '@angular/material/button';
import { MatIcon } from '@angular/material/icon';
import { MatMenu, MatMenuItem, MatMenuTrigger } from '@angular/material/menu';
import { MatTooltip } from '@angular/material/tooltip';
import { Router } from '@angular/router';
import { TranslocoPipe } from '@jsverse/transloco';
import { toTaskFilter } from '../../data/list-query';
import { injectMountedAt } from '../../data/mounted-at';
import { injectMay } from '../../data/permissions';
import { ServerClock } from '../../data/server-clock';
import { TaskActions } from '../../data/task-actions';
import { EXPORT_TYPE, TaskTypes } from '../../data/task-types';
import { TasksApi } from '../../data/tasks-api';
import { randomKey } from '../create/random-key';
import { TaskCreation } from '../create/task-creation';
import { TaskList } from './task-list';

/** What it can write. */
const FORMATS = ['xlsx', 'csv', 'json'] as const;

/** Writes what the list shows, all pages of it in their order, into a file to download. */
@Component({
  selector: 'tq-export-menu',
  imports: [MatIcon, MatIconButton, MatMenu, MatMenuItem, MatMenuTrigger, MatTooltip, TranslocoPipe],
  template: `
    @if (isOffered()) {
      <button
        matIconButton
        disabledInteractive
        [disabled]="isBusy()"
        [matMenuTriggerFor]="menu"
        [attr.aria-label]="'tasks.list.export.label' | transloco"
        [matTooltip]="'tasks.list.export.label' | transloco"
      >
        <mat-icon svgIcon="tasks:download" />
      </button>
    }
    <mat-menu #menu="matMenu">
      @for (format of formats; track format) {
        <button mat-menu-item [disabled]="isBusy()" (click)="exportAs(format)">
          {{ 'tasks.list.export.' + format | transloco }}
        </button>
      }
    </mat-menu>
  `,
})
export class ExportMenu {
  readonly #actions = inject(TaskActions);
  readonly #api = inject(TasksApi);
  readonly #clock = inject(ServerClock);
  readonly #creation = inject(TaskCreation);
  readonly #list = inject(TaskList);
  readonly #may = injectMay();
  readonly #mountedAt = injectMountedAt();
  readonly #router = inject(Router);
  readonly #types = inject(TaskTypes);

  protected readonly formats = FORMATS;
  protected readonly isBusy = signal(false);
  protected readonly isOffered = computed(() => this.#may('tasks:create') && this.#types.hasExport());

  protected async exportAs(format: (typeof FORMATS)[number]): Promise<void> {
    if (this.isBusy()) {
      return; // a double click is one click
    }
    const query = this.#list.query();
    const params = { format, filter: toTaskFilter(query, this.#clock.nowMs()), sort: query.sort };
    this.isBusy.set(true);
    try {
      const { task } = await this.#api.create({ type: EXPORT_TYPE, params }, randomKey());
      this.#list.follow();
      this.#creation.tell(() => void this.#router.navigate([this.#mountedAt, task.id]));
    } catch (error) {
      this.#actions.tell(error);
    } finally {
      this.isBusy.set(false);
    }
  }
}
