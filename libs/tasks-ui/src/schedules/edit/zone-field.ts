import { Component, computed, inject, input } from '@angular/core';
import { toObservable, toSignal } from '@angular/core/rxjs-interop';
import { ReactiveFormsModule, type FormControl } from '@angular/forms';
import { MatAutocomplete, MatAutocompleteTrigger, MatOption } from '@angular/material/autocomplete';
import { MatFormFieldModule } from '@angular/material/form-field';
import { MatInput } from '@angular/material/input';
import { TranslocoPipe } from '@jsverse/transloco';
import { FieldError } from '@task-queue/ui/form-controls';
import { offsetName, zoneName } from '@task-queue/ui/time-field';
import { startWith, switchMap } from 'rxjs';
import { ServerClock } from '../../data/server-clock';
import { allZones, isZone } from '../timing/zones';
import { ZoneNames } from '../timing/zone-names';

/** So many zones are offered at once: whoever wants another one types a part of its name. */
const MAX_OFFERED = 60;

/** A time zone, found by its city in either language or a part of its id. */
@Component({
  selector: 'tq-zone-field',
  imports: [
    FieldError,
    MatAutocomplete,
    MatAutocompleteTrigger,
    MatFormFieldModule,
    MatInput,
    MatOption,
    ReactiveFormsModule,
    TranslocoPipe,
  ],
  template: `
    <mat-form-field subscriptSizing="dynamic">
      <mat-label>{{ 'tasks.schedules.form.zone' | transloco }}</mat-label>
      <input
        #field
        matInput
        autocomplete="off"
        spellcheck="false"
        required
        [formControl]="control()"
        [matAutocomplete]="zones"
        (focus)="field.select()"
      />
      <mat-autocomplete #zones="matAutocomplete" autoActiveFirstOption [displayWith]="nameOf">
        @for (zone of offered(); track zone.id) {
          <mat-option [value]="zone.id">
            <span class="zone"
              ><span>{{ zone.city }}</span
              ><span class="id">{{ zone.id }} · {{ zone.offset }}</span></span
            >
          </mat-option>
        }
      </mat-autocomplete>
      <mat-hint>{{
        (isOwn() ? 'tasks.schedules.form.zoneOwn' : 'tasks.schedules.form.zoneHint') | transloco
      }}</mat-hint>
      <mat-error><tq-field-error [control]="control()" /></mat-error>
    </mat-form-field>
  `,
  styles: `
    mat-form-field {
      width: 100%;
    }
    .zone {
      display: flex;
      flex-wrap: wrap;
      gap: 0 12px;
      align-items: baseline;
      justify-content: space-between;
    }
    .id {
      font-size: 12px;
      color: var(--mat-sys-on-surface-variant);
    }
  `,
})
export class ZoneField {
  /** Holds the id of a zone, or what is typed to find one. */
  readonly control = input.required<FormControl<string>>();

  readonly #names = inject(ZoneNames);
  readonly #nowMs = inject(ServerClock).nowMs();
  readonly #typed = toSignal(
    toObservable(this.control).pipe(switchMap((control) => control.valueChanges.pipe(startWith(control.value)))),
    { initialValue: '' },
  );
  readonly #all = computed(() => {
    const zones = allZones().map((id) => ({ id, city: this.#names.city(id) }));
    // Those that have a name of their own here are asked for most.
    const isNamed = ({ id, city }: (typeof zones)[number]): boolean => !id.replaceAll('_', ' ').endsWith(city);
    return [...zones.slice(0, 2), ...zones.slice(2).sort((a, b) => Number(isNamed(b)) - Number(isNamed(a)))];
  });

  protected readonly isOwn = computed(() => this.#typed() === zoneName());
  protected readonly offered = computed(() => {
    const typed = this.#typed();
    const wanted = isZone(typed) ? '' : typed.trim().toLowerCase().replaceAll(' ', '_');
    const isWanted = ({ id, city }: { id: string; city: string }): boolean =>
      [id, city.replaceAll(' ', '_')].some((text) => text.toLowerCase().includes(wanted));
    return this.#all()
      .filter(isWanted)
      .slice(0, MAX_OFFERED)
      .map((zone) => ({ ...zone, offset: offsetName(this.#nowMs, zone.id) }));
  });

  /** What the field shows of a zone that was chosen. */
  protected readonly nameOf = (value: string | null): string => {
    const city = value !== null && isZone(value) ? this.#names.city(value) : '';
    return city === '' || city === value ? (value ?? '') : `${city} · ${value}`;
  };
}
