import { Component, computed, input, output } from '@angular/core';
import { toObservable, toSignal } from '@angular/core/rxjs-interop';
import { ReactiveFormsModule, type FormControl } from '@angular/forms';
import { MatFormFieldModule } from '@angular/material/form-field';
import { MatInput } from '@angular/material/input';
import { MatRadioButton, MatRadioGroup } from '@angular/material/radio';
import { TranslocoPipe } from '@jsverse/transloco';
import { startWith, switchMap } from 'rxjs';
import { FieldError } from '../form-controls/field-error';
import { TypedValue } from '../typed-value/typed-value';
import { asInstant, instantsOf, offsetName, withoutOffset, zoneName } from './local-time';
import { LocalTimeInput } from './local-time-input';

/**
 * A day and a time in the browser's zone, with the difference to UTC that holds then. A time that comes twice is asked
 * which one; the control's validator says what is wrong (see `timeProblem`).
 */
@Component({
  selector: 'tq-time-field',
  imports: [
    FieldError,
    LocalTimeInput,
    MatFormFieldModule,
    MatInput,
    MatRadioButton,
    MatRadioGroup,
    ReactiveFormsModule,
    TranslocoPipe,
    TypedValue,
  ],
  templateUrl: './time-field.html',
  styleUrl: './time-field.scss',
})
export class TimeField {
  /** Holds a local time: see `local-time.ts`. */
  readonly control = input.required<FormControl<string | null>>();
  readonly label = input.required<string>();
  readonly hint = input('');
  readonly isRequired = input(false);
  /**
   * What the control is to hold, where that comes from elsewhere and a person's choice acts while they type; such a field is
   * small, and says the difference to UTC in its label. `null` in a form.
   */
  readonly value = input<string | null>(null);
  /** A person has chosen a time, where it acts while they type. */
  readonly chosen = output();

  readonly #text = toSignal(
    toObservable(this.control).pipe(switchMap((control) => control.valueChanges.pipe(startWith(control.value)))),
  );

  protected readonly offset = computed(() => {
    const [ms, ...more] = instantsOf(this.#text() ?? '') ?? [];
    return ms === undefined || more.length > 0 ? '' : offsetName(ms);
  });
  protected readonly zone = computed(() => [zoneName(), this.offset()].filter((part) => part !== '').join(', '));
  /** Both instants of a time that comes twice. */
  protected readonly twice = computed(() => {
    const local = withoutOffset(this.#text() ?? '');
    const instants = instantsOf(local) ?? [];
    return instants.length < 2
      ? []
      : instants.map((ms, i) => ({
          value: asInstant(local, ms),
          key: i === 0 ? 'first' : 'second',
          offset: offsetName(ms),
        }));
  });
  protected readonly text = computed(() => this.#text() ?? '');

  /** What the field shows, with which of two it is where that was chosen. */
  protected readonly read = (shown: string): string => {
    const text = this.control().value ?? '';
    return withoutOffset(text) === shown ? text : shown;
  };
  protected readonly write = withoutOffset;

  protected choose(text: string): void {
    this.control().setValue(text);
    this.control().markAsDirty();
    this.chosen.emit();
  }
}
