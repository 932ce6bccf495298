import { expect } from '@jest/globals';
import type { ArtifactLink } from '@task-queue/contracts';
import type { RunningApi } from './start-api.js';

/** Signs in, runs a task to its end and finds it again: what needs every part of the product. */
export async function expectWorking(api: RunningApi): Promise<void> {
  const { accessToken: token } = await api.login('admin');
  const { id } = await api.create(token, { type: 'demo.steps', params: { steps: 2, stepMs: 0 } });
  expect((await api.finished(token, id)).status).toBe('completed');
  expect((await api.request('GET', '/api/tasks?q=demo', { token })).status).toBe(200);
  const { id: exported } = await api.create(token, { type: 'tasks.export', params: { format: 'csv' } });
  expect((await api.finished(token, exported)).status).toBe('completed');
  const link = await api.request<ArtifactLink>('POST', `/api/tasks/${exported}/artifact/link`, { token });
  expect((await api.request('GET', link.body.url)).status).toBe(200);
}
