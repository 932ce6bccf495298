import { Component, computed, inject, input } from '@angular/core';
import { toSignal } from '@angular/core/rxjs-interop';
import { RouterLink } from '@angular/router';
import { TranslocoPipe, TranslocoService } from '@jsverse/transloco';
import type { WorkerState } from '@task-queue/contracts';
import { ForeignText } from '@task-queue/ui/foreign-text';
import { lengthOfTime, relativeTime } from '@task-queue/ui/formats';
import { injectMountedAt } from '../data/mounted-at';
import { Now } from '../data/now';

/** How many tasks of a worker are shown; the rest is counted. */
const SHOWN_TASKS = 3;

/** The workers: what they are, what they run, and how they are. */
@Component({
  selector: 'tq-workers-table',
  imports: [ForeignText, RouterLink, TranslocoPipe],
  templateUrl: './workers-table.html',
  styles: `
    @use './card';

    ul {
      margin: 0;
      padding: 0;
      list-style: none;
    }
    .tasks {
      width: 40%;
      min-width: 200px;
    }
    .tasks li {
      overflow-wrap: anywhere;
    }
    @media (max-width: 900px) {
      table,
      tbody,
      .tasks {
        display: block;
      }
      thead {
        display: none;
      }
      tr {
        display: grid;
        grid-template-columns: repeat(4, auto);
        gap: 4px 12px;
        padding: 12px 16px;
      }
      th,
      td,
      th:first-child,
      td:last-child {
        padding: 0;
        text-align: start;
      }
      th,
      .tasks {
        grid-column: 1 / -1;
        width: auto;
      }
      .tasks {
        order: 1;
      }
      td[data-name]::before {
        content: attr(data-name);
        display: block;
        font-size: 12px;
        line-height: 16px;
        color: var(--mat-sys-on-surface-variant);
      }
    }
    .late {
      font-weight: 600;
      color: var(--tq-failed);
    }
  `,
})
export class WorkersTable {
  readonly #now = inject(Now);
  readonly #transloco = inject(TranslocoService);
  readonly #language = toSignal(this.#transloco.langChanges$, { initialValue: this.#transloco.getActiveLang() });

  readonly workers = input.required<readonly WorkerState[]>();
  protected readonly mountedAt = injectMountedAt();
  protected readonly rows = computed(() => {
    const [nowMs, language] = [this.#now.ms(), this.#language()];
    const relative = (at: string | null): string => (at === null ? '–' : relativeTime(at, nowMs, language));
    const mebibytes = new Intl.NumberFormat(language, { style: 'unit', unit: 'megabyte', maximumFractionDigits: 0 });
    return this.workers().map((worker) => ({
      ...worker,
      used: worker.lanes.reduce((sum, { used }) => sum + used, 0),
      total: worker.lanes.reduce((sum, { total }) => sum + total, 0),
      tasks: worker.running.slice(0, SHOWN_TASKS).map((task) => ({
        ...task,
        since: lengthOfTime(Math.max(0, nowMs - Date.parse(task.startedAt)), false),
      })),
      more: Math.max(0, worker.running.length - SHOWN_TASKS),
      delay: worker.eventLoopDelayMs === null ? '–' : lengthOfTime(worker.eventLoopDelayMs),
      isLate: (worker.eventLoopDelayMs ?? 0) >= 100,
      heard: relative(worker.heartbeatAt),
      started: relative(worker.startedAt),
      size: worker.memory === null ? '–' : mebibytes.format(worker.memory.rssBytes / 1_000_000),
    }));
  });
}
