import { PREFIX } from '../fleet.ts';
import { readRecords } from '../record.ts';
import { createAll, settle, type Scenario } from '../scenario.ts';

/** A task kills its worker's process whenever it runs, among others that do not. */
export const poison: Scenario = {
  name: 'poison',
  async run(ground) {
    const { fleet, isShort, promise } = ground;
    const [others, maxRetries] = isShort ? [20, 1] : [200, 2];
    const clients = await fleet.clients();
    const poisonous = await clients[0]!.create({ type: 'chaos.poison', maxRetries });
    const acknowledged = await createAll(
      clients,
      Array.from({ length: others }, () => ({ params: { workMs: 300 } })),
      { overMs: fleet.options.leaseMs },
    );
    const counts = await settle(ground, [poisonous.id, ...acknowledged.map(({ id }) => id)]);
    const [record] = await readRecords(fleet.redis, PREFIX, [poisonous.id]);
    const killed = new Set(fleet.journal.lines().flatMap(({ taskId, pid }) => (taskId === poisonous.id ? [pid] : [])))
      .size;
    promise(counts.failed === 1 && record?.state.status === 'failed', 'the poison, and nothing else, has failed');
    promise(record?.error?.code === 'WORKER_LOST', `the poison failed with ${record?.error?.code}`);
    promise(killed === maxRetries + 1, `the poison ran ${killed} times, not ${maxRetries + 1}`);
    promise(
      record?.attempts.every(({ outcome }) => outcome === 'lost') ?? false,
      'an attempt at the poison is not called lost',
    );
    promise(counts.completed === others, `${counts.completed} of ${others} others completed`);
    return { ...counts, 'processes killed': killed };
  },
};
