import { Component, input } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { TranslocoPipe } from '@jsverse/transloco';
import type { Sending } from './sending';

/** The two last buttons of a dialog with a form that does something: leave it, or submit the form. */
@Component({
  selector: 'tq-send-buttons',
  imports: [MatButton, TranslocoPipe],
  template: `
    <button matButton type="button" (click)="sending().leaving.leave()">
      {{ 'tasks.lanes.form.cancel' | transloco }}
    </button>
    <button matButton="filled" type="submit" [disabled]="sending().isSending()">
      {{ (sending().isSending() ? 'tasks.lanes.form.saving' : label()) | transloco }}
    </button>
  `,
  styles: ':host { display: contents; }',
})
export class SendButtons {
  readonly sending = input.required<Sending>();
  /** The key of what submitting is called. */
  readonly label = input('tasks.lanes.form.save');
}
