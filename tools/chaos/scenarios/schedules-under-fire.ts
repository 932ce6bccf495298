import { setTimeout as elapsed } from 'node:timers/promises';
import type { ApiClient } from '../api-client.ts';
import { PREFIX } from '../fleet.ts';
import { settle, type Counts, type Ground, type Scenario } from '../scenario.ts';
import { until } from '../until.ts';

/** A minute, which people may not go below, is this here, so that there are many ticks in little time. */
const EVERY_MS = 4_000;

/** A random worker dies every second while schedules tick: each tick is one task. */
export const scheduleWorkersKilled: Scenario = {
  name: 'schedules while workers are killed',
  run: (ground) =>
    ticking(ground, async () => {
      const { fleet, random, isShort } = ground;
      const kills = isShort ? 3 : 120;
      for (let kill = 0; kill < kills; kill += 1) {
        await random.pick(fleet.workers).kill();
        await elapsed(1_000);
      }
      return { kills };
    }),
};

/** Redis dies and comes back while schedules tick: none is lost, and none is there twice. */
export const scheduleRedisKilled: Scenario = {
  name: 'schedules while Redis is killed',
  run: (ground) =>
    ticking(ground, async () => {
      const { fleet, random, isShort } = ground;
      const outages = isShort ? 1 : 5;
      for (let outage = 0; outage < outages; outage += 1) {
        await elapsed(random.between(EVERY_MS, 2 * EVERY_MS));
        await fleet.redisServer.kill();
        await elapsed(random.between(500, 2_000));
        await fleet.redisServer.restart();
      }
      return { outages };
    }),
};

/** Has schedules tick under fire, then counts the ticks there had to be against the tasks there are. */
async function ticking(ground: Ground, underFire: () => Promise<Counts>): Promise<Counts> {
  const { fleet, isShort, promise } = ground;
  const [client] = (await fleet.clients()) as [ApiClient];
  const ids = await createSchedules(client, isShort ? 10 : 100);
  const startMs = Math.ceil(Date.now() / 1_000) * 1_000 + 1_000;
  await Promise.all(ids.map((id, i) => hurry(ground, id, startMs + i)));
  const besides = await underFire();
  await fleet.mend();
  const endMs = Date.now();
  const owedOf = ids.map((_, i) => {
    const firstMs = startMs + i;
    return Array.from({ length: Math.floor((endMs - firstMs) / EVERY_MS) + 1 }, (__, n) => firstMs + n * EVERY_MS);
  });
  for (const [i, id] of ids.entries()) {
    const hasAll = async (): Promise<boolean> => {
      const started = await startedTicks(client, id);
      return owedOf[i]!.every((atMs) => started.has(atMs));
    };
    await until('every tick has started a task', hasAll, { deadlineMs: 30_000 }).catch(() => undefined); // counted below
  }
  for (const id of ids) {
    const { status } = await client.call('POST', `/api/schedules/${id}/pause`);
    promise(status === 200, `a pause was answered ${status}`);
  }

  const all: string[] = [];
  let [ticks, missing, twice] = [0, 0, 0];
  for (const [i, id] of ids.entries()) {
    const [started, tasks] = [await startedTicks(client, id), await tasksOf(client, id)];
    ticks += started.size;
    missing += owedOf[i]!.filter((atMs) => !started.has(atMs)).length;
    twice += tasks.length - started.size;
    all.push(...tasks);
    await client.call('DELETE', `/api/schedules/${id}`);
  }
  promise(missing === 0, `${missing} ticks started nothing`);
  promise(twice === 0, `${twice} tasks are of no tick, or of one that has another`);
  const counts = await settle(ground, all);
  promise(counts.completed === all.length, `${counts.completed} of ${all.length} completed`);
  return { ...counts, schedules: ids.length, ticks, missing, twice, ...besides };
}

async function createSchedules(client: ApiClient, count: number): Promise<string[]> {
  const ids: string[] = [];
  for (let i = 0; i < count; i += 1) {
    const { body } = await client.call('POST', '/api/schedules', {
      ...{ name: `under fire ${i}`, type: 'chaos.work', params: { workMs: 20, lane: 'normal' } },
      ...{ everyMs: 60_000, timeZone: 'UTC', missed: 'all', overlap: 'allow' },
    });
    ids.push(String(body['id']));
  }
  return ids;
}

/** Has a schedule tick so often: no call would. */
async function hurry({ fleet: { redis } }: Ground, id: string, firstMs: number): Promise<void> {
  const key = `${PREFIX}:schedule:${id}`;
  const definition = JSON.parse((await redis.hget(key, 'd')) ?? '{}') as object;
  await redis
    .multi()
    .hset(key, { d: JSON.stringify({ ...definition, everyMs: EVERY_MS, anchorAt: firstMs }), next: firstMs })
    .zadd(`${PREFIX}:schedules:due`, firstMs, id)
    .exec();
}

/** Ticks that started a task, by when they were due. */
async function startedTicks(client: ApiClient, id: string): Promise<ReadonlyMap<number, string>> {
  const { body } = await client.call('GET', `/api/schedules/${id}/ticks`);
  const items = body['items'] as readonly { at: string; outcome: string; taskId: string }[];
  const started = items.filter(({ outcome }) => outcome === 'started');
  return new Map(started.map(({ at, taskId }) => [Date.parse(at), taskId]));
}

async function tasksOf(client: ApiClient, id: string): Promise<string[]> {
  const { body } = await client.call('GET', `/api/tasks?scheduleId=${id}&pageSize=100`);
  return (body['items'] as readonly { id: string }[]).map((task) => task.id);
}
