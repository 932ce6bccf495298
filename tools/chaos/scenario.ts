import type { Acknowledged, ApiClient, NewTask } from './api-client.ts';
import { findDisagreements } from './disagreements.ts';
import { PREFIX, type Fleet } from './fleet.ts';
import type { Random } from './random.ts';
import { countUnfinished, tally, type Tally } from './tally.ts';
import { until } from './until.ts';

/** The lanes, from the most urgent. */
export const LANES = ['high', 'normal', 'low'] as const;

/** What a scenario counted, in the order in which it is printed. */
export type Counts = Readonly<Record<string, number>>;

/** What a scenario is given. */
export interface Ground {
  readonly fleet: Fleet;
  readonly random: Random;
  /** Whether it is the short form: smaller numbers, a shorter lease, nothing else. */
  readonly isShort: boolean;
  /** Says that something must hold; a promise that does not fails the scenario, which goes on counting. */
  readonly promise: (holds: boolean, what: string) => void;
}

/** One kind of fault. */
export interface Scenario {
  readonly name: string;
  run(ground: Ground): Promise<Counts>;
}

/** Creates tasks, so many requests at once at every API, spread over a time. */
export async function createAll(
  clients: readonly ApiClient[],
  tasks: readonly NewTask[],
  { inFlight = 4, overMs = 0 }: { readonly inFlight?: number; readonly overMs?: number } = {},
  onAcknowledged: (acknowledged: Acknowledged, index: number) => void = () => undefined,
): Promise<Acknowledged[]> {
  const startedMs = Date.now();
  const acknowledged: Acknowledged[] = [];
  let next = 0;
  const create = async (client: ApiClient): Promise<void> => {
    for (let index = next++; index < tasks.length; index = next++) {
      const dueMs = startedMs + (index / tasks.length) * overMs;
      await new Promise((resolve) => setTimeout(resolve, Math.max(0, dueMs - Date.now())));
      const answer = await client.create(tasks[index]!);
      acknowledged.push(answer);
      onAcknowledged(answer, index);
    }
  };
  await Promise.all(clients.flatMap((client) => Array.from({ length: inFlight }, () => create(client))));
  return acknowledged;
}

/**
 * Creates a task every tenth of a second until something has happened, so that whoever is to take one finds one however
 * late it comes. A promise is broken where it does not happen in time.
 *
 * @returns their ids
 */
export async function createUntil(
  { promise }: Ground,
  client: ApiClient,
  task: () => NewTask,
  what: string,
  hasHappened: (ids: readonly string[]) => boolean,
): Promise<string[]> {
  const ids: string[] = [];
  const createOne = async (): Promise<boolean> => {
    if (!hasHappened(ids)) {
      ids.push((await client.create(task())).id);
    }
    return hasHappened(ids);
  };
  await until(what, createOne, { deadlineMs: 30_000 }).catch((error: Error) => promise(false, error.message));
  return ids;
}

/**
 * Waits until every task has ended, then holds the record to what is promised in every scenario: nothing lost, nothing
 * ended twice, no result of a fenced attempt, and record, index, queues and event log agree.
 */
export async function settle(ground: Ground, ids: readonly string[], deadlineMs = 180_000): Promise<Tally> {
  const { fleet, promise } = ground;
  await until('every task has ended', async () => (await countUnfinished(fleet, ids)) === 0, {
    deadlineMs,
    everyMs: 250,
  }).catch((error: Error) => promise(false, error.message));
  const counts = await tally(fleet, ids);
  promise(counts.lost === 0, `${counts.lost} acknowledged tasks are lost`);
  promise(counts.doubled === 0, `${counts.doubled} tasks ended twice`);
  promise(counts.fenced === 0, `${counts.fenced} tasks have a result of a fenced attempt`);
  promise(counts.unfinished === 0, `${counts.unfinished} tasks never ended`);
  const disagreements = await findDisagreements(fleet.redisServer.url, PREFIX);
  promise(disagreements.length === 0, `${disagreements.length} disagreements: ${disagreements.slice(0, 5).join('; ')}`);
  return counts;
}

/** How many records there are. */
export async function countRecords({ redis }: Fleet): Promise<number> {
  let count = 0;
  let cursor = '0';
  do {
    const [next, keys] = await redis.scan(cursor, 'MATCH', `${PREFIX}:t:*`, 'COUNT', 1_000);
    count += keys.length;
    cursor = next;
  } while (cursor !== '0');
  return count;
}
