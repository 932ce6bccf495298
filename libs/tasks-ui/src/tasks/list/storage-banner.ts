import { Component, computed, DestroyRef, inject } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MatIcon } from '@angular/material/icon';
import { TranslocoPipe } from '@jsverse/transloco';
import { injectMay } from '../../data/permissions';
import { TaskCreation } from '../create/task-creation';
import { TaskList } from './task-list';

/** How often it is asked how full the storage is, in milliseconds: where it is full, few events come that would tell. */
const ASKED_EVERY_MS = 60_000;

/** Tells who may know it that the storage of tasks is filling or full, and the way out. */
@Component({
  selector: 'tq-storage-banner',
  imports: [MatButton, MatIcon, TranslocoPipe],
  template: `
    @if (room(); as room) {
      <div class="banner" [class.full]="room.level === 'full'" role="status">
        <mat-icon svgIcon="tasks:failed" aria-hidden="true" />
        <span>{{ 'tasks.list.storage.' + room.level | transloco: room }}</span>
        @if (mayCreate()) {
          <button matButton (click)="cleanUp()">{{ 'tasks.list.storage.cleanUp' | transloco }}</button>
        }
      </div>
    }
  `,
  styles: `
    .banner {
      --tone: var(--tq-pending);
      display: flex;
      flex-wrap: wrap;
      align-items: center;
      gap: 0 10px;
      padding: 6px 8px 6px 16px;
      border-block-end: 1px solid var(--mat-sys-outline-variant);
      background: color-mix(in srgb, var(--tone) 12%, var(--mat-sys-surface-container-lowest));
      font-size: 13px;
    }
    .full {
      --tone: var(--tq-failed);
    }
    span {
      flex: 1 1 200px;
    }
    mat-icon {
      flex: none;
      width: 20px;
      height: 20px;
      color: var(--tone);
    }
    button {
      flex: none;
      margin-inline-start: auto;
    }
  `,
})
export class StorageBanner {
  readonly #list = inject(TaskList);
  readonly #creation = inject(TaskCreation);
  readonly #may = injectMay();
  protected readonly mayCreate = computed(() => this.#may('tasks:create'));

  /** How full it is, where that is to be told. */
  protected readonly room = computed(() => {
    const { level = 'ok', usedBytes, limitBytes } = this.#list.stats()?.storage ?? {};
    return level === 'ok' || !usedBytes || !limitBytes
      ? null
      : { level, percent: Math.round((usedBytes / limitBytes) * 100) };
  });

  constructor() {
    const timer = setInterval(() => {
      if (this.#list.stats()?.storage && !document.hidden) {
        this.#list.follow();
      }
    }, ASKED_EVERY_MS);
    inject(DestroyRef).onDestroy(() => clearInterval(timer));
  }

  protected async cleanUp(): Promise<void> {
    if (await this.#creation.open({ type: 'tasks.cleanup' })) {
      this.#list.follow();
    }
  }
}
