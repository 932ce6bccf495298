import type { OnApplicationBootstrap } from '@nestjs/common';
import type { Batch, EventFollowers, LogEntry } from '@task-queue/event-log';
import type { Redis } from 'ioredis';
import type { Clock } from '../domain/clock.js';
import type { TaskState } from '../record/codec.js';
import { TaskKeys } from '../record/keys.js';
import { scriptRunner, type RunScript } from '../scripts/scripts.js';
import { FinishedOrder } from './finished-order.js';

/** The name under which the log is read, by one process at a time. */
const NAME = 'finished';

/** What puts a task into the order, and what takes it out. */
const FINISHES = ['task:completed', 'task:failed', 'task:cancelled'];
const LEAVES = ['task:retrying', 'task:deleted'];

/** Keeps the order in which tasks finished, from the event log. */
export class FinishedKeeper implements OnApplicationBootstrap {
  constructor(
    private readonly followers: Pick<EventFollowers, 'follow'>,
    private readonly order: Pick<FinishedOrder, 'forget'>,
    private readonly runScript: RunScript,
  ) {}

  onApplicationBootstrap(): void {
    this.followers.follow(NAME, 'beginning', this);
  }

  async handle({ entries, advance }: Batch): Promise<void> {
    const finishedMs = new Map<number, number | null>();
    for (const entry of entries) {
      const found = endOf(entry);
      if (found !== null) {
        finishedMs.set(found.number, found.atMs); // the last word counts
      }
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

/** When an entry says that a task finished, `null` that it is no longer finished; nothing of others. */
function endOf({ name, data }: LogEntry): { readonly number: number; readonly atMs: number | null } | null {
  const isEnd = FINISHES.includes(name);
  if (!isEnd && !LEAVES.includes(name)) {
    return null;
  }
  try {
    const { number, finishedAt } = JSON.parse(data['s']!) as TaskState;
    const atMs = isEnd ? finishedAt : null;
    return Number.isSafeInteger(number) && atMs !== undefined ? { number, atMs } : null;
  } catch {
    return null; // not by our scripts
  }
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
