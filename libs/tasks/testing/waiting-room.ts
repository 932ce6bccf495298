import type { TaskPriority } from '@task-queue/contracts';
import { AttemptStore } from '../src/attempts/attempt-store.js';
import { TaskStore } from '../src/life/task-store.js';
import { ControlStore } from '../src/waiting/control-store.js';
import { disagreements } from './invariants/disagreements.js';
import { LaneWorkers, type Taken } from './lane-workers.js';
import { clock, fixture, newTask } from './stores.js';

let deployments = 0;

export const TYPE = 'test.task';
export const BY = { id: 'op', username: 'op' };

/** A deployment of its own on the Redis of {@link storesForAll}, with the workers of one lane. */
export async function deployment(slots: number, lane: TaskPriority = 'normal') {
  const prefix = `${fixture.prefix}:${(deployments += 1)}`;
  const { redis } = fixture;
  const stores = {
    tasks: new TaskStore(redis, clock, prefix),
    attempts: new AttemptStore(redis, clock, prefix, 'worker', 15_000),
    control: new ControlStore(redis, clock, prefix),
  };
  const workers = new LaneWorkers({ redis, prefix }, stores.attempts, lane);
  await workers.open(slots);
  const create = async (person: string, params: object = {}, type = TYPE): Promise<string> => {
    const { head } = newTask({}, type);
    const createdBy = { id: person, username: person, roles: ['user'] as const };
    const own = { ...head, createdBy, priority: lane };
    const task = newTask({ head: own, params: JSON.stringify(params), maxRetries: 100 }, type);
    return (await stores.tasks.create(task)).id;
  };
  const createSome = async (person: string, count: number, params?: object): Promise<string[]> => {
    const ids: string[] = [];
    for (let i = 0; i < count; i += 1) {
      clock.advance(1);
      ids.push(await create(person, params));
    }
    return ids;
  };
  return {
    ...stores,
    prefix,
    workers,
    create,
    createSome,
    intact: () => disagreements(redis, prefix),
    look: async () => {
      while ((await stores.attempts.lookAfterWaiting(100)).isMore) {
        // there is more to do
      }
    },
  };
}
/** See {@link deployment}. */
export type Deployment = Awaited<ReturnType<typeof deployment>>;

/** Whose task it is. */
export const personOf = ({ attempt }: Taken): string => attempt!.head.createdBy.id;
export const idOf = ({ ticket }: Taken): string => ticket.taskId;

/** Ends what runs, the earliest first, and takes what comes next, until nothing does. @returns everything that began */
export async function workOff({ workers }: Deployment, running: readonly Taken[]): Promise<Taken[]> {
  const queue = [...running];
  const begun: Taken[] = [];
  while (queue.length > 0) {
    const { attempt, ticket } = queue.shift()!;
    clock.advance(1);
    await workers.complete(attempt!, ticket);
    for (let taken = await workers.take(); taken !== null; taken = await workers.take()) {
      begun.push(taken);
      queue.push(taken);
    }
  }
  return begun;
}

/** Takes every ticket that there is. */
export async function takeAll({ workers }: Deployment): Promise<Taken[]> {
  const all: Taken[] = [];
  for (let taken = await workers.take(); taken !== null; taken = await workers.take()) {
    all.push(taken);
  }
  return all;
}
