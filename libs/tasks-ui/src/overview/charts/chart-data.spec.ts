import { describe, expect, it } from '@jest/globals';
import { step } from '../../../testing/fake-overview';
import { chartsOf, seriesAt, stepsOf, tasksOfStep } from './chart-data';
import { chartOption, gapSteps, stepLabel } from './chart-option';

const NONE = { p50: null, p95: null, p99: null };
const at = (minute: number): string => new Date(Date.UTC(2026, 10, 23, 8, minute)).toISOString();
const overview = {
  steps: [
    step(at(0), { created: 3, failed: 1, run: { p50: 10, p95: 20, p99: 30 } }),
    step(at(1), { created: 4 }),
    step(at(2), { completed: 5, waiting: { high: 0, normal: 7, low: 1 } }),
  ],
  wait: NONE,
  run: { p50: 11, p95: 20, p99: 30 },
  slowest: [],
  lanes: [],
  gaps: [{ from: at(1), to: at(1) }],
};
const steps = stepsOf(overview, '1h');

describe('the charts of an overview', () => {
  it('have a value for each step, and one for all of them', () => {
    const [throughput, failures, wait, run, depth] = chartsOf(overview);
    expect(throughput!.series).toMatchObject([
      { name: 'created', values: [3, 4, 0], whole: 7 },
      { name: 'completed', values: [0, 0, 5], whole: 5 },
    ]);
    expect(failures!.series[0]).toMatchObject({ name: 'failed', values: [1, 0, 0], whole: 1 });
    expect(wait!.series[1]).toMatchObject({ name: 'p95', values: [null, null, null], whole: null });
    expect(run!.series[0]).toMatchObject({ name: 'p50', values: [10, null, null], whole: 11 });
    expect(depth!.series[1]).toMatchObject({ name: 'normal', values: [null, null, 7], whole: 7 });
  });

  it('are without lanes where nobody looked at them, as of one’s own', () => {
    const own = { ...overview, steps: overview.steps.slice(0, 2) };
    expect(chartsOf(own).map(({ name }) => name)).toEqual(['throughput', 'failures', 'wait', 'run']);
  });

  it('lead from a step to the tasks that were created, or that finished, in it', () => {
    const [throughput, failures, , run] = chartsOf(overview);
    expect(tasksOfStep(steps, 1, 'tasks.export', failures!.series[0]!.lead)).toEqual({
      finishedFrom: at(1),
      finishedTo: at(2),
      type: 'tasks.export',
      status: 'failed',
    });
    expect(tasksOfStep(steps, 0, '', run!.series[0]!.lead)).toEqual({
      finishedFrom: at(0),
      finishedTo: at(1),
      status: 'completed,failed',
    });
    expect(tasksOfStep(steps, 0, '', throughput!.series[0]!.lead)).toEqual({ createdFrom: at(0), createdTo: at(1) });
  });

  it('lead from a point to what it is of: the nearest line, or the part of the bar', () => {
    const counted = { ...overview, steps: [step(at(0), { created: 9, completed: 3, failed: 2, cancelled: 4 })] };
    const [throughput, failures, wait] = chartsOf(counted);
    expect([8, 4, 0].map((value) => seriesAt(throughput!, 0, value).name)).toEqual([
      'created',
      'completed',
      'completed',
    ]);
    expect([1, 3, 6, 99].map((value) => seriesAt(failures!, 0, value).name)).toEqual([
      'failed',
      'cancelled',
      'cancelled',
      'cancelled',
    ]);
    expect(seriesAt(wait!, 0, 5).name).toBe('p50');
    expect(seriesAt(chartsOf({ ...overview, steps: [step(at(0))] })[1]!, 0, 1).name).toBe('failed');
  });

  it('show a gap over the steps it is in, and nothing of one before them', () => {
    expect(gapSteps(steps)).toEqual([[1, 1]]);
    expect(gapSteps({ ...steps, gaps: [{ from: at(-9), to: at(-5) }] })).toEqual([]);
  });

  it('tell lines apart by dashes too, and name each step as shortly as the span allows', () => {
    const theme = { series: ['red', 'green', 'blue'], text: 'black', grid: 'grey', gap: 'yellow', font: 'serif' };
    const option = chartOption(chartsOf(overview)[3]!, steps, theme, String, 'en') as {
      readonly series: readonly { readonly lineStyle: { readonly type: string } }[];
    };
    expect(option.series.map(({ lineStyle }) => lineStyle.type)).toEqual(['solid', 'dashed', 'dotted']);
    const noon = new Date(2026, 10, 23, 12, 5).getTime();
    expect(['1h', '90d'].map((window) => stepLabel(noon, { window: window as '1h' }, 'en'))).toEqual([
      '12:05',
      '11/23',
    ]);
  });
});
