import { PREFIX, type Fleet } from './fleet.ts';
import { readEvents, readRecords, type TaskRecord } from './record.ts';

const FINAL = ['task:completed', 'task:failed', 'task:cancelled'];

/** What became of the tasks that were acknowledged. */
export interface Tally {
  readonly acknowledged: number;
  readonly completed: number;
  readonly failed: number;
  readonly cancelled: number;
  /** Acknowledged, and there is no record. */
  readonly lost: number;
  /** Ended twice, as the event log says. */
  readonly doubled: number;
  /** Completed with a result that is not the deciding attempt's, as journal and record say. */
  readonly fenced: number;
  /** In no final state. */
  readonly unfinished: number;
  /** Ran more than once. */
  readonly repeated: number;
}

/** Compares the acknowledged ids with the records, the event log and the handlers' journal. */
export async function tally(fleet: Fleet, ids: readonly string[]): Promise<Tally> {
  const records = await readRecords(fleet.redis, PREFIX, ids);
  const count = (status: TaskRecord['state']['status']): number =>
    records.filter(({ state }) => state.status === status).length;
  return {
    acknowledged: ids.length,
    completed: count('completed'),
    failed: count('failed'),
    cancelled: count('cancelled'),
    lost: ids.length - records.length,
    doubled: await countDoubled(fleet, new Set(ids)),
    fenced: countFenced(fleet, records),
    unfinished: count('pending') + count('running'),
    repeated: records.filter(({ state }) => state.attempt > 1).length,
  };
}

/** Tasks whose log has an end after an end with no retry between them. */
async function countDoubled(fleet: Fleet, ids: ReadonlySet<string>): Promise<number> {
  const ended = new Set<string>();
  const doubled = new Set<string>();
  for (const { name, taskId } of await readEvents(fleet.redis, PREFIX)) {
    if (!ids.has(taskId)) {
      continue;
    }
    if (FINAL.includes(name)) {
      (ended.has(taskId) ? doubled : ended).add(taskId);
    } else if (name === 'task:retrying') {
      ended.delete(taskId);
    }
  }
  return doubled.size;
}

/** The handler returns its attempt and process; both must be those that the record says decided. */
function countFenced(fleet: Fleet, records: readonly TaskRecord[]): number {
  const returned = new Set(
    fleet.journal
      .lines()
      .filter(({ what }) => what === 'returned')
      .map(({ taskId, attempt, pid }) => `${taskId} ${attempt} ${pid}`),
  );
  return records.filter(({ id, state, attempts, result }) => {
    if (state.status !== 'completed') {
      return attempts.some(({ outcome }) => outcome === 'completed');
    }
    const { attempt, pid } = result as { readonly attempt: number; readonly pid: number };
    return !(
      attempt === state.attempt &&
      attempts.every(({ outcome }, index) => (outcome === 'completed') === (index + 1 === attempt)) &&
      attempts.at(-1)!.worker.split(':')[1] === String(pid) &&
      returned.has(`${id} ${attempt} ${pid}`)
    );
  }).length;
}

/** Whether every one of these tasks is in a final state; how many are not. */
export async function countUnfinished(fleet: Fleet, ids: readonly string[]): Promise<number> {
  const { length } = (await readRecords(fleet.redis, PREFIX, ids)).filter(
    ({ state }) => state.status === 'pending' || state.status === 'running',
  );
  return length;
}
