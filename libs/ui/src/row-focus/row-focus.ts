import { afterRenderEffect, Directive, ElementRef, inject, input, signal } from '@angular/core';

/**
 * A list whose rows may go while somebody has the focus in one: they go on from the same row where it stands again, from the one
 * that took its place, or from the list where none is left (WCAG 2.2, 2.4.3). A row is what has its key as `data-row`; who is
 * led there stands on what has `data-row-start`, or on its last button.
 *
 * @example <tbody [tqRowFocus]="users()">… <tr [attr.data-row]="user.id">
 */
@Directive({
  selector: '[tqRowFocus]',
  host: { '(focusin)': 'focus($event)', '(focusout)': 'blur($event)' },
})
export class RowFocus {
  readonly #host = inject<ElementRef<HTMLElement>>(ElementRef).nativeElement;

  /** What its rows are made of: whenever it changes, a row may have gone. */
  readonly shown = input.required<unknown>({ alias: 'tqRowFocus' });

  readonly #isHeld = signal(false);
  /** Whether somebody has put the focus on a row; not where they were led on. */
  readonly isHeld = this.#isHeld.asReadonly();
  /** The row that has the focus, by its key and by its place. */
  #focused: { readonly key: string; readonly place: number } | null = null;

  constructor() {
    // A row that goes takes the focus along, and not every browser says so.
    afterRenderEffect(() => {
      this.shown();
      if (!this.#host.contains(document.activeElement)) {
        this.#keep();
        this.#isHeld.set(false);
      }
    });
  }

  /** Moves the focus a row down (1) or up (-1), from wherever it is. */
  move(step: 1 | -1): void {
    const rows = this.#rows();
    const now = rows.findIndex((row) => row.contains(document.activeElement));
    const next = now < 0 ? (step > 0 ? 0 : rows.length - 1) : Math.min(Math.max(now + step, 0), rows.length - 1);
    startOf(rows[next])?.focus();
  }

  /** The key of the row that has the focus now. */
  current(): string | undefined {
    return this.#rows().find((row) => row.contains(document.activeElement))?.dataset['row'];
  }

  protected focus({ target }: FocusEvent): void {
    const rows = this.#rows();
    const place = rows.findIndex((row) => row.contains(target as Node)); // what takes the focus is one
    this.#focused = place < 0 ? null : { key: rows[place]!.dataset['row']!, place };
    this.#isHeld.set(place >= 0);
  }

  /** The focus is given up, unless what had it has just been taken off the page. */
  protected blur({ target, relatedTarget }: FocusEvent): void {
    const left = this.#focused;
    this.#isHeld.set(false);
    queueMicrotask(() => {
      if ((relatedTarget !== null || (target as Node).isConnected) && this.#focused === left) {
        this.#focused = null;
      }
    });
  }

  #keep(): void {
    if (this.#focused === null || document.activeElement !== document.body) {
      return;
    }
    const { key, place } = this.#focused;
    const rows = this.#rows();
    const start = startOf(rows.find((row) => row.dataset['row'] === key) ?? rows[Math.min(place, rows.length - 1)]);
    if (start === null) {
      this.#host.tabIndex = -1; // by a program alone, and from now on only: a click would take the focus from where it is
    }
    (start ?? this.#host).focus();
  }

  #rows(): HTMLElement[] {
    return [...this.#host.querySelectorAll<HTMLElement>('[data-row]')];
  }
}

function startOf(row: HTMLElement | undefined): HTMLElement | null {
  const start = row?.querySelector<HTMLElement>('[data-row-start]');
  return start ?? [...(row?.querySelectorAll('button') ?? [])].at(-1) ?? null;
}
