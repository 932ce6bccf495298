import { Component, input } from '@angular/core';
import { CopyButton } from '@task-queue/ui/copy-button';

/** A text that is shown this once, to be copied. */
@Component({
  selector: 'tq-shown-once',
  imports: [CopyButton],
  template: `
    <code>{{ shown() }}</code>
    <tq-copy-button [text]="text()" [label]="label()" />
  `,
  styles: `
    :host {
      display: flex;
      align-items: center;
      gap: 8px;
      padding: 4px 4px 4px 16px;
      border-radius: 12px;
      background: var(--mat-sys-surface-container);
    }

    code {
      flex: 1;
      overflow-wrap: anywhere;
      user-select: all;
    }
  `,
})
export class ShownOnce {
  /** What is copied. */
  readonly text = input.required<string>();
  /** The same as it is to be read. */
  readonly shown = input.required<string>();
  /** What the button is called. */
  readonly label = input.required<string>();
}
