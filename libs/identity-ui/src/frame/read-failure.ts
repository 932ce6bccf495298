import { Component, computed, inject, input, output } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { TranslocoPipe } from '@jsverse/transloco';
import { ProblemText } from '@task-queue/ui/problem';

/** What stands where a list would be that could not be read: why, and a way to try again. */
@Component({
  selector: 'tq-read-failure',
  imports: [MatButton, TranslocoPipe],
  host: { role: 'alert' },
  template: `
    <p>{{ text() }}</p>
    <button matButton="tonal" (click)="again.emit()">{{ 'identity.users.again' | transloco }}</button>
  `,
  styles: `
    :host {
      display: block;
      padding: 32px 16px;
      text-align: center;
    }
  `,
})
export class ReadFailure {
  readonly #problemText = inject(ProblemText);

  readonly error = input.required<unknown>();
  /** It is to be read again. */
  readonly again = output();

  protected readonly text = computed(() => this.#problemText.of(this.error()));
}
