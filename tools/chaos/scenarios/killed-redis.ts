import { setTimeout as elapsed } from 'node:timers/promises';
import type { Acknowledged, ApiClient, NewTask } from '../api-client.ts';
import { countRecords, createAll, LANES, settle, type Ground, type Scenario } from '../scenario.ts';
import { readRecords } from '../record.ts';
import { PREFIX } from '../fleet.ts';
import { until } from '../until.ts';

/** What was written may not be on disk for this long: `appendfsync everysec`. */
const FSYNC_WINDOW_MS = 1_000;
const RECOVERY_MS = 5_000;

/** Redis dies and comes back while tasks come in. */
export const killedRedis: Scenario = {
  name: 'Redis killed',
  async run(ground) {
    const { fleet, random, isShort, promise } = ground;
    const [count, outages, overMs] = isShort ? [300, 1, 4_000] : [2_000, 3, 24_000];
    const clients = await fleet.clients();
    const recordsBefore = await countRecords(fleet);
    const tasks = Array.from({ length: count }, (): NewTask => {
      const lane = random.pick(LANES);
      return { priority: lane, params: { workMs: random.between(20, 200), lane } };
    });
    const acknowledged: Acknowledged[] = [];
    const creating = createAll(clients, tasks, { overMs }, (answer) => acknowledged.push(answer));
    creating.catch(() => undefined); // awaited below
    const kills: number[] = [];
    const probes: Acknowledged[] = [];
    let [slowestApiMs, slowestWorkerMs] = [0, 0];
    for (let outage = 1; outage <= outages; outage += 1) {
      await until('the next kill', () => acknowledged.length >= (count * outage) / (outages + 1), {
        deadlineMs: 60_000,
        everyMs: 10,
      });
      kills.push(Date.now());
      const { apiMs, workerMs, created } = await outageOf(ground, clients);
      slowestApiMs = Math.max(slowestApiMs, apiMs);
      slowestWorkerMs = Math.max(slowestWorkerMs, workerMs);
      probes.push(...created);
    }
    await creating;

    const all = [...acknowledged, ...probes];
    const counts = await settle(
      ground,
      all.map(({ id }) => id),
    );
    const safe = all.filter(({ atMs }) => kills.every((killMs) => atMs > killMs || atMs < killMs - FSYNC_WINDOW_MS));
    const found = await readRecords(
      fleet.redis,
      PREFIX,
      safe.map(({ id }) => id),
    );
    promise(found.length === safe.length, `${safe.length - found.length} older than the fsync window are missing`);
    const twice = (await countRecords(fleet)) - recordsBefore - counts.acknowledged + counts.lost;
    promise(twice === 0, `${twice} creates left a second record`);
    const refusals = clients.flatMap((client) => [...client.refusals]);
    promise(
      refusals.every(([status]) => status === 503),
      `calls were refused with ${refusals.map(([status, times]) => `${status}×${times}`).join(', ')}`,
    );
    promise(!clients.some((client) => client.wasLeftWithoutRetryAfter), 'a 503 came without Retry-After');
    promise(slowestApiMs < RECOVERY_MS, `an API needed ${slowestApiMs} ms`);
    promise(slowestWorkerMs < RECOVERY_MS, `a worker needed ${slowestWorkerMs} ms`);
    const refused = refusals.reduce((sum, [, times]) => sum + times, 0);
    return {
      ...counts,
      outages,
      'answers 503': refused,
      'APIs back ms': slowestApiMs,
      'workers back ms': slowestWorkerMs,
    };
  },
};

interface Outage {
  /** From the first answer of the new Redis to the first create at the slower API. */
  readonly apiMs: number;
  /** … to the first task begun in each lane of the slowest worker. */
  readonly workerMs: number;
  readonly created: readonly Acknowledged[];
}

async function outageOf({ fleet, random, promise }: Ground, clients: readonly ApiClient[]): Promise<Outage> {
  await fleet.redisServer.kill();
  for (const client of clients) {
    const { status } = await client.call('POST', '/api/tasks', { type: 'chaos.work' });
    promise(status === 503, `a create without Redis was answered ${status}`);
    const { status: live } = await client.call('GET', '/health/live');
    promise(live === 200, `/health/live without Redis was answered ${live}`);
  }
  await elapsed(random.between(500, 2_000));
  await fleet.redisServer.restart();
  const backMs = Date.now();
  const workers = fleet.workers.map(({ pid }) => pid);
  // Work for every slot, and until everybody takes some, so that a worker that takes nothing has no excuse.
  const created: Acknowledged[] = [];
  let isWorking = false;
  const fill = async (client: ApiClient): Promise<number> => {
    created.push(await client.create({ params: { workMs: 1_000, lane: 'normal' } }));
    const apiMs = Date.now() - backMs;
    for (let index = 0; index < 45 || !isWorking; index += 1) {
      await elapsed(index < 45 ? 0 : 100);
      const lane = LANES[index % 3]!;
      created.push(await client.create({ priority: lane, params: { workMs: 1_000, lane } }));
    }
    return apiMs;
  };
  const filling = Promise.all(clients.map(fill));
  filling.catch(() => undefined); // awaited below
  const working = until(
    'every worker takes tasks from every lane again',
    () => {
      const began = new Set(
        fleet.journal
          .lines(backMs)
          .filter(({ what }) => what === 'began')
          .map(({ pid, lane }) => `${pid} ${lane}`),
      );
      return workers.every((pid) => LANES.every((lane) => began.has(`${pid} ${lane}`)));
    },
    { deadlineMs: 30_000, everyMs: 25 },
  ).catch((error: Error) => promise(false, error.message));
  await working;
  isWorking = true;
  const workerMs = Date.now() - backMs;
  const apiMs = Math.max(...(await filling));
  return { apiMs, workerMs, created };
}
