import { DestroyRef, Directive, effect, ElementRef, inject, input, output, untracked } from '@angular/core';

/** A pause in typing after which a field acts, in milliseconds. */
export const TYPING_PAUSE_MS = 300;

const asItIs = (text: string): string => text;

/**
 * A field that acts while one types: when the typing pauses, at once on Enter or when one leaves it. What is typed is never
 * written over by what it led to; only a value from elsewhere, as going back brings one, takes its place. What an input
 * method has not finished, and half a date, is waited for.
 */
@Directive({
  selector: 'input[tqTypedValue]',
  host: {
    '(input)': 'settleSoon()',
    '(keydown.enter)': 'settle()',
    '(search)': 'settle()', // the search key of a phone
    '(blur)': 'settle()',
    '(compositionstart)': 'beginComposing()',
    '(compositionend)': 'endComposing()',
  },
})
export class TypedValue {
  readonly #field = inject<ElementRef<HTMLInputElement>>(ElementRef).nativeElement;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #isComposing = false;
  /** What was said and has not come back as the value yet, oldest first. */
  #told: readonly string[] = [];

  /** What the field means, as whoever listens has it now. */
  readonly value = input.required<string>({ alias: 'tqTypedValue' });
  /** What a text means. @default the text */
  readonly read = input<(text: string) => string>(asItIs);
  /** How a value is written. @default as it is */
  readonly write = input<(value: string) => string>(asItIs);
  /** The field means something else from now on. */
  readonly settled = output<string>();
  /** A value from elsewhere took the place of what stood there. */
  readonly taken = output<string>();

  constructor() {
    effect(() => {
      const value = this.value();
      untracked(() => this.#hear(value));
    });
    inject(DestroyRef).onDestroy(() => clearTimeout(this.#timer));
  }

  /** Puts in a value, and forgets what was typed and not said. */
  take(value: string): void {
    clearTimeout(this.#timer);
    this.#told = [];
    if (this.read()(this.#field.value) !== value) {
      this.#field.value = this.write()(value);
    }
    this.taken.emit(value);
  }

  protected settleSoon(): void {
    clearTimeout(this.#timer);
    if (!this.#isComposing) {
      this.#timer = setTimeout(() => this.settle(), TYPING_PAUSE_MS);
    }
  }

  protected settle(): void {
    if (this.#isComposing || this.#field.validity.badInput) {
      return;
    }
    clearTimeout(this.#timer);
    const meaning = this.read()(this.#field.value);
    if (meaning !== (this.#told.at(-1) ?? this.value())) {
      this.#told = [...this.#told, meaning];
      this.settled.emit(meaning);
    }
  }

  protected beginComposing(): void {
    clearTimeout(this.#timer);
    this.#isComposing = true;
  }

  protected endComposing(): void {
    this.#isComposing = false;
    this.settleSoon();
  }

  /** An answer to what the field said leaves it alone; so does anything while an input method is at work. */
  #hear(value: string): void {
    const at = this.#told.lastIndexOf(value);
    if (at >= 0) {
      this.#told = this.#told.slice(at + 1);
    } else if (this.#isComposing) {
      this.#told = [];
    } else {
      this.take(value);
    }
  }
}
