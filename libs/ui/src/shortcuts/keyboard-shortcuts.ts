import { DOCUMENT, inject, DestroyRef, Injectable, signal } from '@angular/core';
import { readStored, writeStored } from '../storage/stored';

const STORED_UNDER = 'task-queue.shortcuts';

/** Where a key is meant for what is open or typed in, and not for the page. */
const ELSEWHERE = 'input, textarea, select, [contenteditable], [role="listbox"], [role="menu"], [role="combobox"]';
const OPEN_ABOVE = 'mat-dialog-container, .mat-mdc-menu-panel, .mat-mdc-select-panel';

/** What single keys do. They can be switched off, for people who speak or tremble (WCAG 2.1.4). */
@Injectable({ providedIn: 'root' })
export class KeyboardShortcuts {
  readonly #document = inject(DOCUMENT);
  readonly #isOn = signal(readStored(STORED_UNDER) !== 'off');

  /** Whether single keys do anything. */
  readonly isOn = this.#isOn.asReadonly();

  /** Switches them on or off, and remembers it. */
  use(isOn: boolean): void {
    this.#isOn.set(isOn);
    writeStored(STORED_UNDER, isOn ? 'on' : 'off');
  }

  /**
   * Answers keys while the caller lives: to be called where `inject` works.
   *
   * @param bindings - what each key does, by its `KeyboardEvent.key`, e.g. `/` or `j`
   */
  listen(bindings: Readonly<Record<string, () => void>>): void {
    const answer = (event: KeyboardEvent): void => {
      const action = Object.hasOwn(bindings, event.key) ? bindings[event.key] : undefined;
      if (action && this.#isOn() && this.#isForPage(event)) {
        event.preventDefault();
        action();
      }
    };
    this.#document.addEventListener('keydown', answer);
    inject(DestroyRef).onDestroy(() => this.#document.removeEventListener('keydown', answer));
  }

  #isForPage({ target, defaultPrevented, ctrlKey, metaKey, altKey, isComposing }: KeyboardEvent): boolean {
    const isTyped = target instanceof Element && target.matches(ELSEWHERE) && !isCheckbox(target);
    const isBelow = this.#document.querySelector(OPEN_ABOVE) !== null;
    return !(defaultPrevented || ctrlKey || metaKey || altKey || isComposing || isTyped || isBelow);
  }
}

function isCheckbox(element: Element): boolean {
  return element instanceof HTMLInputElement && element.type === 'checkbox';
}
