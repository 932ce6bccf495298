import { Component, computed, input } from '@angular/core';
import { shownText } from '@task-queue/contracts';
import { markParts } from './search-words';

/**
 * A text of somebody else with what was searched for marked in it, as `bdi[tqForeign]` shows it without. Nothing in it is
 * ever taken for markup.
 */
@Component({
  selector: 'tq-marked-text',
  // An element for each part: between elements, unlike beside text, the compiler leaves no space.
  template: `
    @for (part of parts(); track $index) {
      @if (part.isMatch) {
        <mark>{{ part.text }}</mark>
      } @else {
        <span>{{ part.text }}</span>
      }
    }
  `,
  host: { dir: 'auto' },
  styles: `
    :host {
      unicode-bidi: isolate;
    }
    mark {
      border-radius: 3px;
      background: var(--tq-mark);
      color: inherit;
    }
  `,
})
export class MarkedText {
  readonly text = input.required<string>();
  /** What was searched for. @default '' */
  readonly query = input('');
  protected readonly parts = computed(() => markParts(shownText(this.text()), this.query()));
}
