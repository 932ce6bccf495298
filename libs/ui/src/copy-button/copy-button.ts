import { LiveAnnouncer } from '@angular/cdk/a11y';
import { Clipboard } from '@angular/cdk/clipboard';
import { Component, DestroyRef, inject, input, signal } from '@angular/core';
import { MatIconButton } from '@angular/material/button';
import { MatIcon } from '@angular/material/icon';
import { MatTooltip } from '@angular/material/tooltip';
import { TranslocoPipe, TranslocoService } from '@jsverse/transloco';
import { UiIcons } from '../icons/ui-icons';

/** How long the button says that it has copied, in milliseconds. */
const SAID_MS = 2_000;

/** Copies a text, and says so in its own place. */
@Component({
  selector: 'tq-copy-button',
  imports: [MatIcon, MatIconButton, MatTooltip, TranslocoPipe],
  template: `
    <button
      matIconButton
      type="button"
      [class]="outcome()"
      [attr.aria-label]="label()"
      [matTooltip]="outcome() === '' ? label() : ('ui.copy.' + outcome() | transloco)"
      (click)="copyText()"
    >
      <mat-icon [svgIcon]="outcome() === 'copied' ? 'ui:tick' : icon()" />
    </button>
  `,
  styleUrl: './copy-button.scss',
})
export class CopyButton {
  /** The text, or what makes it when it is asked for. */
  readonly text = input.required<string | (() => string)>();
  /** What the button does, e.g. «Copy id». */
  readonly label = input.required<string>();
  /** A registered icon, with its namespace. */
  readonly icon = input('ui:copy');

  readonly #clipboard = inject(Clipboard);
  readonly #announcer = inject(LiveAnnouncer);
  readonly #transloco = inject(TranslocoService);
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** What came of the last click, for a moment. */
  protected readonly outcome = signal<'' | 'copied' | 'notCopied'>('');

  constructor() {
    inject(UiIcons);
    inject(DestroyRef).onDestroy(() => clearTimeout(this.#timer));
  }

  protected copyText(): void {
    const text = this.text();
    const outcome = this.#clipboard.copy(typeof text === 'string' ? text : text()) ? 'copied' : 'notCopied';
    this.outcome.set(outcome);
    void this.#announcer.announce(this.#transloco.translate(`ui.copy.${outcome}`), 'polite');
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.outcome.set(''), SAID_MS);
  }
}
