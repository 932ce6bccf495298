import { TASK_PRIORITIES } from '@task-queue/contracts';
import { readEach, type RedisState } from './redis-state.js';

/** A pending task has one place: its lane or the due set, or, being held, neither. */
export async function ticketsHaveOnePlace({ redis, prefix, records }: RedisState): Promise<string[]> {
  const due = new Set(await redis.zrange(`${prefix}:due`, 0, -1));
  const { found, laneOf } = await readLanes(redis, prefix);
  for (const [id, { head, state }] of records) {
    const { status, ticket, held } = state;
    const name = `${id}.${ticket}`;
    const isDue = due.delete(name);
    const isWaiting = laneOf.get(name) === head.priority;
    const places = `${isDue ? 'due' : 'not due'} and ${isWaiting ? 'in' : 'not in'} its lane`;
    if (held !== undefined) {
      // Its former ticket may be in its lane still: nobody begins with it.
      found.push(...(status === 'pending' && !isDue ? [] : [`${name} is held, ${status} and ${places}`]));
    } else if (status === 'pending' ? isDue === isWaiting : isDue) {
      found.push(`${name} is ${status}, ${places}`);
    }
  }
  return [...found, ...[...due].map((name) => `due without being a task's newest ticket: ${name}`)];
}

/** Which tickets wait in which lane. A ticket waits once, and is a Bull job without data that leaves nothing behind. */
async function readLanes(
  redis: RedisState['redis'],
  prefix: string,
): Promise<{ readonly found: string[]; readonly laneOf: ReadonlyMap<string, string> }> {
  const found: string[] = [];
  const laneOf = new Map<string, string>();
  for (const lane of TASK_PRIORITIES) {
    const names = await redis.lrange(`${prefix}:lane-${lane}:wait`, 0, -1);
    const jobs = await readEach(redis, names, (pipeline, name) => pipeline.hgetall(`${prefix}:lane-${lane}:${name}`));
    for (const [name, job] of jobs) {
      const { data, opts } = job as Record<string, string>;
      if (laneOf.has(name)) {
        found.push(`${name} waits twice`);
      }
      laneOf.set(name, lane);
      if (data !== '{}' || opts !== '{"removeOnComplete":true,"removeOnFail":true}') {
        found.push(`${name} is no job without data: ${data} ${opts}`);
      }
    }
  }
  return { found, laneOf };
}
