import type { OnApplicationBootstrap } from '@nestjs/common';
import type { Batch, EntryView, EventFollowers, FollowerHandler } from '@task-queue/event-log';
import type { Redis } from 'ioredis';
import type { Clock } from '../domain/clock.js';
import type { TaskState } from '../record/codec.js';
import { TaskKeys } from '../record/keys.js';
import { scriptRunner, type RunScript } from '../scripts/scripts.js';
import { FinishedOrder } from './finished-order.js';

/** The name under which the log is read, by one process at a time. */
const NAME = 'finished';

/** What puts a task into the order, and what takes it out. */
const FINISHES = new Set(['task:completed', 'task:failed', 'task:cancelled']);
const LEAVES = new Set(['task:retrying', 'task:deleted']);

/** When a task finished (epoch ms), by its number; `null` where it is no longer finished. */
interface TaskEnd {
  readonly number: number;
  readonly atMs: number | null;
}

/** Keeps the order in which tasks finished, from the event log. */
export class FinishedKeeper implements FollowerHandler<TaskEnd>, OnApplicationBootstrap {
  constructor(
    private readonly followers: Pick<EventFollowers, 'follow'>,
    private readonly order: Pick<FinishedOrder, 'forget'>,
    private readonly runScript: RunScript,
  ) {}

  onApplicationBootstrap(): void {
    this.followers.follow(NAME, 'beginning', this);
  }

  pick(entry: EntryView): TaskEnd | undefined {
    return endOf(entry);
  }

  async handle({ picked, advance }: Batch<TaskEnd>): Promise<void> {
    const finishedMs = new Map<number, number | null>();
    for (const { number, atMs } of picked) {
      finishedMs.set(number, atMs); // the last word counts
    }
    const all = [...finishedMs];
    const finished = all.flatMap(([number, atMs]) => (atMs === null ? [] : [atMs, number]));
    const gone = all.flatMap(([number, atMs]) => (atMs === null ? [number] : []));
    const [cursorsKey, ...place] = advance;
    await this.runScript('keepFinished', cursorsKey, ...place, JSON.stringify(finished), JSON.stringify(gone));
  }

  async gap(): Promise<void> {
    await this.order.forget();
  }
}

/** When an entry says that a task finished, or that it is no longer finished; nothing of others. */
function endOf(entry: EntryView): TaskEnd | undefined {
  const isEnd = FINISHES.has(entry.name);
  if (!isEnd && !LEAVES.has(entry.name)) {
    return undefined;
  }
  const { number, finishedAt } = (entry.json('s') ?? {}) as Partial<TaskState>;
  const atMs = isEnd ? finishedAt : null;
  // Otherwise it was not written by our scripts.
  return number !== undefined && Number.isSafeInteger(number) && atMs !== undefined ? { number, atMs } : undefined;
}

/** The keeper of a deployment. @param redis - waits for Redis to come back */
export function finishedKeeper(
  followers: Pick<EventFollowers, 'follow'>,
  redis: Redis,
  clock: Clock,
  prefix: string,
): FinishedKeeper {
  const runScript = scriptRunner(redis, clock, prefix);
  return new FinishedKeeper(followers, new FinishedOrder(redis, new TaskKeys(prefix), runScript), runScript);
}
