import { Directive } from '@angular/core';
import { NG_VALUE_ACCESSOR } from '@angular/forms';
import { InputAccessor } from '../form-controls/input-accessor';
import { withoutOffset } from './local-time';

/** Shows a local time in a `datetime-local` field, which can't show which of two a time that comes twice is. */
@Directive({
  selector: 'input[tqLocalTime]',
  providers: [{ provide: NG_VALUE_ACCESSOR, useExisting: LocalTimeInput, multi: true }],
  host: { '(input)': 'changed(input.value)' },
})
export class LocalTimeInput extends InputAccessor<string> {
  writeValue(text: string | null): void {
    this.input.value = withoutOffset(text ?? '');
  }
}
