import { Component, inject, input, signal } from '@angular/core';
import type { FormControl } from '@angular/forms';
import { MatButton } from '@angular/material/button';
import { MatRadioButton, MatRadioGroup } from '@angular/material/radio';
import { TranslocoPipe } from '@jsverse/transloco';
import { TimeField, toLocalTime } from '@task-queue/ui/time-field';
import { ServerClock } from '../../data/server-clock';

/** Times that are a click away. */
const SHORTCUTS = ['inAnHour', 'tonight', 'tomorrow'] as const;

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;

/** When a task may start: at once, or from a time on, which is the browser's local time. */
@Component({
  selector: 'tq-run-time',
  imports: [MatButton, MatRadioButton, MatRadioGroup, TimeField, TranslocoPipe],
  templateUrl: './run-time.html',
  styleUrl: './run-time.scss',
})
export class RunTime {
  /** Holds a local time, `null` for at once. */
  readonly control = input.required<FormControl<string | null>>();

  readonly #clock = inject(ServerClock);

  protected readonly isLater = signal(false);
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
    const nowMs = this.#clock.nowMs();
    if (shortcut === 'inAnHour') {
      return toLocalTime(Math.floor(nowMs / MINUTE_MS) * MINUTE_MS + HOUR_MS);
    }
    const time = new Date(nowMs);
    const hour = shortcut === 'tonight' ? 20 : 9;
    const isTomorrow = shortcut === 'tomorrow' || time.getHours() >= hour;
    time.setDate(time.getDate() + (isTomorrow ? 1 : 0));
    time.setHours(hour, 0, 0, 0);
    return toLocalTime(time.getTime());
  }
}
