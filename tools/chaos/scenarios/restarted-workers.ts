import type { NewTask } from '../api-client.ts';
import { PREFIX } from '../fleet.ts';
import { readRecords } from '../record.ts';
import { createAll, createUntil, LANES, settle, type Scenario } from '../scenario.ts';

/** How long a worker that was asked to end may go on taking tickets, and take to end after its grace, in milliseconds. */
const LATEST_BEGIN_MS = 1_000;
const LATEST_END_MS = 5_000;

/** Every worker in turn is asked to end (SIGTERM) and started again, as a new version is rolled out. */
export const restartedWorkers: Scenario = {
  name: 'workers restarted',
  async run(ground) {
    const { fleet, random, isShort, promise } = ground;
    const { graceMs } = fleet.options;
    const [shorts, longs] = isShort ? [60, 12] : [600, 45];
    const clients = await fleet.clients();
    // An attempt that used up a retry would fail its task: there is none to use.
    const task = (workMs: number): NewTask => {
      const lane = random.pick(LANES);
      return { priority: lane, params: { workMs, lane }, maxRetries: 0 };
    };
    const longIds = (
      await createAll(
        clients,
        Array.from({ length: longs }, () => task(graceMs * 4)),
      )
    ).map(({ id }) => id);
    const creating = createAll(
      clients,
      Array.from({ length: shorts }, () => task(random.between(200, graceMs / 2))),
      { overMs: graceMs * 3 },
    );
    creating.catch(() => undefined); // awaited below

    let [tooLate, inGrace] = [0, 0];
    for (const worker of fleet.workers) {
      const { pid } = worker;
      const runsLong = (newIds: readonly string[]): boolean => {
        const own = fleet.journal.lines().filter((line) => line.pid === pid);
        const running = new Map(own.map(({ taskId, what }) => [taskId, what === 'began']));
        return [...longIds, ...newIds].some((id) => running.get(id));
      };
      const long = (): NewTask => task(graceMs * 4);
      longIds.push(...(await createUntil(ground, clients[0]!, long, 'the worker runs a long task', runsLong)));
      const askedMs = Date.now();
      const isEnded = await worker.stop();
      const tookMs = Date.now() - askedMs;
      promise(isEnded, `${worker.name} had to be ended by force`);
      promise(tookMs <= graceMs + LATEST_END_MS, `${worker.name} took ${tookMs} ms to end`);
      const since = fleet.journal.lines(askedMs).filter((line) => line.pid === pid);
      tooLate += since.filter(({ what, atMs }) => what === 'began' && atMs > askedMs + LATEST_BEGIN_MS).length;
      inGrace += since.filter(({ what }) => what === 'returned').length;
      await worker.start();
    }
    const ids = [...longIds, ...(await creating).map(({ id }) => id)];
    const counts = await settle(ground, ids);
    const records = await readRecords(fleet.redis, PREFIX, ids);
    const outcomes = records.flatMap(({ attempts }) => attempts.map(({ outcome }) => outcome));
    const interrupted = outcomes.filter((outcome) => outcome === 'interrupted').length;
    const lost = outcomes.filter((outcome) => outcome === 'lost').length;
    promise(counts.completed === ids.length, `${counts.completed} of ${ids.length} completed`);
    promise(tooLate === 0, `${tooLate} attempts began long after their worker was asked to end`);
    promise(inGrace > 0, 'nothing ended in the grace');
    promise(interrupted > 0 && lost === 0, `${interrupted} attempts were given back, ${lost} left to the sweep`);
    promise(
      records.every(({ state }) => state.retryCount === 0),
      'a restart used up a retry',
    );
    return { ...counts, restarts: fleet.workers.length, 'ended in the grace': inGrace, 'given back': interrupted };
  },
};
