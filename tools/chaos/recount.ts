import { PREFIX, type Fleet } from './fleet.ts';
import { readRecords, type TaskRecord } from './record.ts';
import type { Ground } from './scenario.ts';
import { until } from './until.ts';

/** What the overview counts, as it counts it. */
const COUNTED = ['created', 'completed', 'failed', 'cancelled', 'retried'] as const;

/** What happened to the tasks of a type, or of all. */
type Totals = Readonly<Record<(typeof COUNTED)[number], number>>;

/** Totals by type; those of all tasks under `''`. */
type TotalsByType = ReadonlyMap<string, Totals>;

/** Holds the numbers of the overview to a recount of the records: each thing that happened was counted once. */
export class Recount {
  readonly #fleet: Fleet;
  readonly #before: TotalsByType;

  private constructor(fleet: Fleet, before: TotalsByType) {
    this.#fleet = fleet;
    this.#before = before;
  }

  /** From here on. @param types - of the tasks that are to come */
  static async begin(fleet: Fleet, types: readonly string[]): Promise<Recount> {
    await until('all is counted that happened before', () => isCounted(fleet), { deadlineMs: 30_000 });
    return new Recount(fleet, await readTotals(fleet, types));
  }

  /** @param ids - of all tasks since the beginning, each of which has ended */
  async compare({ promise }: Ground, ids: readonly string[]): Promise<void> {
    const fleet = this.#fleet;
    await until('everything is counted', () => isCounted(fleet), { deadlineMs: 30_000 }).catch((error: Error) =>
      promise(false, error.message),
    );
    const now = await readTotals(fleet, [...this.#before.keys()]);
    const records = await readRecords(fleet.redis, PREFIX, ids);
    for (const [type, before] of this.#before) {
      const wanted = totalsOf(records.filter(({ head }) => type === '' || head.type === type));
      for (const what of COUNTED) {
        const counted = now.get(type)![what] - before[what];
        promise(
          counted === wanted[what],
          `${counted} of ${wanted[what]} ${what} are counted of ${type || 'all types'}`,
        );
      }
    }
  }
}

/** What the records say. */
function totalsOf(records: readonly TaskRecord[]): Totals {
  const having = (status: string): number => records.filter(({ state }) => state.status === status).length;
  // After every attempt but the last one of what has run to its end it went back to wait.
  const retried = records.reduce((sum, { attempts, state }) => {
    const hasRunToItsEnd = state.status === 'completed' || state.status === 'failed';
    return sum + attempts.length - (hasRunToItsEnd ? 1 : 0);
  }, 0);
  return {
    created: records.length,
    completed: having('completed'),
    failed: having('failed'),
    cancelled: having('cancelled'),
    retried,
  };
}

/** What the overview says of the last hour. */
async function readTotals(fleet: Fleet, types: readonly string[]): Promise<TotalsByType> {
  const [client] = await fleet.clients();
  const totals = new Map<string, Totals>();
  for (const type of new Set(['', ...types])) {
    const query = type === '' ? '' : `&type=${encodeURIComponent(type)}`;
    const { status, body } = await client!.call('GET', `/api/overview?window=1h${query}`);
    if (status !== 200) {
      throw new Error(`The overview answered ${status}`);
    }
    const steps = body['steps'] as readonly Totals[];
    totals.set(
      type,
      Object.fromEntries(COUNTED.map((what) => [what, steps.reduce((sum, step) => sum + step[what], 0)])) as Totals,
    );
  }
  return totals;
}

/** Whether whoever counts has read the event log to its end. */
async function isCounted({ redis }: Fleet): Promise<boolean> {
  const [last] = await redis.xrevrange(`${PREFIX}:events`, '+', '-', 'COUNT', 1);
  return last === undefined || (await redis.hget(`${PREFIX}:followers`, 'overview')) === last[0];
}

/**
 * Takes the log from whoever counts, as a pause of its process does that is longer than its lease: another one counts on, while
 * it may not know yet.
 */
export async function takeFromReader({ redis }: Fleet): Promise<void> {
  await redis.set(`${PREFIX}:follower:overview`, 'nobody', 'PX', 500);
}
