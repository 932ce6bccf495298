import { Directive, ElementRef, forwardRef, inject } from '@angular/core';
import { NG_VALUE_ACCESSOR, type ControlValueAccessor } from '@angular/forms';
import { isExact } from '@task-queue/contracts';

/**
 * A number as it was typed: one that JavaScript would change, as an id of eighteen digits, stays a text in the control, so
 * that it can be refused. Angular's own accessor rounds it before anybody looks.
 */
@Directive({
  selector: 'input[tqExactNumber]',
  providers: [{ provide: NG_VALUE_ACCESSOR, useExisting: forwardRef(() => ExactNumber), multi: true }],
  host: { '(input)': 'read()', '(blur)': 'touched()' },
})
export class ExactNumber implements ControlValueAccessor {
  readonly #input: HTMLInputElement = inject<ElementRef<HTMLInputElement>>(ElementRef).nativeElement;
  #changed: (value: number | string | null) => void = () => undefined;
  protected touched: () => void = () => undefined;

  writeValue(value: number | string | null): void {
    this.#input.value = value === null ? '' : String(value);
  }

  registerOnChange(changed: (value: number | string | null) => void): void {
    this.#changed = changed;
  }

  registerOnTouched(touched: () => void): void {
    this.touched = touched;
  }

  setDisabledState(isDisabled: boolean): void {
    this.#input.disabled = isDisabled;
  }

  protected read(): void {
    const { value } = this.#input;
    this.#changed(value === '' ? null : numberOrText(value));
  }
}

/** A number, or where that would be another one than was written, or none, what was written. */
export function numberOrText(written: string): number | string {
  return !Number.isNaN(Number(written)) && isExact(written) ? Number(written) : written;
}
