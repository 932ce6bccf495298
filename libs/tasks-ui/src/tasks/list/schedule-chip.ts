import { Component, computed, inject, input, output, resource } from '@angular/core';
import { TranslocoPipe } from '@jsverse/transloco';
import { ScheduleNames } from '../../data/schedule-names';
import { FilterChip } from './filter-chip';

/** Which schedules' tasks the list has, and a way back to all. */
@Component({
  selector: 'tq-schedule-chip',
  imports: [FilterChip, TranslocoPipe],
  template: `
    <tq-filter-chip [label]="'tasks.list.filter.ofSchedule' | transloco" [text]="text()" (removed)="removed.emit()" />
  `,
  styles: `
    :host {
      display: contents;
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
