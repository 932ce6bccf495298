import { setTimeout as elapsed } from 'node:timers/promises';
import type { NewTask } from '../api-client.ts';
import { createAll, settle, type Scenario } from '../scenario.ts';
import { until } from '../until.ts';

/** Redis stands still for longer than a lease while tasks run, and some of them end. */
export const pausedRedis: Scenario = {
  name: 'Redis paused',
  async run(ground) {
    const { fleet, random, isShort } = ground;
    const [count, pauseMs] = isShort ? [30, 5_000] : [150, 20_000];
    const clients = await fleet.clients();
    const tasks = Array.from({ length: count }, (): NewTask => ({
      params: { workMs: random.between(500, pauseMs * 1.2), steps: 5 },
    }));
    const sinceMs = Date.now();
    const acknowledged = await createAll(clients, tasks);
    await until(
      'tasks run in every worker',
      () => {
        const lines = fleet.journal.lines(sinceMs);
        return fleet.workers.every(({ pid }) => lines.some((line) => line.pid === pid));
      },
      { deadlineMs: 30_000 },
    );
    fleet.redisServer.process.kill('SIGSTOP');
    await elapsed(pauseMs);
    fleet.redisServer.process.kill('SIGCONT');
    const wokenMs = Date.now();
    const endedMeanwhile = fleet.journal
      .lines(wokenMs - pauseMs)
      .filter(({ what, atMs }) => what === 'returned' && atMs < wokenMs).length;
    const probe = await Promise.all(clients.map((client) => client.create({ params: { workMs: 1 } })));
    const apiMs = Date.now() - wokenMs;
    const counts = await settle(
      ground,
      [...acknowledged, ...probe].map(({ id }) => id),
    );
    ground.promise(counts.completed === counts.acknowledged, 'not every task completed');
    return { ...counts, 'paused ms': pauseMs, 'ended in the pause': endedMeanwhile, 'APIs back ms': apiMs };
  },
};
