import { setTimeout as elapsed } from 'node:timers/promises';
import { describe, expect, test } from '@jest/globals';
import type { ProblemDetails, Task, TaskPage, TaskStats } from '@task-queue/contracts';
import { TaskHandler } from '@task-queue/tasks';
import { IsString } from 'class-validator';
import type { Answer } from '../../testing/answer.js';
import { eventually } from '../../testing/eventually.js';
import { startOwnRedis, type OwnRedis } from '../../testing/own-redis.js';
import { startApi, type RunningApi } from '../../testing/start-api.js';
import { stoppedAfterEach } from '../../testing/stopped-after-each.js';

interface Ready {
  readonly status: string;
  readonly workers: number;
  readonly storage: { readonly level: string; readonly usedBytes: number; readonly limitBytes: number | null };
  readonly warnings: readonly string[];
}

class LargeParams {
  @IsString() readonly text!: string;
}

@TaskHandler({ type: 'test.large', title: { zh: '大', en: 'Large' }, params: LargeParams })
class LargeTask {
  run({ text }: LargeParams): number {
    return text.length;
  }
}

class NoParams {}

/** Ends the tasks that wait for it. */
let finish: () => void;

@TaskHandler({ type: 'test.waiting', title: { zh: '等', en: 'Waiting' }, params: NoParams })
class WaitingTask {
  async run(_params: NoParams, context: { progress(percent: number, text: string): void; log(line: string): void }) {
    await new Promise<void>((resolve) => (finish = resolve));
    context.log('the last line');
    context.progress(99, 'almost');
    return 'done';
  }
}

const LEASE_MS = 1_000;
const CLEANUP = { type: 'tasks.cleanup', params: { olderThanDays: 0 } };

const running = stoppedAfterEach();

async function start(lines: string[] = []): Promise<{ own: OwnRedis; api: RunningApi; token: string }> {
  const own = await startOwnRedis();
  running.push(own);
  process.env['TEST_REDIS_URL'] = `redis://127.0.0.1:${own.port}`; // where the fixture looks
  const env = { LOG_LEVEL: 'warn', WORKER_LEASE_MS: String(LEASE_MS) };
  const api = await startApi(env, undefined, [LargeTask, WaitingTask], { write: (line) => lines.push(line) });
  running.push(api);
  return { own, api, token: (await api.login('admin')).accessToken };
}

const ready = (api: RunningApi): Promise<Answer<Ready>> => api.request<Ready>('GET', '/health/ready');
const storage = async (api: RunningApi): Promise<Ready['storage']> => (await ready(api)).body.storage;

async function usedBytes({ redis }: OwnRedis): Promise<number> {
  return Number(/used_memory:(\d+)/.exec(await redis.info('memory'))![1]);
}

describe('a Redis at its very limit', () => {
  test('lets people in, read, cancel, delete and clean up, ends what runs, and keeps its workers', async () => {
    const lines: string[] = [];
    const { own, api, token } = await start(lines);
    const { id: done } = await api.create(token, { type: 'demo.steps', params: { steps: 1, stepMs: 0 } });
    await api.finished(token, done);
    const { id: old } = await api.create(token, { type: 'demo.steps', params: { steps: 1, stepMs: 0 } });
    await api.finished(token, old);
    const { id: planned } = await api.create(token, { type: 'demo.steps', runAt: '2099-01-01T00:00:00.000Z' });
    const key = { token, headers: { 'idempotency-key': 'k' }, body: { type: 'demo.steps', runAt: '2099-01-02' } };
    const { body: kept } = await api.request<Task>('POST', '/api/tasks', key);
    const { id: atWork } = await api.create(token, { type: 'test.waiting' });
    await api.happened(atWork, /started/);
    await own.redis.config('SET', 'maxmemory', String(Math.floor((await usedBytes(own)) * 0.9)));
    await eventually(async () => (await storage(api)).level === 'full');
    await elapsed(1.5 * LEASE_MS); // long enough for a worker to be given up
    expect(await own.redis.set('x', '1').catch(({ message }: Error) => message)).toMatch(/^OOM/);

    const { accessToken } = await api.login('admin');
    const listed = await api.request<TaskPage>('GET', '/api/tasks?q=demo', { token: accessToken });
    expect([listed.status, listed.body.total]).toEqual([200, 4]);
    expect((await api.request('POST', `/api/tasks/${planned}/cancel`, { token })).status).toBe(200);
    expect((await api.request('DELETE', `/api/tasks/${done}`, { token })).status).toBe(204);
    finish();
    expect(await api.finished(token, atWork)).toMatchObject({
      status: 'completed',
      result: 'done',
      progressText: 'almost',
      log: [{ line: 'the last line' }],
      attempts: [{ number: 1 }],
    });
    const { status, body } = await api.request('POST', '/api/tasks', { token, body: { type: 'demo.steps' } });
    expect([status, body.code, body.detail]).toEqual([
      503,
      'STORAGE_FULL',
      expect.stringMatching(/请删除已结束的任务/),
    ]);
    const again = await api.request<Task>('POST', '/api/tasks', key); // which takes no room
    expect([again.status, again.body]).toEqual([200, kept]);
    const cleanup = await api.request<Task>('POST', '/api/tasks', { token, body: CLEANUP });
    expect(cleanup.status).toBe(201);
    expect(await api.finished(token, cleanup.body.id)).toMatchObject({ status: 'completed', result: { deleted: 3 } });
    expect((await api.request('GET', `/api/tasks/${old}`, { token })).status).toBe(404);
    expect(await ready(api)).toMatchObject({ status: 200, body: { workers: 1, storage: { level: 'full' } } });
    const { accessToken: plain } = await api.person('plain');
    const told = await Promise.all(
      [token, plain].map((of) => api.request<TaskStats>('GET', '/api/tasks/stats', { token: of })),
    );
    expect(told.map(({ body: { storage: room } }) => room?.level)).toEqual(['full', undefined]);

    await own.redis.config('SET', 'maxmemory', '0');
    await eventually(async () => (await storage(api)).level === 'ok');
    const { id: after } = await api.create(token, { type: 'demo.steps', params: { steps: 1, stepMs: 0 } });
    expect((await api.finished(token, after)).status).toBe('completed');
    const warnings = lines.filter((line) => !line.includes('call answered')); // the log of requests
    const filling = warnings.filter((line) => line.includes('REDIS_FILLING'));
    expect(filling).toEqual([
      expect.stringMatching(
        /From 95 % on no task is created: delete finished ones, set RETENTION_COMPLETED .*maxmemory/,
      ),
    ]);
    expect(warnings.filter((line) => /OOM|EXECABORT|is replaced/.test(line))).toEqual([]);
  });
});

test('a burst of creates does not use up the reserve: what was let in runs to its end', async () => {
  const { own, api, token } = await start();
  await own.redis.config('SET', 'maxmemory', String((await usedBytes(own)) + 40_000_000));
  const body = { type: 'test.large', params: { text: 'x'.repeat(200_000) } };
  const answers = await Promise.all(
    Array.from({ length: 300 }, () => api.request<ProblemDetails>('POST', '/api/tasks', { token, body })),
  );
  const created = answers.filter(({ status }) => status === 201);
  const refused = answers.filter(({ status }) => status === 503);
  expect(refused.length).toBeGreaterThan(0);
  expect(created.length + refused.length).toBe(300);
  expect([...new Set(refused.map(({ body: { code } }) => code))]).toEqual(['STORAGE_FULL']);
  const { limitBytes } = await storage(api);
  expect(await usedBytes(own)).toBeLessThan(limitBytes!);
  await eventually(async () => {
    const { body: stats } = await api.request<TaskStats>('GET', '/api/tasks/stats', { token });
    return stats.byStatus.completed === created.length;
  });
});

test('a Redis full of events forgets the oldest of them, and creates go on', async () => {
  const { own, api, token } = await start();
  const { id } = await api.create(token, { type: 'demo.steps', params: { steps: 1, stepMs: 0 } });
  await api.finished(token, id);
  const events = `${api.fixture.prefix}:events`;
  for (let i = 0; i < 10; i += 1) {
    const pipeline = own.redis.pipeline();
    for (let j = 0; j < 1_000; j += 1) {
      pipeline.xadd(
        events,
        '*',
        'n',
        'task:progress',
        'i',
        id,
        'at',
        0,
        'h',
        'x'.repeat(500),
        's',
        '{}',
        'e',
        '',
        'o',
        '',
      );
    }
    await pipeline.exec();
  }
  await own.redis.config('SET', 'maxmemory', String(Math.floor((await usedBytes(own)) / 0.97)));
  await eventually(async () => (await own.redis.xlen(events)) < 3_000);
  await eventually(async () => (await storage(api)).level === 'ok');
  const { status } = await api.request('POST', '/api/tasks', { token, body: { type: 'demo.steps' } });
  expect(status).toBe(201);
});
