import { setTimeout as elapsed } from 'node:timers/promises';
import type { NewTask } from '../api-client.ts';
import { ReaderEcho, Recount, takeFromReader } from '../recount.ts';
import { createAll, LANES, settle, type Scenario } from '../scenario.ts';

/** A random worker dies every second, and another process has to count on, who counts says all twice, while tasks come in through both APIs. */
export const killedWorkers: Scenario = {
  name: 'workers killed',
  async run(ground) {
    const { fleet, random, isShort, promise } = ground;
    const [count, overMs] = isShort ? [200, 4_000] : [2_000, 25_000];
    const clients = await fleet.clients();
    const tasks = Array.from({ length: count }, (_, index): NewTask => {
      const lane = random.pick(LANES);
      const params = { workMs: random.between(10, 300), lane };
      if (index % 20 === 0) {
        return { priority: lane, params: { ...params, failures: 100 }, maxRetries: 1 }; // to fail
      }
      const runAt = new Date(Date.now() + 3_600_000).toISOString();
      return { priority: lane, params, ...(index % 20 === 1 ? { runAt } : {}) }; // to be cancelled
    });

    const recount = await Recount.begin(fleet, ['chaos.work']);
    const echo = await ReaderEcho.begin(fleet);
    const cancels: Promise<unknown>[] = [];
    let isCreating = true;
    const creating = createAll(clients, tasks, { overMs }, ({ id }, index) => {
      if (index % 20 === 1) {
        cancels.push(clients[index % 2]!.call('POST', `/api/tasks/${id}/cancel`));
      }
    }).finally(() => {
      isCreating = false;
    });
    creating.catch(() => undefined); // awaited below
    let kills = 0;
    for (; isCreating; kills += 1) {
      await takeFromReader(fleet);
      await random.pick(fleet.workers).kill();
      await elapsed(1_000);
    }
    const acknowledged = await creating;
    await Promise.all(cancels);

    const ids = acknowledged.map(({ id }) => id);
    const counts = await settle(ground, ids);
    await recount.compare(ground, ids);
    const saidAgain = await echo.end();
    promise(saidAgain > 0, 'something that was counted is said again');
    promise(counts.completed === count * 0.9, `${counts.completed} of ${count * 0.9} completed`);
    promise(counts.failed === count * 0.05, `${counts.failed} of ${count * 0.05} failed`);
    promise(counts.cancelled === count * 0.05, `${counts.cancelled} of ${count * 0.05} were cancelled`);
    return { ...counts, kills, 'said again': saidAgain };
  },
};
