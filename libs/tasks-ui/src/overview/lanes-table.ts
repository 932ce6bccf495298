import { Component, computed, inject, input } from '@angular/core';
import { toSignal } from '@angular/core/rxjs-interop';
import { MatIcon } from '@angular/material/icon';
import { RouterLink } from '@angular/router';
import { TranslocoPipe, TranslocoService } from '@jsverse/transloco';
import type { OverviewLane } from '@task-queue/contracts';
import { dueTime, lengthOfTime } from '@task-queue/ui/formats';
import { injectBeside } from '../data/beside';
import { injectMountedAt } from '../data/mounted-at';
import { Now } from '../data/now';
import { injectMay } from '../data/permissions';
import { PauseNote } from '../waiting/pause-note';

/** The lanes as they are, and when each will be empty. */
@Component({
  selector: 'tq-lanes-table',
  imports: [MatIcon, PauseNote, RouterLink, TranslocoPipe],
  template: `
    <section aria-labelledby="tq-overview-lanes">
      <div class="head">
        <h2 id="tq-overview-lanes">{{ 'tasks.overview.lanes.title' | transloco }}</h2>
        @if (mayRead() && steering) {
          <a [routerLink]="steering">{{ 'tasks.overview.lanes.steer' | transloco }}</a>
        }
      </div>
      <table>
        <thead>
          <tr>
            <th scope="col">{{ 'tasks.overview.lanes.lane' | transloco }}</th>
            <th scope="col" class="number">{{ 'tasks.lanes.fact.waiting' | transloco }}</th>
            <th scope="col" class="number wide">{{ 'tasks.lanes.fact.oldest' | transloco }}</th>
            <th scope="col" class="number">{{ 'tasks.lanes.fact.running' | transloco }}</th>
            <th scope="col">{{ 'tasks.overview.lanes.drain' | transloco }}</th>
          </tr>
        </thead>
        <tbody>
          @for (row of rows(); track row.lane) {
            <tr>
              <th scope="row" [attr.rowspan]="row.pause ? 2 : null">
                <mat-icon [class]="row.lane" [svgIcon]="'overview:' + row.lane" aria-hidden="true" />{{
                  'tasks.lanes.name.' + row.lane | transloco
                }}
              </th>
              <td class="number">
                <a
                  [routerLink]="mountedAt"
                  [queryParams]="{ status: 'pending', priority: row.lane }"
                  [attr.aria-label]="'tasks.overview.lanes.show' | transloco: { count: row.waiting }"
                  >{{ row.waiting }}</a
                >
              </td>
              <td class="number wide">{{ row.oldest }}</td>
              <td class="number">{{ row.running }} / {{ row.slots }}</td>
              <td [class.growing]="row.isGrowing">
                @if (row.isGrowing) {
                  <mat-icon svgIcon="overview:growing" aria-hidden="true" />
                }
                {{ row.drain }}
              </td>
            </tr>
            @if (row.pause; as pause) {
              <tr class="note">
                <td colspan="4"><tq-pause-note [pause]="pause" /></td>
              </tr>
            }
          }
        </tbody>
      </table>
    </section>
  `,
  styles: `
    @use './card';

    mat-icon {
      width: 18px;
      height: 18px;
      margin-inline-end: 8px;
      vertical-align: text-bottom;
      color: var(--mat-sys-on-surface-variant);
    }
    tbody .note {
      border-block-start: 0;
    }
    .note td {
      padding: 0 16px 8px 8px;
    }
    .high,
    .growing,
    .growing mat-icon {
      color: var(--tq-failed);
    }
    @media (max-width: 900px) {
      .wide {
        display: none;
      }
    }
  `,
})
export class LanesTable {
  readonly #may = injectMay();
  readonly #now = inject(Now);
  readonly #transloco = inject(TranslocoService);
  readonly #language = toSignal(this.#transloco.langChanges$, { initialValue: this.#transloco.getActiveLang() });

  readonly lanes = input.required<readonly OverviewLane[]>();
  protected readonly steering = injectBeside()('lanes');
  protected readonly mountedAt = injectMountedAt();
  protected readonly mayRead = computed(() => this.#may('lanes:read'));
  protected readonly rows = computed(() => {
    const numbers = new Intl.NumberFormat(this.#language());
    return this.lanes().map((lane) => ({
      lane: lane.lane,
      waiting: numbers.format(lane.waiting),
      running: numbers.format(lane.running),
      slots: numbers.format(lane.slots),
      oldest: lane.waiting === 0 ? '–' : lengthOfTime(lane.oldestWaitingMs, false),
      pause: lane.pause,
      isGrowing: !lane.pause && lane.drain === 'growing',
      drain: lane.pause ? '–' : this.#drainText(lane),
    }));
  });

  #drainText({ waiting, drain }: OverviewLane): string {
    const language = this.#language();
    const key = waiting === 0 ? 'empty' : drain === null ? 'unknown' : drain === 'growing' ? 'growing' : 'range';
    const range =
      drain === null || drain === 'growing'
        ? {}
        : { from: dueTime(drain.from, this.#now.ms(), language), to: dueTime(drain.to, this.#now.ms(), language) };
    return this.#transloco.translate(`tasks.overview.lanes.drainOf.${key}`, range, language);
  }
}
