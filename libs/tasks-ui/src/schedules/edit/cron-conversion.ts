import { Component, inject, input, output } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MatIcon } from '@angular/material/icon';
import { TranslocoPipe } from '@jsverse/transloco';
import { isolated } from '@task-queue/contracts';
import type { Conversion, ConversionNote } from '../timing/quartz';
import { TimingWords } from '../timing/timing-words';

/** What becomes of an expression of another dialect: offered in five fields with what differs, or why there are none. */
@Component({
  selector: 'tq-cron-conversion',
  imports: [MatButton, MatIcon, TranslocoPipe],
  template: `
    @switch (conversion().kind) {
      @case ('offered') {
        <div class="box" role="status">
          <p class="lead">
            {{
              (offers().length > 1 ? 'tasks.schedules.quartz.readings' : 'tasks.schedules.quartz.offered') | transloco
            }}
          </p>
          @for (offer of offers(); track offer.cron) {
            <section>
              <p>
                <code>{{ offer.cron }}</code> {{ offer.sentence }}
              </p>
              <ul>
                @for (note of offer.notes; track $index) {
                  <li>{{ 'tasks.schedules.quartz.note.' + note.key | transloco: note.values }}</li>
                }
              </ul>
              <button matButton="tonal" type="button" (click)="chosen.emit(offer.cron)">
                {{ 'tasks.schedules.quartz.use' | transloco: { cron: offer.cron } }}
              </button>
            </section>
          }
        </div>
      }
      @case ('refused') {
        <div class="box refused" role="status">
          <p class="lead">
            <mat-icon svgIcon="schedules:warning" aria-hidden="true" />{{
              'tasks.schedules.quartz.refused' | transloco
            }}
          </p>
          <ul>
            @for (reason of reasons(); track $index) {
              <li>{{ 'tasks.schedules.quartz.note.' + reason.key | transloco: reason.values }}</li>
            }
          </ul>
        </div>
      }
    }
  `,
  styles: `
    :host {
      display: block;
    }
    .box {
      display: grid;
      gap: 8px;
      padding: 12px 16px;
      border-radius: 8px;
      background: var(--mat-sys-surface-container);
      font-size: 13px;
      line-height: 20px;
    }
    .refused {
      background: color-mix(in srgb, var(--tq-pending) 12%, var(--mat-sys-surface-container-lowest));
    }
    .refused mat-icon {
      flex: none;
      width: 18px;
      height: 18px;
      color: var(--tq-pending);
    }
    p,
    ul {
      margin: 0;
    }
    .lead {
      display: flex;
      gap: 6px;
      align-items: center;
      font-weight: 500;
    }
    ul {
      padding-inline-start: 20px;
      color: var(--mat-sys-on-surface-variant);
      overflow-wrap: anywhere;
    }
    section {
      display: grid;
      gap: 4px;
      justify-items: start;
    }
    section + section {
      padding-block-start: 8px;
      border-block-start: 1px solid var(--mat-sys-outline-variant);
    }
    code {
      padding: 2px 6px;
      border-radius: 4px;
      background: var(--mat-sys-surface-container-highest);
    }
  `,
})
export class CronConversion {
  readonly conversion = input.required<Conversion>();
  /** The expression that a person takes. */
  readonly chosen = output<string>();

  readonly #words = inject(TimingWords);

  protected offers() {
    const conversion = this.conversion();
    return conversion.kind === 'offered'
      ? conversion.offers.map(({ cron, notes }) => ({
          cron,
          sentence: this.#words.ofCalendar(cron),
          notes: notes.map((note) => this.#told(note)),
        }))
      : [];
  }

  protected reasons(): readonly ConversionNote[] {
    const conversion = this.conversion();
    return conversion.kind === 'refused' ? conversion.reasons.map((reason) => this.#told(reason)) : [];
  }

  /** Weekdays by name, and what was typed kept apart from the sentence's own direction of writing. */
  #told({ key, values }: ConversionNote): ConversionNote {
    const told = Object.entries(values).map(([name, value]) => [
      name,
      (key === 'sundayIs1' || key === 'sundayIs0') && name === 'to'
        ? this.#words.weekdays(value.split(',').map(Number))
        : isolated(value),
    ]);
    return { key, values: Object.fromEntries(told) as ConversionNote['values'] };
  }
}
