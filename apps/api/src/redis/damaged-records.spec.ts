import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { BulkOutcome, Task, TaskPage, TaskStats, UserAccount } from '@task-queue/contracts';
import { eventually } from '../../testing/eventually.js';
import { PASSWORD, startApi, type RunningApi } from '../../testing/start-api.js';
import { Settings } from '../settings/settings.js';

let api: RunningApi;
let token: string;
beforeAll(async () => {
  api = await startApi();
  token = (await api.person('ann')).accessToken;
});
afterAll(() => api.stop());

const keyOf = (id: string): string => `${api.fixture.prefix}:t:${id}`;
const totalOf = async (query = ''): Promise<number> =>
  (await api.request<TaskPage>('GET', `/api/tasks?${query}`, { token })).body.total;
const damagesTold = async (): Promise<number> =>
  Number(/^tasks_damaged_records (\d+)$/m.exec((await api.request<string>('GET', '/metrics')).body)![1]);

async function cancelled(title: string): Promise<string> {
  const { id } = await api.create(token, { type: 'demo.steps', title, runAt: '2099-01-01T00:00:00.000Z' });
  await api.request('POST', `/api/tasks/${id}/cancel`, { token });
  return id;
}

describe('a record that somebody deleted or wrote over', () => {
  test('is left out of pages, searches and exports, counted, and goes by itself', async () => {
    const { redis } = api.fixture;
    const [kept, gone, odd] = [await cancelled('kept'), await cancelled('gone'), await cancelled('odd')];
    const before = await damagesTold();
    await redis.del(keyOf(gone));
    await redis.set(keyOf(odd), 'a text');
    for (const id of [gone, odd]) {
      expect((await api.request('GET', `/api/tasks/${id}`, { token })).body.code).toBe('TASK_NOT_FOUND');
    }
    const exported = await api.create(token, { type: 'tasks.export', params: { format: 'json' } });
    expect(await api.finished(token, exported.id)).toMatchObject({ status: 'completed', result: { rows: 1 } });
    const { status, body } = await api.request<TaskPage>('GET', '/api/tasks?status=cancelled', { token });
    expect([status, body.items.map(({ id }) => id)]).toEqual([200, [kept]]);
    await eventually(async () => (await totalOf('status=cancelled')) === 1);
    expect(await damagesTold()).toBe(before + 2);
    const { body: stats } = await api.request<TaskStats>('GET', '/api/tasks/stats', { token });
    expect(stats.byStatus.cancelled).toBe(1);
  });

  test('is deleted by whom it belonged to and by administrators, by nobody else, and once', async () => {
    const [mine, other] = [await cancelled('mine'), await cancelled('other')];
    await api.fixture.redis.del(keyOf(mine), keyOf(other));
    const { accessToken: ben } = await api.person('ben');
    const { accessToken: admin } = await api.login('admin');
    const asked = async (id: string, by: string): Promise<number> =>
      (await api.request('DELETE', `/api/tasks/${id}`, { token: by })).status;
    expect([await asked(mine, ben), await asked(mine, token), await asked(mine, token)]).toEqual([404, 204, 404]);
    const bulk = { action: 'delete', ids: [other] };
    const { body } = await api.request<BulkOutcome[]>('POST', '/api/tasks/bulk', { token: admin, body: bulk });
    expect(body).toEqual([{ id: other, ok: true }]);
  });

  test('a file that is gone from the disk is one that is not there, and counted', async () => {
    const { id } = await api.create(token, { type: 'tasks.export', params: { format: 'csv' } });
    await api.finished(token, id);
    const before = await damagesTold();
    await rm(join(api.app.get(Settings).DATA_DIR, 'artifacts', id.slice(-2), id), { recursive: true });
    for (let i = 0; i < 2; i += 1) {
      const { status, body } = await api.request('GET', `/api/tasks/${id}/artifact`, { token });
      expect([status, body.code]).toEqual([404, 'ARTIFACT_NOT_FOUND']);
    }
    expect(await damagesTold()).toBe(before + 1);
    const { body: task } = await api.request<Task>('GET', `/api/tasks/${id}`, { token });
    expect(task.status).toBe('completed');
    expect((await api.request('DELETE', `/api/tasks/${id}`, { token })).status).toBe(204);
  });
});

describe('an account that somebody deleted or wrote over', () => {
  const accounts = async (admin: string): Promise<readonly UserAccount[]> =>
    (await api.request<readonly UserAccount[]>('GET', '/api/users', { token: admin })).body;

  test('poisons no list of accounts, and its name is free again', async () => {
    const { accessToken: admin } = await api.login('admin');
    const [lost, odd] = [await api.person('lost'), await api.person('odd')];
    const users = `${api.fixture.prefix}:users`;
    await api.fixture.redis.hdel(users, lost.user.id);
    await api.fixture.redis.hset(users, odd.user.id, '{');
    const names = (await accounts(admin)).map(({ username }) => username);
    expect(names).toEqual(expect.arrayContaining(['admin', 'ann']));
    expect(names).not.toEqual(expect.arrayContaining(['odd']));
    const body = { username: 'odd', password: 'a long enough password' };
    expect((await api.request('POST', '/api/auth/login', { body })).status).toBe(401);
    expect((await api.request('GET', '/api/auth/me', { token: odd.accessToken })).status).toBe(401);
    for (const username of ['lost', 'odd']) {
      expect((await api.request('POST', '/api/users', { token: admin, body: { ...body, username } })).status).toBe(201);
    }
    expect((await api.request('POST', '/api/auth/login', { body })).status).toBe(200);
  });

  const hash = (m: string): string => `$argon2id$v=19$m=${m},t=1,p=1$${'A'.repeat(22)}$${'A'.repeat(43)}`;
  test.each<[string, unknown]>([
    ['a list', []],
    ['an object of nothing', {}],
    ['another account', { id: 'somebody' }],
    ['a role that there is not', { role: 'root' }],
    ['no role', { role: null }],
    ['no name', { username: 5 }],
    ['a hash that is none', { passwordHash: 5 }],
    ['a hash of another kind', { passwordHash: 'md5' }],
    ['a hash that takes all the memory there is', { passwordHash: hash('99999999') }],
    ['no word of whether it is disabled', { disabled: 'no' }],
  ])('may not be used as %s, and is nobody at all', async (what, change) => {
    const { accessToken: admin } = await api.login('admin');
    const username = what.replaceAll(' ', '.');
    const { user, accessToken: token } = await api.person(username);
    const users = `${api.fixture.prefix}:users`;
    const whole = JSON.parse((await api.fixture.redis.hget(users, user.id))!) as object;
    const isWhole = !Array.isArray(change) && Object.keys(change as object).length > 0;
    await api.fixture.redis.hset(
      users,
      user.id,
      JSON.stringify(isWhole ? { ...whole, ...(change as object) } : change),
    );
    const body = { username, password: PASSWORD };
    expect((await api.request('POST', '/api/auth/login', { body })).status).toBe(401);
    const isAccount = (await accounts(admin)).some(({ id }) => id === user.id);
    expect((await api.request('GET', '/api/tasks', { token })).status).toBe(isAccount ? 200 : 401);
    expect((await api.request('DELETE', `/api/users/${user.id}`, { token: admin })).status).toBe(204);
  });

  test('that was the last administrator is replaced by the first one again', async () => {
    const { user } = await api.login('admin');
    await api.fixture.redis.hset(`${api.fixture.prefix}:users`, user.id, '{"role":"admin"}');
    await eventually(async () => {
      const everybody = await api.fixture.redis.hvals(`${api.fixture.prefix}:users`);
      return everybody.some((json) => json.includes('"username":"admin"'));
    });
    expect((await api.login('admin')).user).toMatchObject({ username: 'admin', role: 'admin' });
  }, 30_000);

  test('can still sign in where its name got lost', async () => {
    await api.fixture.redis.del(`${api.fixture.prefix}:usernames`);
    await eventually(async () => (await api.fixture.redis.hlen(`${api.fixture.prefix}:usernames`)) > 0);
    expect((await api.login('admin')).user.username).toBe('admin');
  });
});

test('a key of another type in the place of a session, or of a count, keeps nobody out', async () => {
  const { redis, prefix } = api.fixture;
  const { accessToken: token, user } = await api.person('typed');
  for (const key of await redis.keys(`${prefix}:session:*`)) {
    await redis.del(key);
    await redis.rpush(key, 'x');
  }
  expect((await api.request('GET', '/api/tasks', { token })).status).toBe(401);
  expect((await api.request('POST', '/api/auth/logout', { token })).status).toBe(204);
  for (const key of [`${prefix}:sessions-of:${user.id}`, ...(await redis.keys(`${prefix}:login-attempts:*`))]) {
    await redis.set(key, 'x');
  }
  expect((await api.login('typed')).user.id).toBe(user.id);
  expect(
    (
      await api.request('PATCH', `/api/users/${user.id}`, {
        token: (await api.login('admin')).accessToken,
        body: { disabled: true },
      })
    ).status,
  ).toBe(200);
});
