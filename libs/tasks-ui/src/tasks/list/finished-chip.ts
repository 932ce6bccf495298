import { Component, computed, inject, input, output } from '@angular/core';
import { toSignal } from '@angular/core/rxjs-interop';
import { MatIcon } from '@angular/material/icon';
import { TranslocoPipe, TranslocoService } from '@jsverse/transloco';
import { exactTime } from '@task-queue/ui/formats';

/** When the list's tasks finished, and a way back to all. */
@Component({
  selector: 'tq-finished-chip',
  imports: [MatIcon, TranslocoPipe],
  template: `
    <button
      type="button"
      [attr.aria-label]="
        ('tasks.list.filter.finished' | transloco) + text() + ', ' + ('tasks.list.filter.remove' | transloco)
      "
      (click)="removed.emit()"
    >
      <span class="label">{{ 'tasks.list.filter.finished' | transloco }}</span>
      <span class="name">{{ text() }}</span>
      <mat-icon svgIcon="tasks:close" aria-hidden="true" />
    </button>
  `,
  styles: `
    @use './chip';
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
