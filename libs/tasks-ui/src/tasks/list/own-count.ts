import { Component, computed, inject } from '@angular/core';
import { TranslocoPipe, TranslocoService } from '@jsverse/transloco';
import { injectMay } from '../../data/permissions';
import { TaskList } from './task-list';

/** How many tasks of the person's own wait and run, where they see their own alone: then the list's counts are theirs. */
@Component({
  selector: 'tq-own-count',
  imports: [TranslocoPipe],
  template: `
    @if (isOwn()) {
      <p>
        @if (counts(); as counts) {
          {{ 'tasks.list.own.' + (counts.isSome ? 'some' : 'none') | transloco: counts }}
        }
      </p>
    }
  `,
  styles: `
    p {
      min-height: 16px; /* also before it is known: nothing moves */
      margin: 0;
      font-size: 12px;
      line-height: 16px;
      font-variant-numeric: tabular-nums;
      white-space: normal;
      color: var(--mat-sys-on-surface-variant);
    }
  `,
})
export class OwnCount {
  readonly #may = injectMay();
  readonly #list = inject(TaskList);
  readonly #transloco = inject(TranslocoService);

  protected readonly isOwn = computed(() => !this.#may('tasks:read:all'));
  protected readonly counts = computed(() => {
    const stats = this.#list.stats();
    if (!stats) {
      return null;
    }
    const { pending, running } = stats.byStatus;
    const number = new Intl.NumberFormat(this.#transloco.getActiveLang());
    return { isSome: pending + running > 0, waiting: number.format(pending), running: number.format(running) };
  });
}
