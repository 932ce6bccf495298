import { kept } from '@task-queue/ui/formats';
import type { ChartData, ChartSteps } from './chart-data';

/** Colours and font of a theme, as the browser has worked them out. */
export interface ChartTheme {
  /** Of the series, in their order. */
  readonly series: readonly string[];
  readonly text: string;
  readonly grid: string;
  /** Of what is missing. */
  readonly gap: string;
  readonly font: string;
}

/** Told apart without colours too. */
export const DASHES = ['solid', 'dashed', 'dotted'] as const;

const formats = new Map<string, Intl.DateTimeFormat>();

/** What stands below a step, as shortly as its window allows. */
export function stepLabel(ms: number, { window }: Pick<ChartSteps, 'window'>, language: string): string {
  const options: Intl.DateTimeFormatOptions = {
    ...(window === '1h' || window === '24h' ? {} : { month: 'numeric', day: 'numeric' }),
    ...(window === '90d' ? {} : { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }),
  };
  return kept(formats, `${language} ${window}`, () => new Intl.DateTimeFormat(language, options)).format(ms);
}

/** The steps that are missing in part or whole, as pairs of the first and the last. */
export function gapSteps({ atMs, stepMs, gaps }: ChartSteps): readonly (readonly [first: number, last: number])[] {
  return gaps.flatMap(({ from, to }) => {
    const [fromMs, toMs] = [Date.parse(from), Date.parse(to)];
    const first = atMs.findIndex((ms) => ms + stepMs > fromMs);
    const last = atMs.findLastIndex((ms) => ms <= toMs);
    return first < 0 || last < first ? [] : [[first, last] as const];
  });
}

/**
 * A chart as ECharts takes it.
 *
 * @param format - how a value is written
 */
export function chartOption(
  { shape, unit, series }: ChartData,
  steps: ChartSteps,
  theme: ChartTheme,
  format: (value: number) => string,
  language: string,
): Readonly<Record<string, unknown>> {
  const axis = { axisLine: { lineStyle: { color: theme.grid } }, axisTick: { show: false } };
  const gaps = gapSteps(steps).map(([first, last]) => [{ xAxis: first }, { xAxis: last }]);
  return {
    animation: false, // it is alive: what moves would move all the time
    textStyle: { fontFamily: theme.font },
    grid: { left: 4, right: 12, top: 10, bottom: 2, containLabel: true },
    xAxis: {
      ...axis,
      type: 'category',
      boundaryGap: shape === 'bar',
      data: steps.atMs.map((ms) => stepLabel(ms, steps, language)),
      axisLabel: { color: theme.text, fontSize: 11, hideOverlap: true },
      axisPointer: { show: true, triggerTooltip: false, label: { show: false }, lineStyle: { color: theme.text } },
    },
    yAxis: {
      type: 'value',
      min: 0,
      splitNumber: 3,
      ...(unit === 'count' ? { minInterval: 1 } : {}),
      axisLabel: { color: theme.text, fontSize: 11, formatter: format },
      splitLine: { lineStyle: { color: theme.grid } },
    },
    series: series.map(({ name, values }, i) => ({
      id: name,
      type: shape,
      data: values,
      showSymbol: values.filter((value) => value !== null).length === 1, // a line needs two
      symbolSize: 5,
      itemStyle: { color: theme.series[i] },
      lineStyle: { color: theme.series[i], width: 2, type: DASHES[i] },
      emphasis: { disabled: true },
      ...(shape === 'bar' ? { stack: 'all', barMaxWidth: 18 } : {}),
      ...(i === 0 ? { markArea: { silent: true, itemStyle: { color: theme.gap }, data: gaps } } : {}),
    })),
  };
}
