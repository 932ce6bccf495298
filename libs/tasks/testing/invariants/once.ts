import { isFinal } from '@task-queue/contracts';
import type { RedisState } from './redis-state.js';

/** A lock has the id of a task that is not over and says that it has it, or whose record is gone. */
export async function locksAreOfUnfinished(state: RedisState): Promise<string[]> {
  const { redis, prefix, records, damaged, endingsOf } = state;
  const found: string[] = [];
  for (const lock of endingsOf('once:')) {
    const id = (await redis.get(`${prefix}:once:${lock}`)) ?? '';
    const task = records.get(id)?.state;
    const isRight = task === undefined ? damaged.has(id) : !isFinal(task.status) && task.once?.lock === lock;
    if (!isRight) {
      found.push(`the lock ${lock} is of ${id}, which is ${task?.status ?? 'not there'}`);
    }
  }
  return found;
}

/** Who has to begin by a time is known by it until it begins or never will, and whose deadline is watched until it is over. */
export async function timesAreWatched({ redis, prefix, records }: RedisState): Promise<string[]> {
  const starts = new Map(pairs(await redis.zrange(`${prefix}:starts`, 0, -1, 'WITHSCORES')));
  const deadlines = new Map(pairs(await redis.zrange(`${prefix}:deadlines`, 0, -1, 'WITHSCORES')));
  const found: string[] = [];
  for (const [id, { state }] of records) {
    const { status, startBy, riskAt, isAtRisk } = state;
    const watched = isFinal(status) || isAtRisk === true ? undefined : riskAt;
    found.push(...differs(`start of ${id}, ${status}`, starts.get(id), startBy));
    found.push(...differs(`deadline of ${id}, ${status}`, deadlines.get(id), watched));
    if (status !== 'pending' && startBy !== undefined) {
      found.push(`${id} is ${status} and is to begin by ${startBy}`);
    }
    starts.delete(id);
    deadlines.delete(id);
  }
  return [...found, ...[...starts, ...deadlines].map(([id]) => `${id} has a time that is watched, and no record`)];
}

function differs(what: string, watched: number | undefined, wanted: number | undefined): string[] {
  return watched === wanted ? [] : [`the ${what}, is watched for ${watched} and not ${wanted}`];
}

function pairs(flat: readonly string[]): [string, number][] {
  return flat.flatMap((id, i) => (i % 2 === 0 ? [[id, Number(flat[i + 1])] as [string, number]] : []));
}
