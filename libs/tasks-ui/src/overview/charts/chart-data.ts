import type { Overview, OverviewGap, OverviewWindow, Percentiles, TaskStatus } from '@task-queue/contracts';

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
  /** Which tasks of a step a point of it leads to. */
  readonly lead: ChartLead;
}

/** Which tasks: those created or finished then, in any of some states; `null` for all. */
export interface ChartLead {
  readonly by: 'created' | 'finished';
  readonly status: readonly TaskStatus[] | null;
}

/** What a chart shows. */
export interface ChartData {
  readonly name: ChartName;
  readonly unit: 'count' | 'ms';
  readonly shape: 'line' | 'bar';
  readonly series: readonly ChartSeries[];
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

/** What is counted, and where it leads: what was retried then is not kept, so that leads to what was created. */
export const LEADS = {
  created: { by: 'created', status: null },
  completed: { by: 'finished', status: ['completed'] },
  failed: { by: 'finished', status: ['failed'] },
  cancelled: { by: 'finished', status: ['cancelled'] },
  retried: { by: 'created', status: null },
} as const satisfies Readonly<Record<string, ChartLead>>;

/** The charts of an overview; without that of lanes where nobody looked at them, as of a type and of one's own. */
export function chartsOf({ steps, wait, run }: Overview): readonly ChartData[] {
  const counts = (name: keyof typeof LEADS): ChartSeries => ({
    name,
    values: steps.map((step) => step[name]),
    whole: steps.reduce((sum, step) => sum + step[name], 0),
    lead: LEADS[name],
  });
  const depth = (lane: 'high' | 'normal' | 'low'): ChartSeries => ({
    name: lane,
    values: steps.map(({ waiting }) => waiting[lane]),
    whole: steps.findLast(({ waiting }) => waiting[lane] !== null)?.waiting[lane] ?? null,
    lead: { by: 'created', status: ['pending'] },
  });
  const times = (what: 'wait' | 'run', whole: Percentiles, lead: ChartLead): readonly ChartSeries[] =>
    (['p50', 'p95', 'p99'] as const).map((name) => ({
      name,
      values: steps.map((step) => step[what][name]),
      whole: whole[name],
      lead,
    }));
  const hasDepth = steps.some(({ waiting }) => waiting.normal !== null);
  return [
    { name: 'throughput', unit: 'count', shape: 'line', series: [counts('created'), counts('completed')] },
    {
      name: 'failures',
      unit: 'count',
      shape: 'bar',
      series: [counts('failed'), counts('retried'), counts('cancelled')],
    },
    { name: 'wait', unit: 'ms', shape: 'line', series: times('wait', wait, LEADS.created) },
    {
      name: 'run',
      unit: 'ms',
      shape: 'line',
      series: times('run', run, { by: 'finished', status: ['completed', 'failed'] }),
    },
    ...(hasDepth
      ? [
          {
            name: 'depth',
            unit: 'count',
            shape: 'line',
            series: [depth('high'), depth('normal'), depth('low')],
          } as const,
        ]
      : []),
  ];
}

/** The series that a person means who takes a point of a step: the nearest line, or the part of a bar that it is in. */
export function seriesAt({ shape, series }: ChartData, step: number, value: number): ChartSeries {
  if (shape === 'bar') {
    const parts = series.filter(({ values }) => values[step]);
    let top = 0;
    return parts.find(({ values }) => value <= (top += values[step] ?? 0)) ?? parts.at(-1) ?? series[0]!;
  }
  const away = series.map(({ values }) => Math.abs((values[step] ?? Infinity) - value));
  return series[away.indexOf(Math.min(...away))]!;
}

/** The query of the list that shows the tasks of all steps, and what has come since. */
export function tasksSince({ atMs }: ChartSteps, type: string, lead: ChartLead): Readonly<Record<string, string>> {
  return queryOf(lead, type, { [`${lead.by}From`]: new Date(atMs[0] ?? 0).toISOString() });
}

/** The query of the list that shows the tasks of a step. */
export function tasksOfStep(
  { atMs, stepMs }: ChartSteps,
  step: number,
  type: string,
  lead: ChartLead,
): Readonly<Record<string, string>> {
  const fromMs = atMs[step] ?? 0;
  return queryOf(lead, type, {
    [`${lead.by}From`]: new Date(fromMs).toISOString(),
    [`${lead.by}To`]: new Date(fromMs + stepMs).toISOString(),
  });
}

function queryOf(
  { status }: ChartLead,
  type: string,
  span: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  return { ...span, ...(type === '' ? {} : { type }), ...(status === null ? {} : { status: status.join() }) };
}
