import type { Redis } from 'ioredis';

/** A task's state as the record keeps it: docs/architecture.md, «Keys in Redis». */
export interface RecordState {
  readonly status: 'pending' | 'running' | 'completed' | 'failed' | 'cancelled';
  readonly version: number;
  readonly number: number;
  readonly ticket: number;
  readonly attempt: number;
  readonly retryCount: number;
}

/** One attempt as the record keeps it. */
export interface RecordAttempt {
  readonly worker: string;
  readonly outcome?: 'completed' | 'failed' | 'lost' | 'interrupted';
}

/** A task's record, read past the API. */
export interface TaskRecord {
  readonly id: string;
  readonly head: {
    readonly type: string;
    readonly priority: string;
    readonly createdBy: { readonly id: string };
  };
  readonly state: RecordState;
  readonly attempts: readonly RecordAttempt[];
  readonly error: { readonly code: string; readonly message: string } | null;
  readonly result: unknown;
}

/** An event of the log. */
export interface LoggedEvent {
  readonly cursor: string;
  readonly name: string;
  readonly taskId: string;
  readonly ownerId: string;
  readonly priority: string;
  readonly state: RecordState;
}

const BATCH = 1_000;

/** Reads records by id; one that is not there is left out. */
export async function readRecords(redis: Redis, prefix: string, ids: readonly string[]): Promise<TaskRecord[]> {
  const records: TaskRecord[] = [];
  for (let first = 0; first < ids.length; first += BATCH) {
    const batch = ids.slice(first, first + BATCH);
    const pipeline = redis.pipeline();
    for (const id of batch) {
      pipeline.hgetall(`${prefix}:t:${id}`);
    }
    for (const [index, [error, fields]] of ((await pipeline.exec()) ?? []).entries()) {
      if (error) {
        throw error;
      }
      const hash = fields as Record<string, string>;
      if (hash['s'] !== undefined) {
        records.push(decode(batch[index]!, hash));
      }
    }
  }
  return records;
}

function decode(id: string, hash: Readonly<Record<string, string>>): TaskRecord {
  const read = <Value>(field: string): Value | null =>
    hash[field] === undefined ? null : (JSON.parse(hash[field]) as Value);
  const state = read<RecordState>('s')!;
  return {
    id,
    head: read<TaskRecord['head']>('h')!,
    state,
    attempts: Array.from({ length: state.attempt }, (_, index) => read<RecordAttempt>(`a${index + 1}`)!),
    error: read<TaskRecord['error']>('e'),
    result: read<unknown>('r'),
  };
}

/** What the event log tells of tasks after a cursor. */
export async function readEvents(redis: Redis, prefix: string, after = '-'): Promise<LoggedEvent[]> {
  const events: LoggedEvent[] = [];
  for (let from = after === '-' ? '-' : `(${after}`; ;) {
    const entries = await redis.xrange(`${prefix}:events`, from, '+', 'COUNT', BATCH);
    for (const [cursor, flat] of entries) {
      const field = (name: string): string => flat[flat.indexOf(name) + 1]!; // names stand at even places, and first
      if (!field('n').startsWith('task:')) {
        continue; // a lane's or a type's
      }
      const { createdBy, priority } = JSON.parse(field('h')) as TaskRecord['head'];
      events.push({
        cursor,
        name: field('n'),
        taskId: field('i'),
        ownerId: createdBy.id,
        priority,
        state: JSON.parse(field('s')) as RecordState,
      });
    }
    if (entries.length < BATCH) {
      return events;
    }
    from = `(${entries.at(-1)![0]}`;
  }
}
