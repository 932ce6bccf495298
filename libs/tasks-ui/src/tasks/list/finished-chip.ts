import { Component, computed, inject, input, output } from '@angular/core';
import { toSignal } from '@angular/core/rxjs-interop';
import { TranslocoPipe, TranslocoService } from '@jsverse/transloco';
import { exactTime } from '@task-queue/ui/formats';
import { FilterChip } from './filter-chip';

/** When the list's tasks finished, and a way back to all. */
@Component({
  selector: 'tq-finished-chip',
  imports: [FilterChip, TranslocoPipe],
  template: `
    <tq-filter-chip [label]="'tasks.list.filter.finished' | transloco" [text]="text()" (removed)="removed.emit()" />
  `,
  styles: `
    :host {
      display: contents;
    }
  `,
})
export class FinishedChip {
  readonly #transloco = inject(TranslocoService);
  readonly #language = toSignal(this.#transloco.langChanges$, { initialValue: this.#transloco.getActiveLang() });

  /** Inclusive; `''` for no bound. */
  readonly from = input.required<string>();
  /** Exclusive; `''` for no bound. */
  readonly to = input.required<string>();
  /** Tasks that finished at any time, and those that have not, are wanted again. */
  readonly removed = output();

  protected readonly text = computed(() => {
    const time = (instant: string): string => (instant === '' ? '' : exactTime(instant, this.#language()));
    return `${time(this.from())} – ${time(this.to())}`.trim();
  });
}
