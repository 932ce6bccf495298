import { Component, computed, inject, input } from '@angular/core';
import { TranslocoPipe } from '@jsverse/transloco';
import type { TaskStop } from '@task-queue/contracts';
import { Now } from '../data/now';

/**
 * That a running task is to stop, and how long until it is cancelled whether its handler has stopped or not. The countdown is
 * for eyes alone: to a screen reader the text stays the same, so nothing is read again each second.
 */
@Component({
  selector: 'tq-stop-line',
  imports: [TranslocoPipe],
  template: `
    <span>{{ 'tasks.task.stop.stopping' | transloco }}</span>
    @if (secondsLeft(); as seconds) {
      <span aria-hidden="true"> · {{ 'tasks.task.stop.forcedIn' | transloco: { seconds } }}</span>
    }
  `,
  styles: ':host { font-variant-numeric: tabular-nums; }',
})
export class StopLine {
  readonly stop = input.required<TaskStop>();

  readonly #now = inject(Now);
  protected readonly secondsLeft = computed(() =>
    Math.max(0, Math.ceil((Date.parse(this.stop().forceAt) - this.#now.ms()) / 1_000)),
  );
}
