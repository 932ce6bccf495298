import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createTasksClient } from '@task-queue/client';
import type { LaneStates, Overview, OverviewQuery, OverviewStep, TaskWaiting } from '@task-queue/contracts';
import { eventually } from '../../testing/eventually.js';
import { readMetrics } from '../../testing/read-metrics.js';
import { startApi, type RunningApi } from '../../testing/start-api.js';

// Every answer is held to the OpenAPI document besides: see startApi.

const FAR = '2099-01-01T00:00:00.000Z';
/** What a machine that is shared may put between two looks at one moment. */
const BUSY_MS = 3_000;

let api: RunningApi;
let admin: string;
let ann: string;
let ben: string;
beforeAll(async () => {
  api = await startApi({ WORKER_CONCURRENCY: 'high=2,normal=3,low=1' });
  admin = (await api.login('admin')).accessToken;
  ann = (await api.person('ann')).accessToken;
  ben = (await api.person('ben')).accessToken;
});
afterAll(() => api.stop());

const read = (token: string, query: OverviewQuery = {}): Promise<Overview> =>
  createTasksClient({ url: api.url, token }).system.overview(query);
type Kind = 'created' | 'completed' | 'failed' | 'cancelled' | 'retried';
const total = (steps: readonly OverviewStep[]): Record<Kind, number> => {
  const sum = (kind: Kind): number => steps.reduce((all, step) => all + step[kind], 0);
  return {
    created: sum('created'),
    completed: sum('completed'),
    failed: sum('failed'),
    cancelled: sum('cancelled'),
    retried: sum('retried'),
  };
};

describe('the overview', () => {
  test('says what happened, in the steps of each window, within seconds', async () => {
    const ran = await api.create(ann, { type: 'demo.steps', params: { steps: 1, stepMs: 300 } });
    const task = await api.finished(ann, ran.id);
    const failed = await api.create(ann, { type: 'demo.flaky', maxRetries: 0, params: { failures: 1, message: 'no' } });
    await api.finished(ann, failed.id);
    const retried = await api.create(ben, {
      type: 'demo.flaky',
      maxRetries: 1,
      params: { failures: 1, message: 'no' },
    });
    await api.happened(retried.id, /completed/);
    const cancelled = await api.create(ben, { type: 'demo.steps', runAt: FAR });
    await api.request('POST', `/api/tasks/${cancelled.id}/cancel`, { token: ben });

    const everything = { created: 4, completed: 2, failed: 1, cancelled: 1, retried: 1 };
    await eventually(
      async () => JSON.stringify(total((await read(admin)).steps)) === JSON.stringify(everything),
      2_000,
    );
    for (const [window, count, stepMs] of [
      ['1h', 60, 60_000],
      ['24h', 144, 600_000],
      ['7d', 168, 3_600_000],
      ['90d', 360, 21_600_000],
    ] as const) {
      // prettier-ignore
      const { steps, gaps } = await read(admin, { window });
      expect(steps).toHaveLength(count);
      expect(Date.parse(steps[1]!.at) - Date.parse(steps[0]!.at)).toBe(stepMs);
      expect(total(steps)).toEqual(everything);
      expect(gaps).toEqual([]);
    }
    for (const window of ['1h', '7d', '90d'] as const) {
      const { slowest } = await read(admin, { window });
      expect(slowest.map(({ type, count }) => [type, count])).toEqual([
        ['demo.steps', 1],
        ['demo.flaky', 2],
      ]);
    }
    const steps = await read(admin, { type: 'demo.steps' });
    expect(steps.slowest).toEqual([{ type: 'demo.steps', count: 1, run: steps.run }]);
    expect(total(steps.steps)).toEqual({ created: 2, completed: 1, failed: 0, cancelled: 1, retried: 0 });
    const tookMs = Date.parse(task.finishedAt!) - Date.parse(task.startedAt!);
    expect(Math.abs(steps.run.p50! - tookMs)).toBeLessThanOrEqual(0.1 * tookMs + 1);
    expect(steps.wait).toEqual({ p50: expect.any(Number), p95: expect.any(Number), p99: expect.any(Number) });
  });

  test('tells the same numbers as /metrics', async () => {
    const { body } = await api.request<string>('GET', '/metrics');
    const { series } = readMetrics(body);
    for (const type of ['demo.steps', 'demo.flaky']) {
      const { steps, slowest, wait, run } = await read(admin, { window: '1h', type });
      const { completed, failed, retried } = total(steps);
      const ended = (outcome: string) => series.get(`tasks_attempts_total{type="${type}",outcome="${outcome}"}`);
      expect([completed, failed, retried]).toEqual([ended('completed'), ended('failed'), ended('retrying')]);
      expect(slowest[0]!.count + retried).toBe(series.get(`tasks_run_seconds_count{type="${type}"}`));
      for (const [name, { p99 }] of Object.entries({ wait, run })) {
        // Whatever is said of the longest is in the bucket that has all, but for the 10 % of a percentile. One is by
        // Redis’ clock and the other by the worker’s: a busy machine comes between what Redis did and who hears of it.
        const all = series.get(`tasks_${name}_seconds_count{type="${type}"}`);
        const buckets = [...series].filter(([key]) => key.startsWith(`tasks_${name}_seconds_bucket{`));
        const [bucket] = buckets.find(([key, value]) => key.includes(`"${type}"`) && value === all)!;
        const [, bound] = /le="([\d.]+)"/.exec(bucket)!;
        expect(p99).toBeLessThanOrEqual(1_100 * Number(bound) + BUSY_MS);
      }
    }
  });

  test('is of one’s own tasks for who may not read those of others, and of no lane', async () => {
    const own = await read(ann);
    expect(total(own.steps)).toEqual({ created: 2, completed: 1, failed: 1, cancelled: 0, retried: 0 });
    expect(own.lanes).toEqual([]);
    expect(own.slowest.map(({ type, count }) => [type, count])).toEqual([
      ['demo.steps', 1],
      ['demo.flaky', 1],
    ]);
    const ofType = await read(ben, { type: 'demo.flaky' });
    expect(total(ofType.steps)).toEqual({ created: 1, completed: 1, failed: 0, cancelled: 0, retried: 1 });
  });

  test('says how the lanes are', async () => {
    await api.request('POST', '/api/lanes/low/pause', { token: admin, body: { reason: '数据库维护' } });
    await api.create(ann, { type: 'demo.steps', priority: 'low', params: { steps: 1, stepMs: 0 } });
    await eventually(async () => (await read(admin)).lanes.find(({ lane }) => lane === 'low')!.oldestWaitingMs > 0);
    const { lanes, steps } = await read(admin, { window: '1h' });
    expect(lanes.map(({ lane, slots }) => [lane, slots])).toEqual([
      ['high', 2],
      ['normal', 3],
      ['low', 1],
    ]);
    expect(lanes[2]).toMatchObject({ waiting: 1, running: 0, drain: null });
    const states = (await api.request<LaneStates>('GET', '/api/lanes', { token: admin })).body.items;
    expect(lanes.map(({ pause }) => pause)).toEqual(states.map(({ pause }) => pause));
    expect(lanes[2]!.pause).toMatchObject({ by: { username: 'admin' }, reason: '数据库维护', until: null });
    expect(steps.some(({ waiting }) => waiting.low !== null)).toBe(true);
  });

  test('is what a waiting task’s start is told from, once enough was measured', async () => {
    await api.request('POST', '/api/lanes/low/resume', { token: admin });
    const body = { type: 'demo.steps', priority: 'low', params: { steps: 1, stepMs: 0 } } as const;
    const quick = await Promise.all(Array.from({ length: 20 }, () => api.create(ben, body)));
    await Promise.all(quick.map(({ id }) => api.finished(ben, id)));
    await eventually(async () => {
      const { steps } = await read(ben, { type: 'demo.steps' });
      return steps.reduce((sum, { completed }) => sum + completed, 0) >= 20;
    });
    const long = await api.create(ben, { ...body, params: { steps: 60, stepMs: 1_000 } });
    await api.happened(long.id, /started/);
    const { id } = await api.create(ben, body);
    const { eta } = (await api.request<TaskWaiting>('GET', `/api/tasks/${id}/waiting`, { token: ben })).body;
    expect(Date.parse(eta!.from)).toBeLessThanOrEqual(Date.parse(eta!.to));
    expect(Date.parse(eta!.to) - Date.now()).toBeLessThan(60_000);
    await api.request('POST', `/api/tasks/${long.id}/stop`, { token: ben, body: { force: true } });
    await api.finished(ben, id);
  });

  test('of a window that there is not is refused', async () => {
    expect(await api.request('GET', '/api/overview?window=1y', { token: ann })).toMatchObject({ status: 422 });
  });
});
