import { setTimeout as elapsed } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { StorageRoom, Task } from '@task-queue/contracts';
import { TaskHandler, type TaskContext } from '@task-queue/tasks';
import { startOwnRedis, type OwnRedis } from '../../testing/own-redis.js';
import { startApi, type RunningApi } from '../../testing/start-api.js';

/** How long Redis takes nothing, in milliseconds. */
const FULL_MS = 1_500;
/** So many completed tasks are kept. */
const KEPT = 2;
/** Workers look for more every ten seconds. */
const SWEPT_WITHIN_MS = 15_000;

class NoParams {}

/** How many lines the handler has said. */
let said = 0;
/** How many it is to say, unless its time is up. */
let toSay = 0;

@TaskHandler({ type: 'test.talk', title: { zh: '说', en: 'Talk' }, params: NoParams, maxRetries: 0 })
class TalkTask {
  async run(_params: NoParams, { log, progress, signal }: TaskContext): Promise<void> {
    for (said = 0; said < toSay && !signal.aborted; said += 1) {
      log(`line ${said}`);
      progress((said / toSay) * 100, `said ${said}`);
      await elapsed(2);
    }
  }
}

const shared = process.env['TEST_REDIS_URL']!;
let own: OwnRedis;
let api: RunningApi;
let token: string;
beforeAll(async () => {
  own = await startOwnRedis();
  process.env['TEST_REDIS_URL'] = `redis://127.0.0.1:${own.port}`; // where the fixture looks
  api = await startApi({ RETENTION_COMPLETED: String(KEPT) }, undefined, [TalkTask]);
  token = (await api.person('talker')).accessToken;
});
afterAll(async () => {
  await api.stop();
  await own.stop();
  process.env['TEST_REDIS_URL'] = shared;
});

const fill = (): Promise<unknown> => own.redis.config('SET', 'maxmemory', '1mb');
const empty = (): Promise<unknown> => own.redis.config('SET', 'maxmemory', '0');

/** Resolves when tasks are created again: who creates them looks several times a second whether there is room. */
async function untilRoom(): Promise<void> {
  const level = async (): Promise<string> =>
    (await api.request<{ storage: StorageRoom }>('GET', '/health/ready')).body.storage.level;
  while ((await level()) === 'full') {
    await elapsed(20);
  }
}

/** A task that talks while Redis is full for a while. */
async function talked(lines: number, request: { readonly timeoutMs?: number } = {}): Promise<Task> {
  toSay = lines;
  await untilRoom();
  const { id } = await api.create(token, { type: 'test.talk', ...request });
  await api.happened(id, /progress/);
  await fill();
  await elapsed(FULL_MS);
  await empty();
  return api.finished(token, id);
}

describe('what a handler says while Redis is full', () => {
  test('is written when there is room: each line once and in order, those between counted', async () => {
    const task = await talked(1_300);
    const kept = Array.from({ length: 1_000 }, (_, i) => `line ${i < 100 ? i : i + 300}`);
    expect(task.log.map(({ line }) => line)).toEqual(kept);
    expect(task).toMatchObject({ status: 'completed', logDropped: 300, progressText: 'said 1299' });
  });

  test('is written before the end of an attempt that ended meanwhile', async () => {
    const task = await talked(100_000, { timeoutMs: 1_000 });
    expect(task).toMatchObject({ status: 'failed', error: { code: 'TIMEOUT' }, progressText: `said ${said - 1}` });
    expect(task.log.map(({ line }) => line)).toEqual(Array.from({ length: said }, (_, i) => `line ${i}`));
  });
});

test('what is not kept any longer is deleted while Redis is full: that is what makes room', async () => {
  toSay = 0;
  let ids: string[] = [];
  const areThere = async (): Promise<boolean[]> =>
    Promise.all(ids.map(async (id) => (await api.request('GET', `/api/tasks/${id}`, { token })).status === 200));
  do {
    await empty();
    await untilRoom();
    ids = [];
    for (let i = 0; i < KEPT + 2; i += 1) {
      const { id } = await api.create(token, { type: 'test.talk' });
      await api.finished(token, id);
      ids.push(id);
    }
    await fill();
  } while (!(await areThere())[0]); // a sweep came before
  const deadlineMs = Date.now() + SWEPT_WITHIN_MS;
  let left = await areThere();
  while ((left[0] || left[1]) && Date.now() < deadlineMs) {
    await elapsed(100);
    left = await areThere();
  }
  await empty();
  expect(left).toEqual([false, false, true, true]);
});
