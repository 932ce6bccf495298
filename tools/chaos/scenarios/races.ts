import { setTimeout as elapsed } from 'node:timers/promises';
import type { ApiClient } from '../api-client.ts';
import { PREFIX } from '../fleet.ts';
import { readRecords } from '../record.ts';
import { createAll, settle, type Ground, type Scenario } from '../scenario.ts';
import { until } from '../until.ts';

/** Tasks that are to be cancelled at their start begin so much later, in milliseconds. */
const START_DELAY_MS = 1_500;
/** Within which a worker is about to begin them: the sweep looks for tasks whose time has come every 200 ms. */
const START_SPREAD_MS = 200;

/** Two people do what excludes each other at the same moment, at different nodes. */
export const races: Scenario = {
  name: 'races',
  async run(ground) {
    const count = ground.isShort ? 40 : 100;
    const clients = await ground.fleet.clients();
    const cancels = await cancelAgainstStart(ground, clients, count);
    const retries = await retryAgainstRetry(ground, clients, count);
    const deletes = await deleteAgainstRetry(ground, clients, count);
    const counts = await settle(ground, [...cancels.ids, ...retries.ids, ...deletes.kept]);
    return {
      ...counts,
      races: 3 * count,
      'cancels won': cancels.cancelled,
      'starts won': count - cancels.cancelled,
      'deletes won': count - deletes.kept.length,
      'two winners': cancels.wrong + retries.wrong + deletes.wrong,
    };
  },
};

/** Each is cancelled at both nodes while a worker is about to start it. */
async function cancelAgainstStart(
  { fleet, random, promise }: Ground,
  clients: readonly ApiClient[],
  count: number,
): Promise<{ readonly ids: readonly string[]; readonly cancelled: number; readonly wrong: number }> {
  const outcomes = await Promise.all(
    Array.from({ length: count }, async (_, index) => {
      const runAtMs = Date.now() + START_DELAY_MS;
      const runAt = new Date(runAtMs).toISOString();
      const { id } = await clients[index % 2]!.create({ runAt, params: { workMs: 50 } });
      await elapsed(runAtMs - Date.now() + random.between(0, START_SPREAD_MS));
      const answers = await Promise.all(clients.map((client) => client.call('POST', `/api/tasks/${id}/cancel`)));
      return { id, cancels: answers.filter(({ status }) => status === 200).length };
    }),
  );
  const ids = outcomes.map(({ id }) => id);
  await ended(fleet, ids);
  const began = new Set(fleet.journal.lines().map(({ taskId }) => taskId));
  const records = new Map((await readRecords(fleet.redis, PREFIX, ids)).map((record) => [record.id, record]));
  const wrong = outcomes.filter(({ id, cancels }) => {
    const isCancelled = records.get(id)?.state.status === 'cancelled';
    return cancels !== (isCancelled ? 1 : 0) || began.has(id) === isCancelled;
  }).length;
  promise(wrong === 0, `cancel against start: ${wrong} of ${count} had no single winner`);
  return { ids, cancelled: outcomes.filter(({ cancels }) => cancels > 0).length, wrong };
}

/** Each is retried at both nodes: one retry, one more attempt. */
async function retryAgainstRetry(
  ground: Ground,
  clients: readonly ApiClient[],
  count: number,
): Promise<{ readonly ids: readonly string[]; readonly wrong: number }> {
  const { fleet, promise } = ground;
  const ids = await failedTasks(ground, clients, count);
  const winners = await Promise.all(
    ids.map(async (id) => {
      const answers = await Promise.all(clients.map((client) => client.call('POST', `/api/tasks/${id}/retry`)));
      return answers.filter(({ status }) => status === 200).length;
    }),
  );
  await ended(fleet, ids);
  const records = await readRecords(fleet.redis, PREFIX, ids);
  const wrong =
    winners.filter((won) => won !== 1).length + records.filter(({ attempts }) => attempts.length !== 2).length;
  promise(wrong === 0, `retry against retry: ${wrong} of ${count} had no single winner`);
  return { ids, wrong };
}

/** Each is deleted at one node and retried at the other. */
async function deleteAgainstRetry(
  ground: Ground,
  clients: readonly ApiClient[],
  count: number,
): Promise<{ readonly kept: readonly string[]; readonly wrong: number }> {
  const { fleet, promise } = ground;
  const ids = await failedTasks(ground, clients, count);
  const outcomes = await Promise.all(
    ids.map(async (id, index) => {
      const [deleted, retried] = await Promise.all([
        clients[index % 2]!.call('DELETE', `/api/tasks/${id}`),
        clients[(index + 1) % 2]!.call('POST', `/api/tasks/${id}/retry`),
      ]);
      return { id, isDeleted: deleted.status === 204, isRetried: retried.status === 200 };
    }),
  );
  const kept = outcomes.filter(({ isDeleted }) => !isDeleted).map(({ id }) => id);
  await ended(fleet, kept);
  const records = new Map((await readRecords(fleet.redis, PREFIX, ids)).map((record) => [record.id, record]));
  const wrong = outcomes.filter(
    ({ id, isDeleted, isRetried }) => isDeleted === isRetried || records.has(id) === isDeleted,
  ).length;
  promise(wrong === 0, `delete against retry: ${wrong} of ${count} had no single winner`);
  return { kept, wrong };
}

/** Tasks that have failed once and would do for a second time, slowly enough for a loser to see it. */
async function failedTasks({ fleet }: Ground, clients: readonly ApiClient[], count: number): Promise<string[]> {
  const tasks = Array.from({ length: count }, () => ({ maxRetries: 0, params: { workMs: 500, failures: 1 } }));
  const ids = (await createAll(clients, tasks)).map(({ id }) => id);
  await ended(fleet, ids);
  return ids;
}

async function ended(fleet: Ground['fleet'], ids: readonly string[]): Promise<void> {
  await until(
    'the tasks have ended',
    async () =>
      (await readRecords(fleet.redis, PREFIX, ids)).every(
        ({ state }) => state.status !== 'pending' && state.status !== 'running',
      ),
    { deadlineMs: 120_000 },
  );
}
