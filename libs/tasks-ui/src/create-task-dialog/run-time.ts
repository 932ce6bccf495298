import { Component, computed, inject, input, signal } from '@angular/core';
import { toSignal } from '@angular/core/rxjs-interop';
import { ReactiveFormsModule, type FormControl } from '@angular/forms';
import { MatButton } from '@angular/material/button';
import { MatFormFieldModule } from '@angular/material/form-field';
import { MatInput } from '@angular/material/input';
import { MatRadioButton, MatRadioGroup } from '@angular/material/radio';
import { TranslocoPipe, TranslocoService } from '@jsverse/transloco';
import { ServerClock } from '../data/server-clock';
import { FieldError } from './field-error';
import { toLocalTime, zoneName } from './local-time';

/** Times that are a click away. */
const SHORTCUTS = ['inAnHour', 'tonight', 'tomorrow'] as const;

/** When a task may start: at once, or from a time on, which is the browser's local time. */
@Component({
  selector: 'tq-run-time',
  imports: [
    FieldError,
    MatButton,
    MatFormFieldModule,
    MatInput,
    MatRadioButton,
    MatRadioGroup,
    ReactiveFormsModule,
    TranslocoPipe,
  ],
  templateUrl: './run-time.html',
  styleUrl: './run-time.scss',
})
export class RunTime {
  /** Holds a `datetime-local` value, `null` for at once. */
  readonly control = input.required<FormControl<string | null>>();

  readonly #clock = inject(ServerClock);
  readonly #transloco = inject(TranslocoService);
  readonly #language = toSignal(this.#transloco.langChanges$, { initialValue: this.#transloco.getActiveLang() });

  protected readonly isLater = signal(false);
  protected readonly zone = computed(() => zoneName(this.#language()));
  protected readonly shortcuts = SHORTCUTS;

  protected choose(isLater: boolean): void {
    this.isLater.set(isLater);
    this.set(isLater ? this.timeOf('inAnHour') : null);
  }

  protected set(time: string | null): void {
    this.control().setValue(time);
    this.control().markAsDirty();
  }

  /** The local time that a shortcut means; this evening is tomorrow's when it has begun. */
  protected timeOf(shortcut: (typeof SHORTCUTS)[number]): string {
    const time = new Date(this.#clock.nowMs());
    if (shortcut === 'inAnHour') {
      time.setHours(time.getHours() + 1, time.getMinutes(), 0, 0);
    } else {
      const hour = shortcut === 'tonight' ? 20 : 9;
      const isTomorrow = shortcut === 'tomorrow' || time.getHours() >= hour;
      time.setDate(time.getDate() + (isTomorrow ? 1 : 0));
      time.setHours(hour, 0, 0, 0);
    }
    return toLocalTime(time.getTime());
  }
}
