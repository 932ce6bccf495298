import { Component, inject, input, resource } from '@angular/core';
import { RouterLink } from '@angular/router';
import { TranslocoPipe } from '@jsverse/transloco';
import { ForeignText } from '@task-queue/ui/foreign-text';
import { injectMountedAt } from '../../data/mounted-at';
import { ScheduleNames } from '../../data/schedule-names';

/** The schedule that a task is of, with a way to all of its tasks. */
@Component({
  selector: 'tq-schedule-link',
  imports: [ForeignText, RouterLink, TranslocoPipe],
  template: `
    <a [routerLink]="[mountedAt]" [queryParams]="{ scheduleId: id() }">
      @if (name.isLoading()) {
        …
      } @else if (name.value(); as text) {
        <bdi [tqForeign]="text"></bdi>
      } @else {
        {{ 'tasks.detail.scheduleGone' | transloco }}
      }
    </a>
  `,
  styles: `
    a {
      color: var(--mat-sys-primary);
    }
  `,
})
export class ScheduleLink {
  readonly #names = inject(ScheduleNames);

  readonly id = input.required<string>();

  protected readonly mountedAt = injectMountedAt();
  protected readonly name = resource({ params: () => this.id(), loader: ({ params }) => this.#names.of(params) });
}
