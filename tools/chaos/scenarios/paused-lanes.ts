import { setTimeout as elapsed } from 'node:timers/promises';
import type { NewTask } from '../api-client.ts';
import { readRecords } from '../record.ts';
import { PREFIX } from '../fleet.ts';
import { createAll, LANES, settle, type Scenario } from '../scenario.ts';

/** What was written may not be on disk for this long: `appendfsync everysec`. */
const FSYNC_WINDOW_MS = 1_500;

/** Redis dies and comes back, and every worker is killed, while the lanes are paused: nothing starts before they are resumed. */
export const pausedLanes: Scenario = {
  name: 'lanes paused while Redis is killed',
  async run(ground) {
    const { fleet, isShort, promise } = ground;
    const count = isShort ? 30 : 300;
    const clients = await fleet.clients();
    const [client] = clients as [(typeof clients)[number]];
    for (const lane of LANES) {
      await client.call('POST', `/api/lanes/${lane}/pause`, { reason: 'chaos' });
    }
    const tasks = Array.from({ length: count }, (_, index): NewTask => {
      const lane = LANES[index % 3]!;
      return { priority: lane, params: { workMs: 10, lane } };
    });
    const ids = (await createAll(clients, tasks)).map(({ id }) => id);
    await elapsed(FSYNC_WINDOW_MS);
    await fleet.redisServer.kill();
    await fleet.redisServer.restart();
    await Promise.all(fleet.workers.map((worker) => worker.kill()));
    await fleet.mend();
    await elapsed(1_000); // long enough for whoever would begin one
    const begun = (await readRecords(fleet.redis, PREFIX, ids)).filter(({ state }) => state.attempt > 0).length;
    promise(begun === 0, `${begun} began while their lanes were paused`);
    for (const lane of LANES) {
      const { status } = await client.call('POST', `/api/lanes/${lane}/resume`);
      promise(status === 200, `a resume was answered ${status}`);
    }
    const counts = await settle(ground, ids);
    promise(counts.completed === count, `${counts.completed} of ${count} completed`);
    return { ...counts, 'begun in the pause': begun };
  },
};
