import { Component, computed, input, output, signal } from '@angular/core';
import { FormControl } from '@angular/forms';
import { MatButton } from '@angular/material/button';
import { MAT_FORM_FIELD_DEFAULT_OPTIONS, MatFormField, MatLabel } from '@angular/material/form-field';
import { MatIcon } from '@angular/material/icon';
import { MatInput } from '@angular/material/input';
import { MatOptgroup, MatOption, MatSelect } from '@angular/material/select';
import { TranslocoPipe } from '@jsverse/transloco';
import {
  AUDIT_ACTIONS,
  AUDIT_OUTCOMES,
  AUDIT_TARGETS,
  type AuditAction,
  type AuditFilter,
} from '@task-queue/contracts';
import { checkedBy } from '@task-queue/ui/form-controls';
import { TimeField, timeProblem, toInstant, toLocalTime } from '@task-queue/ui/time-field';
import { narrowingOf } from './audit-place';

/** A bound of the times. */
interface Bound {
  readonly name: 'from' | 'to';
  readonly label: string;
  readonly control: FormControl<string | null>;
}

/** What narrows the audit log. */
@Component({
  selector: 'tq-audit-filters',
  imports: [
    MatButton,
    MatFormField,
    MatIcon,
    MatInput,
    MatLabel,
    MatOptgroup,
    MatOption,
    MatSelect,
    TimeField,
    TranslocoPipe,
  ],
  providers: [{ provide: MAT_FORM_FIELD_DEFAULT_OPTIONS, useValue: { appearance: 'outline' } }],
  templateUrl: './audit-filters.html',
  styleUrl: './audit-filters.scss',
})
export class AuditFilters {
  readonly filter = input.required<AuditFilter>();
  /** Another filter is wanted. */
  readonly narrowed = output<AuditFilter>();

  /** Whether they are shown where it is narrow. */
  protected readonly isOpen = signal(false);
  protected readonly count = computed(() => narrowingOf(this.filter()));
  /** Whether there is a choice: what is done may be named. */
  protected readonly mayBeWithout = computed(() => this.filter().action === undefined);
  protected readonly groups = [...Map.groupBy(AUDIT_ACTIONS, (action) => action.split('.')[0]!)].map(
    ([name, actions]) => ({ name, actions }),
  );
  protected readonly outcomes = AUDIT_OUTCOMES;
  protected readonly targets = AUDIT_TARGETS;
  protected readonly texts = ['who', 'targetId', 'address'] as const;
  protected readonly bounds: readonly Bound[] = (['from', 'to'] as const).map((name) => ({
    name,
    label: `identity.audit.filter.${name}`,
    control: new FormControl<string | null>(
      '',
      checkedBy((text) => timeProblem(text as string)),
    ),
  }));

  protected narrow(change: { readonly [Name in keyof AuditFilter]?: AuditFilter[Name] | undefined }): void {
    const all = Object.entries({ ...this.filter(), ...change });
    this.narrowed.emit(Object.fromEntries(all.filter(([, value]) => value !== undefined && value.length > 0)));
  }

  /** Renewals are left out again where nothing is named any more. */
  protected name(action: readonly AuditAction[]): void {
    this.narrow({ action, without: 'renewals' });
  }

  protected toggleRenewals(): void {
    const { without, ...filter } = this.filter();
    this.narrowed.emit(without === undefined ? { ...filter, without: 'renewals' } : filter);
  }

  protected write(name: 'who' | 'targetId' | 'address', { target }: Event): void {
    this.narrow({ [name]: (target as HTMLInputElement).value.trim() });
  }

  protected local(instant: string | undefined): string {
    return instant === undefined ? '' : toLocalTime(instant);
  }

  protected narrowBy({ name, control }: Bound): void {
    if (control.valid) {
      const text = control.value ?? '';
      this.narrow({ [name]: text === '' ? undefined : toInstant(text) });
    }
  }
}
