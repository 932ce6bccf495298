import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { AuditPage, LoginResponse } from '@task-queue/contracts';
import { startApi, type RunningApi } from '../../testing/start-api.js';

let api: RunningApi;
let admin: LoginResponse;
beforeAll(async () => {
  api = await startApi();
  admin = await api.login('admin');
});
afterAll(() => api.stop());

test('what a cleanup deletes of others is told, with who had it done, where nobody’s own tasks push it out', async () => {
  const { accessToken: ann } = await api.person('ann');
  const { id: anns } = await api.create(ann, { type: 'demo.steps', params: { steps: 1, stepMs: 1 } });
  await api.finished(ann, anns);
  const params = { olderThanDays: 0, statuses: ['completed'] };
  const cleanup = await api.create(admin.accessToken, { type: 'tasks.cleanup', params });
  expect((await api.finished(admin.accessToken, cleanup.id)).result).toEqual({ deleted: 1, skipped: 0 });
  const path = `/api/audit?targetId=${cleanup.id}&action=tasks.bulk`;
  const { body } = await api.request<AuditPage>('GET', path, { token: admin.accessToken });
  expect(body.items).toMatchObject([
    {
      id: expect.stringMatching(/a$/),
      who: { id: admin.user.id },
      target: { type: 'task', id: cleanup.id, name: 'tasks.cleanup' },
      after: { action: 'delete', olderThanDays: 0, statuses: ['completed'], done: 1, skipped: 0 },
    },
  ]);
});
