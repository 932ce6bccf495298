import type { NewTask } from '../api-client.ts';
import { PREFIX, type Fleet } from '../fleet.ts';
import type { JournalLine } from '../journal.ts';
import { readRecords, type TaskRecord } from '../record.ts';
import { createAll, createUntil, settle, type Ground, type Scenario } from '../scenario.ts';
import { until } from '../until.ts';

/** One worker and Redis can't hear each other for longer than a lease: silently, and by connections that are reset. */
export const cutWorker: Scenario = {
  name: 'worker cut off',
  async run(ground) {
    const cuts = ground.isShort ? (['silent'] as const) : (['silent', 'reset'] as const);
    const ids: string[] = [];
    let [moved, lateWords, changed] = [0, 0, 0];
    for (const cut of cuts) {
      const round = await cutOnce(ground, cut);
      ids.push(...round.ids);
      moved += round.moved;
      lateWords += round.lateWords;
      changed += round.changed;
    }
    const counts = await settle(ground, ids);
    ground.promise(counts.completed === counts.acknowledged, 'not every task completed');
    return { ...counts, moved, 'late words': lateWords, 'changed by them': changed };
  },
};

interface Round {
  readonly ids: readonly string[];
  /** Tasks of the worker that was cut off, completed by another. */
  readonly moved: number;
  /** Words it said once it was heard again. */
  readonly lateWords: number;
  /** Records that were not as before after them. */
  readonly changed: number;
}

async function cutOnce(ground: Ground, cut: 'silent' | 'reset'): Promise<Round> {
  const { fleet, random, promise } = ground;
  const { leaseMs } = fleet.options;
  const clients = await fleet.clients();
  const { pid } = fleet.cutWorker;
  const tasks = Array.from({ length: 30 }, (): NewTask => ({
    params: { workMs: random.between(2_000, leaseMs * 1.2), steps: 3 },
  }));
  const acknowledged = await createAll(clients, tasks);
  const ids = acknowledged.map(({ id }) => id);
  const heldBy = (record: TaskRecord): boolean =>
    record.state.status === 'running' && workerPid(record, record.state.attempt) === pid;
  await until('the worker holds tasks', async () => (await read(fleet, ids)).filter(heldBy).length >= 3, {
    deadlineMs: 30_000,
  });

  const heardBefore = await givenUp(fleet);
  if (cut === 'silent') {
    fleet.proxy.fallSilent();
  } else {
    fleet.proxy.refuse();
  }
  const held = (await read(fleet, ids)).filter(heldBy).map(({ id }) => id);
  await until(
    'every task of the worker has completed elsewhere',
    async () => (await read(fleet, held)).every(({ state }) => state.status === 'completed'),
    { deadlineMs: leaseMs * 4 + 30_000 },
  ).catch((error: Error) => promise(false, error.message));
  // Of a start whose answer was cut off it knows nothing: that attempt never runs, and has no late word to say.
  const begun = held.filter((id) => saidOf(fleet, 'began', pid).has(id));
  await until(
    'its own attempts at them have ended',
    () => begun.every((id) => saidOf(fleet, 'returned', pid).has(id)),
    { deadlineMs: leaseMs * 2 },
  ).catch((error: Error) => promise(false, error.message));
  const before = await read(fleet, held);

  fleet.proxy.open();
  const lateWords = await until(
    'the late words are heard, and refused',
    async () => {
      const heard = (await givenUp(fleet)) - heardBefore;
      return heard >= begun.length ? heard : null;
    },
    { deadlineMs: 30_000 },
  ).catch((error: Error) => {
    promise(false, error.message);
    return 0;
  });
  const after = await read(fleet, held);
  const changed = held.filter((_, index) => JSON.stringify(before[index]) !== JSON.stringify(after[index])).length;
  promise(changed === 0, `late words changed ${changed} records`);
  const moved = after.filter((record) => workerPid(record, record.state.attempt) !== pid).length;
  promise(moved === held.length, `${held.length - moved} of ${held.length} tasks did not move`);

  const backMs = Date.now();
  const takesAgain = (): boolean =>
    fleet.journal.lines(backMs).some((line) => line.what === 'began' && line.pid === pid);
  const work = (): NewTask => ({ params: { workMs: 200 } });
  const more = await createUntil(ground, clients[0]!, work, 'the worker takes tasks again', takesAgain);
  return { ids: [...ids, ...more], moved, lateWords, changed };
}

function read(fleet: Fleet, ids: readonly string[]): Promise<TaskRecord[]> {
  return readRecords(fleet.redis, PREFIX, ids);
}

/** The tasks of which a worker's handlers have written such a line. */
function saidOf({ journal }: Fleet, what: JournalLine['what'], pid: number): ReadonlySet<string> {
  return new Set(journal.lines().flatMap((line) => (line.what === what && line.pid === pid ? [line.taskId] : [])));
}

function workerPid(record: TaskRecord, attempt: number): number {
  return Number(record.attempts[attempt - 1]?.worker.split(':')[1]);
}

/** Attempts of the worker that ended without holding their task, as its own metrics say; 0 while it can't be asked. */
async function givenUp(fleet: Fleet): Promise<number> {
  try {
    const response = await fetch(`${fleet.cutWorker.url}/metrics`, { signal: AbortSignal.timeout(2_000) });
    const text = await response.text();
    return Number(/^tasks_attempts_total\{type="chaos\.work",outcome="given up"\} (\d+)/m.exec(text)?.[1] ?? 0);
  } catch {
    return 0;
  }
}
