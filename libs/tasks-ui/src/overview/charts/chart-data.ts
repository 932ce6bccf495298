import type {
  Overview,
  OverviewGap,
  OverviewStep,
  OverviewWindow,
  Percentiles,
  TaskStatus,
} from '@task-queue/contracts';

/** What a chart is of; also the names of their texts. */
export const CHARTS = ['throughput', 'failures', 'wait', 'run', 'depth'] as const;

/** One of {@link CHARTS}. */
export type ChartName = (typeof CHARTS)[number];

/** One line, or one kind of bars. */
export interface ChartSeries {
  /** Its text is `tasks.overview.series.<name>`. */
  readonly name: string;
  /** One a step; `null` where there is none. */
  readonly values: readonly (number | null)[];
  /** Over all steps; `null` where that says nothing. */
  readonly whole: number | null;
}

/** What a chart shows. */
export interface ChartData {
  readonly name: ChartName;
  readonly unit: 'count' | 'ms';
  readonly shape: 'line' | 'bar';
  readonly series: readonly ChartSeries[];
  /** The state of the tasks that a point of it leads to; `null` for any. */
  readonly status: TaskStatus | null;
}

/** The steps that all charts of an overview have. */
export interface ChartSteps {
  /** When each begins, in epoch milliseconds. */
  readonly atMs: readonly number[];
  readonly stepMs: number;
  readonly window: OverviewWindow;
  readonly gaps: readonly OverviewGap[];
}

/** How long each step of a window is. */
const STEP_MS: Readonly<Record<OverviewWindow, number>> = {
  '1h': 60_000,
  '24h': 600_000,
  '7d': 3_600_000,
  '90d': 21_600_000,
};

export function stepsOf({ steps, gaps }: Overview, window: OverviewWindow): ChartSteps {
  return { atMs: steps.map(({ at }) => Date.parse(at)), stepMs: STEP_MS[window], window, gaps };
}

/** The charts of an overview; without that of lanes where nobody looked at them, as of a type and of one's own. */
export function chartsOf({ steps, wait, run }: Overview): readonly ChartData[] {
  const counts = (name: 'created' | 'completed' | 'failed' | 'cancelled' | 'retried'): ChartSeries => ({
    name,
    values: steps.map((step) => step[name]),
    whole: steps.reduce((sum, step) => sum + step[name], 0),
  });
  const depth = (lane: 'high' | 'normal' | 'low'): ChartSeries => ({
    name: lane,
    values: steps.map(({ waiting }) => waiting[lane]),
    whole: steps.findLast(({ waiting }) => waiting[lane] !== null)?.waiting[lane] ?? null,
  });
  const hasDepth = steps.some(({ waiting }) => waiting.normal !== null);
  return [
    line('throughput', 'count', [counts('created'), counts('completed')], null),
    {
      name: 'failures',
      unit: 'count',
      shape: 'bar',
      series: [counts('failed'), counts('retried'), counts('cancelled')],
      status: 'failed',
    },
    line('wait', 'ms', percentiles(steps, 'wait', wait), null),
    line('run', 'ms', percentiles(steps, 'run', run), null),
    ...(hasDepth ? [line('depth', 'count', [depth('high'), depth('normal'), depth('low')], 'pending')] : []),
  ];
}

function line(
  name: ChartName,
  unit: ChartData['unit'],
  series: readonly ChartSeries[],
  status: TaskStatus | null,
): ChartData {
  return { name, unit, shape: 'line', series, status };
}

function percentiles(steps: readonly OverviewStep[], what: 'wait' | 'run', whole: Percentiles): readonly ChartSeries[] {
  return (['p50', 'p95', 'p99'] as const).map((name) => ({
    name,
    values: steps.map((step) => step[what][name]),
    whole: whole[name],
  }));
}

/** The query of the list that shows the tasks of a step: those created in it. */
export function tasksOfStep(
  { atMs, stepMs }: ChartSteps,
  step: number,
  type: string,
  status: TaskStatus | null,
): Readonly<Record<string, string>> {
  const fromMs = atMs[step] ?? 0;
  return {
    createdFrom: new Date(fromMs).toISOString(),
    createdTo: new Date(fromMs + stepMs).toISOString(),
    ...(type === '' ? {} : { type }),
    ...(status === null ? {} : { status }),
  };
}
