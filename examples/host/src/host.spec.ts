import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { openRedisFixture, type RedisFixture } from '@task-queue/tasks/testing';
import { io, type Socket } from 'socket.io-client';

const ANN = 'key-of-ann';
const BEN = 'key-of-ben';

let fixture: RedisFixture;
let app: NestFastifyApplication;
let url: string;
let dir: string;
const before = process.cwd();
beforeAll(async () => {
  fixture = await openRedisFixture();
  dir = await mkdtemp(join(tmpdir(), 'task-queue-host-'));
  process.chdir(dir); // artifacts are kept below the folder a host runs in
  process.env['REDIS_URL'] = fixture.url;
  process.env['REDIS_PREFIX'] = fixture.prefix;
  process.env['PORT'] = '0';
  ({ app } = (await import('./main.js')) as unknown as { app: NestFastifyApplication });
  url = await app.getUrl();
}, 60_000);
afterAll(async () => {
  await app.close();
  process.chdir(before);
  await fixture.close();
  await rm(dir, { recursive: true, force: true });
}, 60_000);

function call(key: string | null, method: string, path: string, body?: unknown): Promise<Response> {
  return fetch(`${url}${path}`, {
    method,
    headers: {
      ...(key === null ? {} : { 'x-api-key': key }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
}

async function subscribed(key: string): Promise<Socket> {
  const socket = io(`${url}/tasks`, { auth: { key }, transports: ['websocket'], forceNew: true, reconnection: false });
  await new Promise<void>((resolve, reject) => {
    socket.once('connect', resolve);
    socket.once('connect_error', reject);
  });
  expect(await socket.emitWithAck('tasks:subscribe')).toMatchObject({ ok: true });
  return socket;
}

describe('a host with an identity of its own', () => {
  test('creates a task, hears of it and reads its result; another person does not', async () => {
    const [ann, ben] = await Promise.all([subscribed(ANN), subscribed(BEN)]);
    const heard: string[] = [];
    ben.onAny((name: string) => heard.push(name));
    const completed = new Promise<{ taskId: string }>((resolve) => ann.once('task:completed', resolve));
    const created = await call(ANN, 'POST', '/tasks', { type: 'greet', params: { name: 'Ada' } });
    const { id } = (await created.json()) as { id: string };
    expect([created.status, created.headers.get('location')]).toEqual([201, `/tasks/${id}`]);
    expect(await completed).toMatchObject({ taskId: id, createdBy: { id: '1', username: 'ann' } });
    expect(await (await call(ANN, 'GET', `/tasks/${id}`)).json()).toMatchObject({ result: 'Hello Ada', progress: 100 });
    expect((await call(BEN, 'GET', `/tasks/${id}`)).status).toBe(404);
    expect(await ben.emitWithAck('tasks:subscribe', { scope: 'all' })).toEqual({ ok: false, code: 'FORBIDDEN' });
    expect(await ben.emitWithAck('tasks:unsubscribe')).toEqual({ ok: true });
    expect(heard).toEqual([]);
    ann.disconnect();
    ben.disconnect();
  }, 30_000);

  test('answers errors as problem documents without a filter of its own', async () => {
    const problems = await Promise.all([
      call(null, 'GET', '/tasks'),
      call(ANN, 'GET', '/tasks/unknown'),
      call(ANN, 'POST', '/tasks', { type: 'greet', params: { name: 5 } }),
    ]);
    expect(problems.map(({ status }) => status)).toEqual([401, 404, 422]);
    for (const problem of problems) {
      expect(problem.headers.get('content-type')).toMatch(/^application\/problem\+json/);
      expect(await problem.json()).toMatchObject({ code: expect.any(String), requestId: expect.any(String) });
    }
  });

  test('lets no stranger in', async () => {
    await expect(subscribed('key-of-nobody')).rejects.toThrow('UNAUTHORIZED');
  });
});
