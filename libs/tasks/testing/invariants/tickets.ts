import { TASK_PRIORITIES } from '@task-queue/contracts';
import { readEach, type RedisState } from './redis-state.js';
import { readRooms } from './rooms.js';

/** A pending task has one place: its lane, the due set or the waiting room, or, being held, none. */
export async function ticketsHaveOnePlace(state: RedisState): Promise<string[]> {
  const { redis, prefix, records } = state;
  const due = new Set(await redis.zrange(`${prefix}:due`, 0, -1));
  const { found, laneOf } = await readLanes(redis, prefix);
  const inRoom = new Map((await readRooms(state)).flatMap(({ lane, tickets }) => tickets.map((name) => [name, lane])));
  for (const [id, { head, state: of }] of records) {
    const { status, ticket, held } = of;
    const name = `${id}.${ticket}`;
    const isDue = due.delete(name);
    const isInLane = laneOf.get(name) === head.priority;
    const isInRoom = inRoom.get(name) === head.priority;
    const places = `${isDue ? 'due' : 'not due'}, ${isInLane ? 'in' : 'not in'} its lane, ${isInRoom ? 'in' : 'not in'} the room`;
    if (held !== undefined) {
      // Its former ticket may be in its lane still: nobody begins with it.
      found.push(...(status === 'pending' && !isDue && !isInRoom ? [] : [`${name} is held, ${status}, ${places}`]));
    } else if (status === 'pending' ? Number(isDue) + Number(isInLane) + Number(isInRoom) !== 1 : isDue || isInRoom) {
      found.push(`${name} is ${status}, ${places}`);
    }
    inRoom.delete(name);
  }
  return [
    ...found,
    ...[...due].map((name) => `due without being a task's newest ticket: ${name}`),
    ...[...inRoom.keys()]
      .filter((name) => !state.damaged.has(name.split('.')[0]!))
      .map((name) => `in the room without being a task's newest ticket: ${name}`),
  ];
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
