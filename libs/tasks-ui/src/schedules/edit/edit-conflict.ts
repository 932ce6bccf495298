import { Component, computed, inject, input, output } from '@angular/core';
import { toSignal } from '@angular/core/rxjs-interop';
import { MatButton } from '@angular/material/button';
import { MatIcon } from '@angular/material/icon';
import { TranslocoPipe, TranslocoService } from '@jsverse/transloco';
import { ForeignText } from '@task-queue/ui/foreign-text';
import { exactTime } from '@task-queue/ui/formats';
import { TimingWords } from '../timing/timing-words';
import { changesBetween, isSame, timingOfSchedule, type WholeDraft } from './schedule-draft';

/** The three versions of an edit that somebody else came before. */
export interface Conflict {
  /** As it was when the dialog opened. */
  readonly opened: WholeDraft;
  /** As it is now. */
  readonly current: WholeDraft;
  /** As it is in the fields. */
  readonly typed: WholeDraft;
}

type FieldName = keyof WholeDraft;

/** Fields that are told together, as one sentence. */
const TIMES: readonly FieldName[] = ['cron', 'everyMs', 'timeZone', 'anchor'];

/** Told where somebody else has changed a schedule since the dialog opened: what they changed, and what is in the fields. */
@Component({
  selector: 'tq-edit-conflict',
  imports: [ForeignText, MatButton, MatIcon, TranslocoPipe],
  template: `
    <div class="box" role="alert">
      <p class="lead">
        <mat-icon svgIcon="schedules:warning" aria-hidden="true" />{{ 'tasks.schedules.conflict.title' | transloco }}
      </p>
      <p>{{ 'tasks.schedules.conflict.hint' | transloco }}</p>
      @if (rows().length > 0) {
        <table>
          <thead>
            <tr>
              <th scope="col">{{ 'tasks.schedules.conflict.field' | transloco }}</th>
              <th scope="col">{{ 'tasks.schedules.conflict.current' | transloco }}</th>
              <th scope="col">{{ 'tasks.schedules.conflict.typed' | transloco }}</th>
            </tr>
          </thead>
          <tbody>
            @for (row of rows(); track row.field) {
              <tr>
                <th scope="row">{{ 'tasks.schedules.field.' + row.field | transloco }}</th>
                <td><bdi [tqForeign]="row.current"></bdi></td>
                <td>
                  @if (row.isTyped) {
                    <bdi [tqForeign]="row.typed"></bdi>
                  } @else {
                    <span class="quiet">{{ 'tasks.schedules.conflict.untouched' | transloco }}</span>
                  }
                </td>
              </tr>
            }
          </tbody>
        </table>
      }
      <div class="buttons">
        <button matButton="tonal" type="button" (click)="kept.emit()">
          {{ 'tasks.schedules.conflict.keep' | transloco }}
        </button>
        <button matButton type="button" (click)="reloaded.emit()">
          {{ 'tasks.schedules.conflict.reload' | transloco }}
        </button>
      </div>
    </div>
  `,
  styles: `
    .box {
      display: grid;
      gap: 8px;
      padding: 12px 16px;
      border-radius: 8px;
      background: color-mix(in srgb, var(--tq-pending) 12%, var(--mat-sys-surface-container-lowest));
      font-size: 13px;
      line-height: 20px;
    }
    p {
      margin: 0;
    }
    .lead {
      display: flex;
      gap: 6px;
      align-items: center;
      font-size: 14px;
      font-weight: 500;
    }
    mat-icon {
      flex: none;
      width: 20px;
      height: 20px;
      color: var(--tq-pending);
    }
    table {
      border-collapse: collapse;
    }
    th,
    td {
      padding: 4px 12px 4px 0;
      font-weight: 400;
      text-align: start;
      vertical-align: baseline;
      overflow-wrap: anywhere;
    }
    th,
    .quiet {
      color: var(--mat-sys-on-surface-variant);
    }
    .buttons {
      display: flex;
      flex-wrap: wrap;
      gap: 8px;
    }
  `,
})
export class EditConflict {
  readonly conflict = input.required<Conflict>();
  /** What was typed is to be saved over what it is now. */
  readonly kept = output();
  /** What was typed is given up for what it is now. */
  readonly reloaded = output();

  readonly #words = inject(TimingWords);
  readonly #transloco = inject(TranslocoService);
  readonly #language = toSignal(this.#transloco.langChanges$, { initialValue: this.#transloco.getActiveLang() });

  protected readonly rows = computed(() => {
    this.#language();
    const { opened, current, typed } = this.conflict();
    const changed = Object.keys(changesBetween(opened, current)) as FieldName[];
    const fields = new Set(changed.map((field) => (TIMES.includes(field) ? 'cron' : field)));
    return [...fields].map((field) => ({
      field: field === 'cron' ? 'when' : field,
      current: this.#told(field, current),
      typed: this.#told(field, typed),
      isTyped: (field === 'cron' ? TIMES : [field]).some((one) => !isSame(opened[one], typed[one])),
    }));
  });

  #told(field: FieldName, draft: WholeDraft): string {
    const value = draft[field];
    switch (field) {
      case 'cron':
      case 'everyMs':
      case 'timeZone':
        return this.#words.of(timingOfSchedule(draft), draft.timeZone);
      case 'missed':
      case 'overlap':
        return this.#transloco.translate(`tasks.schedules.${field}.${String(value)}`);
      case 'priority':
        return value === null
          ? this.#transloco.translate('tasks.schedules.form.ownPriority')
          : this.#transloco.translate(`tasks.task.priority.${String(value)}`);
      case 'startsAt':
      case 'endsAt':
      case 'anchor':
        return value === null ? '–' : exactTime(String(value), this.#transloco.getActiveLang());
      case 'missedWithinMs':
      case 'jitterMs':
        return `${Number(value) / 1_000} s`;
      case 'params':
        return JSON.stringify(value);
      case 'name':
      case 'type':
      case 'pauseAfterFailures':
        return value === null ? '–' : String(value);
    }
  }
}
