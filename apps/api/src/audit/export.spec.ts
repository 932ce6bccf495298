import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createTasksClient } from '@task-queue/client';
import type { LoginResponse, Task } from '@task-queue/contracts';
import { startApi, type RunningApi } from '../../testing/start-api.js';

let api: RunningApi;
let admin: LoginResponse;
let boss: LoginResponse;
beforeAll(async () => {
  api = await startApi();
  admin = await api.login('admin');
  boss = await api.person('boss', 'admin');
});
afterAll(() => api.stop());

const exported = (token: string, body?: unknown) => api.request<Task>('POST', '/api/audit/export', { token, body });

test('the audit log is exported as CSV by a task, whose file only those may have who may read the log', async () => {
  const { accessToken: viewer } = await api.person('vera', 'viewer');
  const filter = { action: ['auth.login'], who: 'vera' };
  const { body, status, headers } = await exported(admin.accessToken, { filter });
  expect([status, headers.get('location')]).toEqual([202, `/api/tasks/${body.id}`]);
  const finished = await api.finished(admin.accessToken, body.id);
  expect(finished).toMatchObject({ status: 'completed', type: 'audit.export', result: { rows: 1 } });
  const file = await api.request<string>('GET', `/api/tasks/${body.id}/artifact`, { token: boss.accessToken });
  const [head, ...rows] = file.body.trim().split('\r\n');
  expect(head).toMatch(/"id","at","action","outcome"/);
  expect(rows).toHaveLength(1);
  expect(rows[0]).toContain('"auth.login","done"');
  // A viewer sees everybody's tasks, and not what this one read.
  expect((await api.request('GET', `/api/tasks/${body.id}`, { token: viewer })).status).toBe(200);
  expect((await api.request('GET', `/api/tasks/${body.id}/artifact`, { token: viewer })).status).toBe(403);
});

test('the client reads and exports it, typed by the contracts', async () => {
  const { system } = createTasksClient({ url: api.url, token: admin.accessToken });
  const { items, next } = await system.audit({ action: ['auth.login'], who: 'admin', limit: 1 });
  expect(items).toMatchObject([{ action: 'auth.login', outcome: 'done', who: { username: 'admin' } }]);
  expect((await system.audit({ before: items[0]!.id, action: ['auth.login'], who: 'admin' })).items).toEqual([]);
  expect(next).toBe(items[0]!.id);
  expect(await system.exportAudit({ who: 'admin' })).toMatchObject({ type: 'audit.export' });
});

test('nobody creates such a task by another way than may read the log, nor a token that reaches less far', async () => {
  const operator = await api.person('otto', 'operator');
  const task = { type: 'audit.export' };
  const plan = { ...task, name: 'nightly', cron: '0 0 1 1 *', timeZone: 'UTC' };
  const make = async (scopes: string[]): Promise<string> =>
    (
      await api.request<{ token: string }>('POST', '/api/tokens', {
        token: admin.accessToken,
        body: { name: 'a token', scopes },
      })
    ).body.token;
  for (const token of [operator.accessToken, await make(['tasks:create', 'schedules:write'])]) {
    expect((await api.request('POST', '/api/tasks', { token, body: task })).status).toBe(403);
    expect((await api.request('POST', '/api/schedules', { token, body: plan })).status).toBe(403);
    expect((await exported(token)).status).toBe(403);
  }
});

test('who may read the log no more when the task runs gets nothing', async () => {
  const token = admin.accessToken;
  await api.request('POST', '/api/types/audit.export/pause', { token });
  const { body } = await exported(boss.accessToken);
  await api.request('PATCH', `/api/users/${boss.user.id}`, { token, body: { role: 'operator' } });
  await api.request('POST', '/api/types/audit.export/resume', { token });
  expect(await api.finished(token, body.id)).toMatchObject({ status: 'failed', artifact: null });
});
