import { setTimeout as elapsed } from 'node:timers/promises';
import type { ApiClient } from '../api-client.ts';
import { PREFIX, type Fleet } from '../fleet.ts';
import { readRecords } from '../record.ts';
import { countRecords, createAll, settle, type Ground, type Scenario } from '../scenario.ts';
import { until } from '../until.ts';

/** Room that is left before Redis is full. */
const ROOM_BYTES = 96 * 1024;
const MOST_CREATES = 3_000;

/** Redis reaches `maxmemory` with noeviction while tasks come in and run, stays there, and is given memory again. */
export const fullRedis: Scenario = {
  name: 'Redis full',
  async run(ground) {
    const { fleet, random, isShort, promise } = ground;
    const [running, fullMs] = isShort ? [12, 2_000] : [40, 20_000];
    const clients = await fleet.clients();
    const recordsBefore = await countRecords(fleet);
    const tasks = Array.from({ length: running }, () => ({
      params: { workMs: random.between(1_500, 3_000), steps: 5 },
    }));
    const acknowledged = (await createAll(clients, tasks)).map(({ id }) => id);
    await until(
      'the tasks run',
      async () =>
        (await readRecords(fleet.redis, PREFIX, acknowledged)).filter(({ state }) => state.status === 'running')
          .length >= Math.min(running, 12),
      { deadlineMs: 30_000 },
    );

    await fleet.redis.config('SET', 'maxmemory', String((await usedBytes(fleet)) + ROOM_BYTES));
    const filled = await Promise.all(clients.map((client) => createUntilFull(client, ground)));
    acknowledged.push(...filled.flatMap(({ ids }) => ids));
    // From here on not one byte: nothing that is freed meanwhile lets a create in.
    await fleet.redis.config('SET', 'maxmemory', '1mb');
    const refusedWhileFull = await refusedCreates(clients, promise);
    await elapsed(fullMs);
    for (const path of [`/api/tasks/${acknowledged[0]}`, '/api/tasks', '/api/tasks/stats']) {
      const { status } = await clients[0]!.call('GET', path);
      promise(status === 200, `${path} was answered ${status}`);
    }
    const stillRefused = await refusedCreates(clients, promise);
    const early = (await readRecords(fleet.redis, PREFIX, acknowledged)).filter(
      ({ state, error }) => state.status === 'failed' || error !== null,
    ).length;
    promise(early === 0, `${early} attempts were counted as failed because Redis was full`);

    await fleet.redis.config('SET', 'maxmemory', '0');
    const counts = await settle(ground, acknowledged);
    promise(counts.completed === counts.acknowledged, 'not every task completed');
    const halfWritten = (await countRecords(fleet)) - recordsBefore - counts.acknowledged;
    promise(halfWritten === 0, `${halfWritten} records of refused creates`);
    const odd = clients.flatMap(({ refusals }) => [...refusals.keys()]).filter((status) => status !== 503);
    promise(odd.length === 0, `creates were refused with ${odd.join(', ')}`);
    promise(!clients.some((client) => client.wasLeftWithoutRetryAfter), 'a 503 came without Retry-After');
    const refused = refusedWhileFull + stillRefused + filled.length;
    return { ...counts, 'answers 503': refused, 'half-written': halfWritten, 'full ms': fullMs };
  },
};

async function usedBytes({ redis }: Fleet): Promise<number> {
  return Number(/used_memory:(\d+)/.exec(await redis.info('memory'))![1]);
}

/** Creates small tasks until one is refused. */
async function createUntilFull(client: ApiClient, { promise }: Ground): Promise<{ readonly ids: readonly string[] }> {
  const ids: string[] = [];
  for (let create = 0; create < MOST_CREATES; create += 1) {
    const { status, body } = await client.call('POST', '/api/tasks', { type: 'chaos.work', params: { workMs: 10 } });
    if (status !== 201) {
      return { ids };
    }
    ids.push(String(body['id']));
  }
  promise(false, 'Redis never got full');
  return { ids };
}

async function refusedCreates(clients: readonly ApiClient[], promise: Ground['promise']): Promise<number> {
  const answers = await Promise.all(
    clients.flatMap((client) =>
      Array.from({ length: 20 }, () => client.call('POST', '/api/tasks', { type: 'chaos.work' })),
    ),
  );
  const refused = answers.filter(({ status }) => status === 503).length;
  promise(refused === answers.length, `${answers.length - refused} creates were not answered 503`);
  return refused;
}
