import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { hostname } from 'node:os';
import { createTasksClient } from '@task-queue/client';
import type { WorkerStates } from '@task-queue/contracts';
import { eventually } from '../../testing/eventually.js';
import { startApi, type RunningApi } from '../../testing/start-api.js';

// Every answer is held to the OpenAPI document besides: see startApi.

let api: RunningApi;
let admin: string;
let list: () => Promise<WorkerStates['items']>;
beforeAll(async () => {
  api = await startApi({ WORKER_CONCURRENCY: 'high=2,normal=3,low=1' });
  admin = (await api.login('admin')).accessToken;
  const { system } = createTasksClient({ url: api.url, token: admin });
  list = async () => (await system.workers()).items;
});
afterAll(() => api.stop());

const lanes = (used: number): readonly object[] => [
  { lane: 'high', used, total: 2 },
  { lane: 'normal', used: 0, total: 3 },
  { lane: 'low', used: 0, total: 1 },
];

describe('a worker', () => {
  test('says where it is, what it has and how it is', async () => {
    const nowMs = Date.now();
    const [worker, ...others] = await list();
    expect(others).toEqual([]);
    expect(worker).toEqual({
      id: expect.stringContaining(`${hostname()}:${process.pid}:`),
      host: hostname(),
      process: process.pid,
      version: expect.stringMatching(/^\d+\.\d+\.\d+/),
      startedAt: expect.any(String),
      heartbeatAt: expect.any(String),
      lanes: lanes(0),
      running: [],
      eventLoopDelayMs: expect.any(Number),
      memory: { rssBytes: expect.any(Number), heapUsedBytes: expect.any(Number) },
    });
    expect(Date.parse(worker!.heartbeatAt!)).toBeGreaterThanOrEqual(Date.parse(worker!.startedAt!) - 1_000);
    expect(Math.abs(Date.parse(worker!.heartbeatAt!) - nowMs)).toBeLessThan(60_000);
  });

  test('says what it runs, and which handler goes on after its task was ended', async () => {
    const { id } = await api.create(admin, {
      type: 'demo.hang',
      priority: 'high',
      timeoutMs: 60_000,
      params: { ignoreSignal: true },
    });
    await eventually(async () => (await list())[0]!.running.length === 1);
    const [worker] = await list();
    expect(worker!.lanes).toEqual(lanes(1));
    expect(worker!.running).toEqual([
      { taskId: id, type: 'demo.hang', title: expect.any(String), lane: 'high', attempt: 1, startedAt: expect.any(String) },
    ]); // prettier-ignore
    await api.request('POST', `/api/tasks/${id}/stop`, { token: admin, body: { force: true } });
    await eventually(async () => (await list())[0]!.running[0]?.mayStillRun === true);
  });

  test('of a version that says nothing of itself is known by its name and slots', async () => {
    const { redis, prefix } = api.fixture;
    await redis.zadd(`${prefix}:workers`, Date.now() + 60_000, 'an-older:77:abcdef');
    await redis.hset(`${prefix}:slots`, 'an-older:77:abcdef', '[1,2,3]');
    const older = (await list()).find(({ process }) => process === 77);
    expect(older).toMatchObject({ host: 'an-older', version: null, memory: null, running: [] });
    expect(older!.lanes.map(({ total }) => total)).toEqual([1, 2, 3]);
  });

  test('that says nothing more is gone when its word has lost its worth', async () => {
    const { redis, prefix } = api.fixture;
    await redis.zadd(`${prefix}:workers`, Date.now() - 1, 'an-older:77:abcdef');
    expect((await list()).map(({ process }) => process)).toEqual([process.pid]);
  });
});
