import { Directive, ElementRef, inject } from '@angular/core';
import { NG_VALUE_ACCESSOR, type ControlValueAccessor } from '@angular/forms';
import { withoutOffset } from './local-time';

/** Shows a local time in a `datetime-local` field, which can't show which of two a time that comes twice is. */
@Directive({
  selector: 'input[tqLocalTime]',
  providers: [{ provide: NG_VALUE_ACCESSOR, useExisting: LocalTimeInput, multi: true }],
  host: { '(input)': 'changed(input.value)', '(blur)': 'left()' },
})
export class LocalTimeInput implements ControlValueAccessor {
  protected readonly input = inject<ElementRef<HTMLInputElement>>(ElementRef).nativeElement;
  protected changed: (text: string) => void = () => undefined;
  protected left: () => void = () => undefined;

  writeValue(text: string | null): void {
    this.input.value = withoutOffset(text ?? '');
  }

  registerOnChange(changed: (text: string) => void): void {
    this.changed = changed;
  }

  registerOnTouched(left: () => void): void {
    this.left = left;
  }

  setDisabledState(isDisabled: boolean): void {
    this.input.disabled = isDisabled;
  }
}
