import { Directive } from '@angular/core';
import { NG_VALUE_ACCESSOR } from '@angular/forms';
import { isExact } from '@task-queue/contracts';
import { InputAccessor } from '@task-queue/ui/form-controls';

/**
 * A number as it was typed: one that JavaScript would change, as an id of eighteen digits, stays a text in the control, so
 * that it can be refused. Angular's own accessor rounds it before anybody looks.
 */
@Directive({
  selector: 'input[tqExactNumber]',
  providers: [{ provide: NG_VALUE_ACCESSOR, useExisting: ExactNumber, multi: true }],
  host: { '(input)': 'changed(typed())' },
})
export class ExactNumber extends InputAccessor<number | string | null> {
  /** What stands in the field. What is no number to the browser (`12-`, `1e400`) is none here, and not a field left empty. */
  protected typed(): number | string | null {
    const { value, validity } = this.input;
    return validity.badInput ? Number.NaN : value === '' ? null : numberOrText(value);
  }

  writeValue(value: number | string | null): void {
    this.input.value = value === null ? '' : String(value);
  }
}

/** A number, or where that would be another one than was written, or none, what was written. */
export function numberOrText(written: string): number | string {
  return !Number.isNaN(Number(written)) && isExact(written) ? Number(written) : written;
}
