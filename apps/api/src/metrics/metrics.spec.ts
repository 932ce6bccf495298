import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startApi, type RunningApi } from '../../testing/start-api.js';

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
      'tasks_sockets 0',
    ]) {
      expect(body).toContain(line);
    }
    expect(body).toMatch(/tasks_event_log_lag_seconds \d/);
  });

  test('are for administrators, or for nobody, where the setting says so', async () => {
    const closed = await startApi({ METRICS: 'admin' });
    const { accessToken: admin } = await closed.login('admin');
    const { accessToken: user } = await closed.person('plain');
    const statusWith = async (token?: string): Promise<number> =>
      (await closed.request('GET', '/metrics', token === undefined ? {} : { token })).status;
    expect([await statusWith(), await statusWith(user), await statusWith(admin)]).toEqual([401, 403, 200]);
    await closed.stop();
    const off = await startApi({ METRICS: 'off' });
    expect((await off.request('GET', '/metrics')).status).toBe(404);
    await off.stop();
  });
});
