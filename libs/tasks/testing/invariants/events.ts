import type { Redis } from 'ioredis';
import type { TaskHead, TaskState } from '../../src/record/codec.js';
import type { RedisState } from './redis-state.js';

const BATCH = 1_000;

/**
 * Every task's events go up by one version each, from its creation to what its record says now, and are told to who
 * created it. A log whose beginning was cut off, as it is while Redis fills, begins anywhere.
 */
export async function eventsFollowEachOther({ redis, prefix, records, damaged }: RedisState): Promise<string[]> {
  const found: string[] = [];
  const wasCut = await isCut(redis, `${prefix}:events`);
  const latest = new Map<string, LoggedEvent>();
  for await (const event of eventsOf(redis, `${prefix}:events`)) {
    const { cursor, id, audience, head, state } = event;
    if (audience !== head.createdBy.id) {
      found.push(`event ${cursor} is told to ${audience}, who did not create ${id}`);
    }
    const before = latest.get(id)?.state.version ?? (wasCut ? state.version - 1 : 0);
    if (state.version !== before + 1) {
      found.push(`event ${cursor} takes ${id} from version ${before} to ${state.version}`);
    }
    latest.set(id, event);
  }
  for (const [id, { state }] of records) {
    const { version, status } = latest.get(id)?.state ?? (wasCut ? state : { version: 0, status: 'without events' });
    if (version !== state.version || status !== state.status) {
      found.push(`${id} is ${status} at ${version} in the log, ${state.status} at ${state.version} in its record`);
    }
  }
  for (const [id, { name }] of latest) {
    if (!damaged.has(id) && (name === 'task:deleted') === records.has(id)) {
      found.push(`the latest event of ${id} is ${name}`);
    }
  }
  return found;
}

interface LoggedEvent {
  readonly cursor: string;
  readonly name: string;
  readonly id: string;
  /** Whom it is told to. */
  readonly audience: string;
  readonly head: TaskHead;
  readonly state: TaskState;
}

/** The events of tasks, the oldest first. */
async function* eventsOf(redis: Redis, stream: string): AsyncGenerator<LoggedEvent> {
  for (let from = '-'; ;) {
    const entries = await redis.xrange(stream, from, '+', 'COUNT', BATCH);
    for (const [cursor, flat] of entries) {
      const fields = Object.fromEntries(flat.flatMap((name, i) => (i % 2 === 0 ? [[name, flat[i + 1]!]] : [])));
      if (fields['i'] !== undefined) {
        yield {
          cursor,
          name: fields['n']!,
          id: fields['i'],
          audience: fields['o']!,
          head: JSON.parse(fields['h']!) as TaskHead,
          state: JSON.parse(fields['s']!) as TaskState,
        };
      }
    }
    if (entries.length < BATCH) {
      return;
    }
    from = `(${entries.at(-1)![0]}`;
  }
}

/** Whether entries of a stream are gone. */
async function isCut(redis: Redis, stream: string): Promise<boolean> {
  if ((await redis.exists(stream)) === 0) {
    return false;
  }
  const flat = (await redis.xinfo('STREAM', stream)) as unknown[];
  const factOf = (name: string): unknown => flat[flat.indexOf(name) + 1];
  return factOf('entries-added') !== factOf('length');
}
