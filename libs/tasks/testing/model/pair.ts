import { ProblemError } from '@task-queue/problems';
import type { ErrorCode } from '@task-queue/contracts';
import { AttemptStore } from '../../src/attempts/attempt-store.js';
import { TaskStore } from '../../src/life/task-store.js';
import { ManualClock, type RedisFixture } from '../redis-fixture.js';
import { LEASE_MS, TaskModel } from './task-model.js';

export const WORKERS = ['worker-a', 'worker-b'] as const;

/** The store under test beside the model of it. */
export interface Pair {
  readonly tasks: TaskStore;
  readonly workers: readonly AttemptStore[];
  readonly clock: ManualClock;
  readonly fixture: Pick<RedisFixture, 'redis'>;
  readonly prefix: string;
  readonly model: TaskModel;
  /** Ids that changed since they were last compared. */
  readonly dirty: Set<string>;
}

/** One thing that happens: its answer must be the model's. Numbers choose among what there is. */
export interface StoreCommand {
  readonly name: string;
  readonly args: readonly unknown[];
  run(pair: Pair): Promise<void>;
}

/** A store and a model that know nothing yet. @param number - how many tasks there were before */
export async function freshPair(
  fixture: RedisFixture,
  connections: readonly RedisFixture['redis'][],
  prefix: string,
  number: number,
  clock = new ManualClock(),
): Promise<Pair> {
  const { redis } = fixture;
  await redis.hset(`${prefix}:meta`, 'number', number);
  return {
    tasks: new TaskStore(connections[0]!, clock, prefix),
    workers: WORKERS.map((name, i) => new AttemptStore(connections[i + 1]!, clock, prefix, name, LEASE_MS)),
    clock,
    fixture,
    prefix,
    model: new TaskModel(clock.nowMs(), number),
    dirty: new Set(),
  };
}

/** Has a task compared next time; `*` stands for every one. */
export function touch({ dirty, model }: Pair, id: string): void {
  if (id === '*') {
    model.ids.forEach((each) => dirty.add(each));
  } else {
    dirty.add(id);
  }
}

/** An answer, or the code of a refusal; `null` for no answer. */
export async function codeOf(answer: Promise<unknown>): Promise<unknown> {
  try {
    return (await answer) ?? null;
  } catch (error) {
    if (error instanceof ProblemError) {
      return error.code satisfies ErrorCode;
    }
    throw error;
  }
}
