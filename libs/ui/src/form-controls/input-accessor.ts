import { Directive, ElementRef, inject } from '@angular/core';
import type { ControlValueAccessor } from '@angular/forms';

/** An `input` as the accessor of a control's value. Whoever extends it says how a value is written, and tells what is typed. */
@Directive({ host: { '(blur)': 'left()' } })
export abstract class InputAccessor<Value> implements ControlValueAccessor {
  protected readonly input = inject<ElementRef<HTMLInputElement>>(ElementRef).nativeElement;
  protected changed: (value: Value) => void = () => undefined;
  protected left: () => void = () => undefined;

  abstract writeValue(value: Value | null): void;

  registerOnChange(changed: (value: Value) => void): void {
    this.changed = changed;
  }

  registerOnTouched(left: () => void): void {
    this.left = left;
  }

  setDisabledState(isDisabled: boolean): void {
    this.input.disabled = isDisabled;
  }
}
