import { Component, computed, input } from '@angular/core';
import { shownText } from '@task-queue/contracts';

/**
 * A text that somebody else wrote, a person or a handler: shown with a direction of its own, so that it moves nothing around
 * it, and without what is not seen.
 *
 * @example <bdi [tqForeign]="task.createdBy.username"></bdi>
 */
@Component({
  selector: 'bdi[tqForeign]',
  template: '{{ shown() }}',
  styles: ':host { unicode-bidi: isolate; }',
})
export class ForeignText {
  readonly text = input.required<string | null | undefined>({ alias: 'tqForeign' });
  /** What is shown where the text shows nothing. @default '' */
  readonly fallback = input('');

  protected readonly shown = computed(() => shownText(this.text() ?? '') || this.fallback());
}
