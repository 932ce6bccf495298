import { Directive } from '@angular/core';
import { NG_VALUE_ACCESSOR } from '@angular/forms';
import { isExact } from '@task-queue/contracts';
import { InputAccessor } from '../form-controls/input-accessor';

/**
 * A number as it was typed: one that JavaScript would change, as an id of eighteen digits, stays a text in the control, so
 * that it can be refused. Angular's own accessor rounds it before anybody looks.
 */
@Directive({
  selector: 'input[tqExactNumber]',
  providers: [{ provide: NG_VALUE_ACCESSOR, useExisting: ExactNumber, multi: true }],
  host: { '(input)': "changed(input.value === '' ? null : numberOrText(input.value))" },
})
export class ExactNumber extends InputAccessor<number | string | null> {
  protected readonly numberOrText = numberOrText;

  writeValue(value: number | string | null): void {
    this.input.value = value === null ? '' : String(value);
  }
}

/** A number, or where that would be another one than was written, or none, what was written. */
export function numberOrText(written: string): number | string {
  return !Number.isNaN(Number(written)) && isExact(written) ? Number(written) : written;
}
