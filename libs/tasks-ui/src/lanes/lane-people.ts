import { Component, inject, input } from '@angular/core';
import { toSignal } from '@angular/core/rxjs-interop';
import { TranslocoPipe, TranslocoService } from '@jsverse/transloco';
import type { LanePerson } from '@task-queue/contracts';
import { ForeignText } from '@task-queue/ui/foreign-text';

/** Who has most in a lane, to be folded out. */
@Component({
  selector: 'tq-lane-people',
  imports: [ForeignText, TranslocoPipe],
  template: `
    @if (people().length > 0) {
      <details>
        <summary>{{ 'tasks.lanes.people.title' | transloco: { lane: lane() } }}</summary>
        <table>
          <thead>
            <tr>
              <th scope="col">{{ 'tasks.lanes.people.person' | transloco }}</th>
              <th scope="col">{{ 'tasks.lanes.people.running' | transloco }}</th>
              <th scope="col">{{ 'tasks.lanes.people.waiting' | transloco }}</th>
            </tr>
          </thead>
          <tbody>
            @for (person of people(); track person.owner.id) {
              <tr>
                <th scope="row"><bdi [tqForeign]="person.owner.username" [fallback]="person.owner.id"></bdi></th>
                <td>{{ number(person.running) }}</td>
                <td>{{ number(person.waiting) }}</td>
              </tr>
            }
          </tbody>
        </table>
      </details>
    } @else {
      <p>{{ 'tasks.lanes.people.none' | transloco }}</p>
    }
  `,
  styles: `
    summary {
      min-height: 24px;
      cursor: pointer;
    }
    p {
      margin: 0;
      min-height: 24px;
      color: var(--mat-sys-on-surface-variant);
    }
    table {
      width: 100%;
      border-collapse: collapse;
      font-variant-numeric: tabular-nums;
    }
    th,
    td {
      padding: 4px 0;
      font-weight: 400;
      text-align: end;
    }
    th:first-child {
      text-align: start;
      overflow-wrap: anywhere;
    }
    thead th {
      font-size: 12px;
      color: var(--mat-sys-on-surface-variant);
    }
  `,
})
export class LanePeopleTable {
  readonly #transloco = inject(TranslocoService);
  readonly #language = toSignal(this.#transloco.langChanges$, { initialValue: this.#transloco.getActiveLang() });

  readonly people = input.required<readonly LanePerson[]>();
  /** What the lane is called, as there are several. */
  readonly lane = input.required<string>();

  protected number(value: number): string {
    return new Intl.NumberFormat(this.#language()).format(value);
  }
}
