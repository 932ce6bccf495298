import { TASK_PRIORITIES, type TaskPriority } from '@task-queue/contracts';
import type { RedisState } from './redis-state.js';

/** A queue of the waiting room: that of a lane, or that of a gate in it. */
interface RoomQueue {
  readonly key: string;
  readonly lane: TaskPriority;
  readonly gate: string | null;
  /** Those who stand in it, by its own order. */
  readonly people: readonly string[];
  /** Those who have a line in it. */
  readonly lines: readonly string[];
  readonly tickets: readonly string[];
}

const QUEUE = /^(?:room:(high|normal|low)|gate:(.*):(high|normal|low)):line(?:s$|:(.*)$)/s;

/** Every queue in which somebody waits. */
export async function readRooms({ redis, prefix, keys }: RedisState): Promise<RoomQueue[]> {
  const queues = new Map<string, { lane: TaskPriority; gate: string | null; owners: string[] }>();
  for (const key of keys) {
    const [, roomLane, gate, gateLane, owner] = QUEUE.exec(key) ?? [];
    const lane = (roomLane ?? gateLane) as TaskPriority | undefined;
    if (lane !== undefined) {
      const base = gate === undefined ? `room:${lane}` : `gate:${gate}:${lane}`;
      const queue = queues.get(base) ?? { lane, gate: gate ?? null, owners: [] };
      queue.owners.push(...(owner === undefined ? [] : [owner]));
      queues.set(base, queue);
    }
  }
  return Promise.all(
    [...queues].map(async ([key, { lane, gate, owners }]) => {
      const lines = await Promise.all(owners.map((owner) => redis.zrange(`${prefix}:${key}:line:${owner}`, 0, -1)));
      const people = await redis.zrange(`${prefix}:${key}:lines`, 0, -1);
      return { key, lane, gate, people, lines: owners, tickets: lines.flat() };
    }),
  );
}

/** Who waits is counted, stands in their queue once, and has the slots that their tasks have. */
export async function roomsAddUp(state: RedisState): Promise<string[]> {
  const { redis, prefix, records, damaged } = state;
  const queues = await readRooms(state);
  const found = queues.flatMap(({ key, people, lines }) =>
    people.toSorted().join('\n') === lines.toSorted().join('\n')
      ? []
      : [`${key} has ${people.join()} in order and lines of ${lines.join()}`],
  );
  for (const { gate, tickets } of queues) {
    for (const { id, state: task } of records.values()) {
      if (tickets.includes(`${id}.${task.ticket}`) && (task.gate ?? null) !== gate) {
        found.push(`${id} waits at ${gate ?? 'no gate'} and remembers ${task.gate ?? 'none'}`);
      }
    }
  }
  const waiting = new Set(queues.flatMap(({ tickets }) => tickets));
  for (const lane of TASK_PRIORITIES) {
    const counted = await redis.hmget(`${prefix}:room:${lane}`, 'waiting', 'aside');
    const real = [false, true].map((isAside) =>
      queues
        .filter((queue) => queue.lane === lane && (queue.gate !== null) === isAside)
        .reduce((sum, { tickets }) => sum + tickets.length, 0),
    );
    found.push(
      ...real.flatMap((count, i) =>
        Number(counted[i] ?? 0) === count
          ? []
          : [`${lane} counts ${counted[i]} ${i ? 'aside' : 'waiting'}, not ${count}`],
      ),
    );
    found.push(...(await slotsAddUp(state, lane, waiting)));
  }
  return damaged.size > 0 ? found.filter((line) => !line.includes(' slots of ')) : found;

  async function slotsAddUp(of: RedisState, lane: TaskPriority, inRoom: ReadonlySet<string>): Promise<string[]> {
    const slots = new Map<string, number>();
    const due = new Set(await of.redis.zrange(`${of.prefix}:due`, 0, -1));
    for (const [id, { head, state: task }] of records) {
      const name = `${id}.${task.ticket}`;
      const hasTicket = task.status === 'pending' && task.held === undefined && !due.has(name) && !inRoom.has(name);
      if (head.priority === lane && (task.status === 'running' || hasTicket)) {
        slots.set(task.owner, (slots.get(task.owner) ?? 0) + 1);
      }
    }
    const fields = Object.entries(await of.redis.hgetall(`${of.prefix}:room:${lane}`));
    const wrong: string[] = [];
    for (const [field, value] of fields.filter(([name]) => name.startsWith('p:'))) {
      const [owner, count] = [field.slice(2), Number.parseInt(value, 10)];
      if (count !== (slots.get(owner) ?? 0)) {
        wrong.push(`${count} slots of ${owner} in ${lane}, not ${slots.get(owner) ?? 0}`);
      }
      slots.delete(owner);
    }
    return [...wrong, ...[...slots].map(([owner, count]) => `0 slots of ${owner} in ${lane}, not ${count}`)];
  }
}

/** Beyond a gate is who remembers it, and nobody else. */
export async function gatesAreRemembered({ redis, prefix, keys, records }: RedisState): Promise<string[]> {
  const beyond = new Map<string, Set<string>>();
  for (const [id, { state }] of records) {
    for (const gate of state.gates ?? []) {
      beyond.set(gate, (beyond.get(gate) ?? new Set()).add(id));
    }
  }
  const found: string[] = [];
  for (const key of keys) {
    const gate = /^gate:(.*):held$/s.exec(key)?.[1];
    if (gate !== undefined) {
      const held = await redis.smembers(`${prefix}:${key}`);
      const known = beyond.get(gate) ?? new Set();
      found.push(...held.filter((id) => !known.delete(id)).map((id) => `${id} is beyond ${gate} and does not know`));
    }
  }
  return [...found, ...[...beyond].flatMap(([gate, ids]) => [...ids].map((id) => `${id} is not beyond ${gate}`))];
}
