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
    @use './chip';
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
