import { setTimeout as elapsed } from 'node:timers/promises';
import type { NewTask } from '../api-client.ts';
import { PREFIX } from '../fleet.ts';
import { readEvents, readRecords } from '../record.ts';
import { createAll, LANES, settle, type Ground, type Scenario } from '../scenario.ts';

const LIMIT = 3;
const LIMITS_PATH = '/api/types/chaos.work/limits';

/** A random worker dies every second while a type is limited, its tasks are stopped, and the limit is changed. */
export const limitedWorkers: Scenario = {
  name: 'limits and stops while workers are killed',
  async run(ground) {
    const { fleet, random, isShort, promise } = ground;
    const [count, overMs] = isShort ? [80, 3_000] : [600, 30_000];
    const clients = await fleet.clients();
    const [client] = clients as [(typeof clients)[number]];
    const limit = async (concurrency: number): Promise<void> => {
      const { status } = await client.call('PUT', LIMITS_PATH, [{ key: 'param:lane', concurrency }]);
      promise(status === 200, `limits were answered ${status}`);
    };
    await limit(LIMIT);
    const after = (await readEvents(fleet.redis, PREFIX)).at(-1)?.cursor ?? '-';
    const tasks = Array.from({ length: count }, (_, index): NewTask => {
      const lane = LANES[index % 3]!;
      return { priority: lane, params: { workMs: random.between(10, 150), lane }, maxRetries: 20 };
    });
    const ids: string[] = [];
    let isCreating = true;
    const creating = createAll(clients, tasks, { overMs }, ({ id }) => ids.push(id)).finally(() => {
      isCreating = false;
    });
    creating.catch(() => undefined); // awaited below
    let [kills, stops] = [0, 0];
    for (; isCreating; kills += 1) {
      await random.pick(fleet.workers).kill();
      for (const { id, state } of await readRecords(fleet.redis, PREFIX, ids)) {
        if (state.status === 'running' && random.next() < 0.5) {
          const { status } = await client.call('POST', `/api/tasks/${id}/stop`);
          stops += status === 202 ? 1 : 0;
        }
      }
      await limit(kills % 2 === 0 ? 1 : LIMIT);
      await elapsed(1_000);
    }
    await creating;
    await limit(LIMIT);
    const counts = await settle(ground, ids);
    promise(
      counts.completed + counts.cancelled === count,
      `${counts.completed} completed, ${counts.cancelled} cancelled`,
    );
    promise(counts.cancelled <= stops, `${counts.cancelled} were cancelled, ${stops} stopped`);
    const most = await mostAtOnce(ground, ids, after);
    promise(most <= LIMIT, `${most} ran at once, not ${LIMIT}`);
    await client.call('DELETE', LIMITS_PATH);
    return { ...counts, kills, stops, 'most at once': most };
  },
};

/** How many tasks with the same key ran at once, as the event log says. */
async function mostAtOnce({ fleet }: Ground, ids: readonly string[], after: string): Promise<number> {
  const own = new Set(ids);
  const running = new Map<string, Set<string>>();
  let most = 0;
  for (const { name, taskId, priority } of await readEvents(fleet.redis, PREFIX, after)) {
    if (own.has(taskId)) {
      const same = running.get(priority) ?? new Set();
      running.set(priority, same);
      if (name === 'task:started') {
        same.add(taskId);
        most = Math.max(most, same.size);
      } else if (!['task:progress', 'task:stopping', 'task:created'].includes(name)) {
        same.delete(taskId);
      }
    }
  }
  return most;
}
