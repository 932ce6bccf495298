import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { AuditEntry } from '@task-queue/contracts';
import { setUp } from '../../testing/authenticator.js';
import { eventually } from '../../testing/eventually.js';
import { startOwnRedis } from '../../testing/own-redis.js';
import { readMetrics } from '../../testing/read-metrics.js';
import { startApi, type RunningApi } from '../../testing/start-api.js';
import { toldOf } from '../../testing/told.js';

let api: RunningApi;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.stop());

describe('the metrics', () => {
  test('tell lanes, waits, runs, outcomes, sockets and lag', async () => {
    const { accessToken: token } = await api.login('admin');
    const { id } = await api.create(token, { type: 'demo.steps', params: { steps: 1, stepMs: 0 } });
    await api.finished(token, id);
    const { status, headers, body } = await api.request<string>('GET', '/metrics');
    expect(status).toBe(200);
    expect(headers.get('content-type')).toContain('text/plain');
    for (const line of [
      'tasks_lane_waiting{lane="high"} 0',
      'tasks_lane_oldest_wait_seconds{lane="low"} 0',
      'tasks_wait_seconds_count{type="demo.steps"} 1',
      'tasks_run_seconds_count{type="demo.steps"} 1',
      'tasks_attempts_total{type="demo.steps",outcome="completed"} 1',
      'tasks_attempts_total{type="demo.steps",outcome="given up"} 0', // so that an alert sees the first of them
      'tasks_sockets 0',
      'tasks_workers 1',
      'tasks_due 0',
      'http_request_duration_seconds_count{method="POST",route="/api/tasks",status="201"} 1',
      'http_request_duration_seconds_count{method="POST",route="/api/auth/login",status="200"} 1',
    ]) {
      expect(body).toContain(line);
    }
    expect(body).toMatch(/tasks_event_log_lag_seconds \d/);
  });

  test('count what waits for its time apart from what waits for a worker', async () => {
    const { accessToken: token } = await api.login('admin');
    await api.create(token, { type: 'demo.steps', runAt: '2099-01-01T00:00:00.000Z' });
    const { body } = await api.request<string>('GET', '/metrics');
    expect(body).toContain('tasks_delayed 1\n');
    expect(body).toContain('tasks_lane_waiting{lane="normal"} 0\n');
  });

  test('have no series for ids and made-up addresses', async () => {
    const { accessToken: token } = await api.login('admin');
    for (let i = 0; i < 20; i += 1) {
      await api.request('GET', `/api/tasks/made-up-${i}`, { token });
      await api.request('GET', `/made/up/${i}`);
    }
    const { body } = await api.request<string>('GET', '/metrics');
    expect(body).toContain(
      'http_request_duration_seconds_count{method="GET",route="/api/tasks/:id",status="404"} 20\n',
    );
    expect(body).not.toContain('made');
  });

  test('are Prometheus’ text format: each series once, described, and histograms that add up', async () => {
    const { body } = await api.request<string>('GET', '/metrics');
    const { problems, families } = readMetrics(body);
    expect(problems).toEqual([]);
    const ours = [...families].filter(([name]) => /^(tasks|http)_/.test(name));
    expect(ours.length).toBeGreaterThan(10);
    for (const [name, type] of ours) {
      expect(`${name} ${type}`).toMatch(/_total counter$|_seconds histogram$|^[a-z_]+ gauge$/);
    }
  });

  test('leave out what Redis would have to be asked while it is paused or gone', async () => {
    const own = await startOwnRedis();
    const alone = await startApi({ REDIS_URL: `redis://127.0.0.1:${own.port}`, SHUTDOWN_GRACE_MS: '100' });
    const ofRedis = /^tasks_(lane_|delayed|due|workers|event_log_lag)/m;
    const read = async (): Promise<string> => {
      const { status, body } = await alone.request<string>('GET', '/metrics');
      expect(status).toBe(200);
      expect(readMetrics(body).problems).toEqual([]);
      expect(body).toContain('tasks_sockets 0\n');
      expect(body).toContain('process_cpu_seconds_total');
      return body;
    };
    try {
      await alone.request('GET', '/health/live');
      expect(await read()).toContain('tasks_redis_up 1\n');
      own.pause();
      const paused = await read();
      expect(paused).toContain('tasks_redis_up 0\n');
      expect(paused).toContain('route="/health/live",status="200"} 1\n');
      expect(paused).not.toMatch(ofRedis);
      own.resume();
      let back = await read();
      for (; !back.includes('tasks_redis_up 1\n'); back = await read()) {
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
      expect(back).toMatch(ofRedis);
      await own.stop();
      expect(await read()).not.toMatch(ofRedis);
    } finally {
      own.resume();
      await own.stop();
      await alone.stop();
    }
  }, 60_000);

  test('are for no administrator who has something to do first', async () => {
    const closed = await startApi({ METRICS: 'admin', SECOND_FACTOR: 'administrators' });
    const admin = await closed.login('admin');
    const read = () => closed.request('GET', '/metrics', { token: admin.accessToken });
    const { status, body } = await read();
    expect([status, body.code]).toEqual([403, 'SECOND_FACTOR_SETUP_REQUIRED']);
    await setUp(closed, admin);
    expect((await read()).status).toBe(200);
    await closed.stop();
  });

  test('are for administrators, or for nobody, where the setting says so', async () => {
    const closed = await startApi({ METRICS: 'admin' });
    const { accessToken: admin } = await closed.login('admin');
    const { accessToken: user } = await closed.person('plain');
    const statusWith = async (token?: string): Promise<number> =>
      (await closed.request('GET', '/metrics', token === undefined ? {} : { token })).status;
    expect([await statusWith(), await statusWith(user), await statusWith(admin)]).toEqual([401, 403, 200]);
    const refused = async (): Promise<AuditEntry[]> =>
      (await toldOf(closed)).filter(({ target, code }) => target?.id === 'GET /metrics' && code === 'FORBIDDEN');
    await eventually(async () => (await refused()).length > 0);
    expect(await refused()).toMatchObject([{ who: { username: 'plain' }, address: '127.0.0.1' }]);
    await eventually(async () => (await statusWith(`tq_${'0'.repeat(36)}`)) === 429); // tokens are guessed nowhere
    expect(await statusWith(admin)).toBe(200);
    await closed.stop();
    const off = await startApi({ METRICS: 'off' });
    expect((await off.request('GET', '/metrics')).status).toBe(404);
    await off.stop();
  });
});
