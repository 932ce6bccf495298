import { Component, computed, inject, input, signal } from '@angular/core';
import { toSignal } from '@angular/core/rxjs-interop';
import { MatIconButton } from '@angular/material/button';
import { MatIcon } from '@angular/material/icon';
import { MatTooltip } from '@angular/material/tooltip';
import { Router, RouterLink } from '@angular/router';
import { TranslocoPipe, TranslocoService } from '@jsverse/transloco';
import { CopyButton } from '@task-queue/ui/copy-button';
import { exactTime, lengthOfTime } from '@task-queue/ui/formats';
import { injectMountedAt } from '../../data/mounted-at';
import { Chart } from './chart';
import { seriesAt, tasksOfStep, type ChartData, type ChartSteps } from './chart-data';
import { stepLabel } from './chart-option';

/** A chart with its name, what its lines are and their values, and a table of the same. */
@Component({
  selector: 'tq-chart-card',
  imports: [Chart, CopyButton, MatIcon, MatIconButton, MatTooltip, RouterLink, TranslocoPipe],
  templateUrl: './chart-card.html',
  styleUrl: './chart-card.scss',
})
export class ChartCard {
  readonly #router = inject(Router);
  readonly #transloco = inject(TranslocoService);
  readonly #language = toSignal(this.#transloco.langChanges$, { initialValue: this.#transloco.getActiveLang() });

  readonly data = input.required<ChartData>();
  readonly steps = input.required<ChartSteps>();
  /** The type that is shown alone; `''` for all. */
  readonly type = input('');

  protected readonly mountedAt = injectMountedAt();
  protected readonly isTable = signal(false);
  protected readonly pointed = signal<number | null>(null);
  protected readonly title = computed(() => this.#text(`tasks.overview.chart.${this.data().name}`));
  protected readonly format = computed(() => {
    const numbers = new Intl.NumberFormat(this.#language());
    return this.data().unit === 'ms' ? (ms: number) => lengthOfTime(ms) : (count: number) => numbers.format(count);
  });
  /** What the lines are, with their values where a person points, else of the whole. */
  protected readonly legend = computed(() => {
    const step = this.pointed();
    return this.data().series.map(({ name, values, whole }) => ({
      name,
      text: this.#text(`tasks.overview.series.${name}`),
      value: this.#written(step === null ? whole : (values[step] ?? null)),
    }));
  });
  protected readonly moment = computed(() => {
    const atMs = this.steps().atMs[this.pointed() ?? -1];
    return atMs === undefined ? this.#text('tasks.overview.whole') : stepLabel(atMs, this.steps(), this.#language());
  });
  /** What a person hears of the chart. */
  protected readonly gist = computed(() =>
    [this.title(), ...this.legend().map(({ text, value }) => `${text} ${value}`)].join(
      this.#text('tasks.overview.and'),
    ),
  );
  protected readonly isEmpty = computed(() =>
    this.data().series.every(({ values }) => values.every((value) => value === null || value === 0)),
  );
  /** The newest first; made when it is asked for alone. */
  protected readonly rows = computed(() => {
    const [steps, { series, unit }] = [this.steps(), this.data()];
    return steps.atMs
      .map((ms, step) => ({
        ms,
        at: exactTime(new Date(ms).toISOString(), this.#language()),
        query: tasksOfStep(steps, step, this.type(), series[0]!.lead),
        values: series.map(({ values, lead }) => ({
          text: this.#written(values[step] ?? null),
          query: unit === 'count' && values[step] ? tasksOfStep(steps, step, this.type(), lead) : null,
        })),
      }))
      .toReversed();
  });

  /** The table as spreadsheets take it, in numbers of one unit. */
  protected readonly copied = (): string => {
    const [{ atMs }, { series }] = [this.steps(), this.data()];
    const head = [this.#text('tasks.overview.time'), ...this.legend().map(({ text }) => text)];
    const lines = atMs.map((ms, i) => [new Date(ms).toISOString(), ...series.map(({ values }) => values[i] ?? '')]);
    return [head, ...lines].map((line) => line.join('\t')).join('\n');
  };

  /** To the tasks of a point. */
  protected openTasks(step: number, value: number): void {
    const queryParams = tasksOfStep(this.steps(), step, this.type(), seriesAt(this.data(), step, value).lead);
    void this.#router.navigate([this.mountedAt], { queryParams });
  }

  #written(value: number | null): string {
    return value === null ? '–' : this.format()(value);
  }

  #text(key: string): string {
    return this.#transloco.translate(key, {}, this.#language());
  }
}
