import { Component, computed, inject, input, output, resource } from '@angular/core';
import { MatIcon } from '@angular/material/icon';
import { TranslocoPipe } from '@jsverse/transloco';
import { ForeignText } from '@task-queue/ui/foreign-text';
import { ScheduleNames } from '../../data/schedule-names';

/** Which schedules' tasks the list has, and a way back to all. */
@Component({
  selector: 'tq-schedule-chip',
  imports: [ForeignText, MatIcon, TranslocoPipe],
  template: `
    <button
      type="button"
      [attr.aria-label]="
        ('tasks.list.filter.ofSchedule' | transloco) + text() + ', ' + ('tasks.list.filter.remove' | transloco)
      "
      (click)="removed.emit()"
    >
      <span class="label">{{ 'tasks.list.filter.ofSchedule' | transloco }}</span>
      <bdi class="name" [tqForeign]="text()"></bdi>
      <mat-icon svgIcon="tasks:close" aria-hidden="true" />
    </button>
  `,
  styles: `
    :host {
      min-width: 0;
    }
    button {
      display: inline-flex;
      gap: 6px;
      align-items: center;
      max-width: 100%;
      height: 32px;
      padding: 0 8px 0 12px;
      border: 1px solid transparent;
      border-radius: 8px;
      background: var(--mat-sys-secondary-container);
      font: inherit;
      font-size: 13px;
      color: var(--mat-sys-on-secondary-container);
      cursor: pointer;
    }
    .label {
      flex: none;
    }
    .name {
      overflow: hidden;
      font-weight: 500;
      text-overflow: ellipsis;
      white-space: nowrap;
    }
    mat-icon {
      flex: none;
      width: 18px;
      height: 18px;
    }
  `,
})
export class ScheduleChip {
  readonly #names = inject(ScheduleNames);

  /** The schedules' ids. */
  readonly ids = input.required<readonly string[]>();
  /** Tasks of every schedule, and of none, are wanted again. */
  readonly removed = output();

  readonly #read = resource({
    params: () => this.ids().join(),
    loader: ({ params }) => Promise.all(params.split(',').map(async (id) => (await this.#names.of(id)) ?? id)),
  });
  protected readonly text = computed(() => (this.#read.hasValue() ? this.#read.value() : this.ids()).join(', '));
}
