import type { Redis } from 'ioredis';
import { PREFIX, type Fleet } from './fleet.ts';
import { readRecords, type TaskRecord } from './record.ts';
import type { Ground } from './scenario.ts';
import { until } from './until.ts';
import { monitor } from '../lib/monitor.ts';

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

/**
 * Says again whatever who counts says, as a connection does that broke before the answer came: it was done, and nobody knows. Nothing
 * may count twice by that.
 */
export class ReaderEcho {
  readonly #fleet: Fleet;
  readonly #monitor: Redis;
  readonly #said: Promise<unknown>[] = [];
  /** Up to where something was said again: what we say is heard as well. */
  readonly #again = new Set<string>();

  private constructor(fleet: Fleet, monitor: Redis) {
    this.#fleet = fleet;
    this.#monitor = monitor;
    monitor.on('monitor', (_at: string, args: readonly string[]) => this.#hear(args));
  }

  static async begin(fleet: Fleet): Promise<ReaderEcho> {
    return new ReaderEcho(fleet, await monitor(fleet.redis));
  }

  /** @returns how often something was said again */
  async end(): Promise<number> {
    this.#monitor.disconnect();
    return (await Promise.all(this.#said)).length;
  }

  /** Its script is given the cursors' key, its name, two cursors, and what it counted. */
  #hear([command, script, , key, follower, ...rest]: readonly string[]): void {
    const isEffect = key === `${PREFIX}:followers` && follower === 'overview' && rest.length > 2;
    if (command?.toLowerCase() === 'eval' && script !== undefined && isEffect && !this.#again.has(rest[1]!)) {
      this.#again.add(rest[1]!);
      const said = this.#fleet.redis.eval(asSaid(script), 1, key, follower, ...rest.map(asSaid));
      said.catch(() => undefined); // told at the end
      this.#said.push(said);
    }
  }
}

/** What MONITOR shows of an argument, as it was: of its escapes `\"` is undone already. */
function asSaid(shown: string): Buffer {
  const bytes = shown.replaceAll(/\\(?:x([0-9a-f]{2})|(.))/g, (_escape, code: string | undefined, char: string) =>
    code === undefined ? ({ n: '\n', r: '\r', t: '\t' }[char] ?? char) : String.fromCharCode(parseInt(code, 16)),
  );
  return Buffer.from(bytes, 'latin1');
}
