import type { TaskCreator, TaskPriority } from '@task-queue/contracts';
import { AttemptStore } from '../src/attempts/attempt-store.js';
import { RedisClock } from '@task-queue/redis';
import { connectRedis, PERSISTENT } from '@task-queue/redis';
import { TaskStore, type NewTask } from '../src/life/task-store.js';
import { loseTicket } from './lane-tickets.js';

/**
 * How far a task is brought: `pending` waits for a far run time, `queued` has its ticket in its lane, `mixed` is what
 * {@link mixedFate} says.
 */
export type FillTo = 'pending' | 'queued' | 'completed' | 'mixed';

/** What {@link fillTasks} creates. */
export interface FillPlan {
  readonly count: number;
  readonly to: FillTo;
  readonly type: string;
  readonly params: Readonly<Record<string, unknown>>;
  /** @default normal */
  readonly lane?: TaskPriority;
  /** Whose they are. @default `owner`, who has no account */
  readonly createdBy?: TaskCreator;
  /** Whether titles, types, priorities and owners differ, as those of a list do. @default false */
  readonly isVaried?: boolean;
}

/** The owners of varied tasks are `owner-0` to `owner-19`: each has a full page even of a thousand. */
const OWNERS = 20;
const TYPES = ['reports.daily', 'reports.monthly', 'mail.send', 'images.resize', 'orders.sync'];
const PRIORITIES: readonly TaskPriority[] = ['high', 'normal', 'low'];
/** So many of the oldest varied tasks have the word `unicorn` in their title; every one has `report`. */
const UNICORNS = 3;
const IN_FLIGHT = 1_000;
const YEAR_MS = 365 * 24 * 60 * 60 * 1000;
const FAILURE = { message: 'connection refused by upstream', code: 'HANDLER_ERROR', attempt: 1 } as const;

/**
 * Creates tasks by the store's own scripts, pipelined straight to Redis: several thousand a second, for whoever
 * needs many before it begins.
 */
export async function fillTasks(url: string, prefix: string, plan: FillPlan): Promise<void> {
  const redis = await connectRedis({ url, prefix }, PERSISTENT);
  const clock = new RedisClock(redis);
  await clock.start();
  const tasks = new TaskStore(redis, clock, prefix);
  const attempts = new AttemptStore(redis, clock, prefix, 'filler', 600_000);

  const fill = async (place: number): Promise<void> => {
    const fate = plan.to === 'mixed' ? mixedFate(place) : plan.to;
    // Pending tasks wait for a far run time, so that no worker takes them.
    const runAtMs = fate === 'pending' ? clock.nowMs() + YEAR_MS : null;
    const task = newTask(plan, place);
    const { id } = await tasks.create({ ...task, runAtMs });
    const ticket = { taskId: id, number: 1 };
    if (fate === 'cancelled') {
      await tasks.cancel(id);
    } else if (fate === 'completed' || fate === 'failed') {
      const attempt = await attempts.start(ticket);
      if (fate === 'completed') {
        await attempts.complete(attempt!, '{"ok":true}', '{"ok":true}', null);
      } else {
        await attempts.fail(attempt!, FAILURE);
      }
    }
    if (fate !== 'queued' && fate !== 'pending') {
      await loseTicket({ redis, prefix }, task.head.priority, ticket); // as a worker that takes it
    }
  };
  for (let from = 0; from < plan.count; from += IN_FLIGHT) {
    const places = Array.from({ length: Math.min(IN_FLIGHT, plan.count - from) }, (_, i) => from + i);
    await Promise.all(places.map(fill));
  }
  clock.stop();
  redis.disconnect();
}

/** Of a hundred tasks: 60 completed, 15 cancelled, 5 failed, 20 pending. */
function mixedFate(place: number): 'completed' | 'cancelled' | 'failed' | 'pending' {
  const turn = (place * 37) % 100;
  return turn < 60 ? 'completed' : turn < 75 ? 'cancelled' : turn < 80 ? 'failed' : 'pending';
}

function newTask({ type, params, lane, createdBy, isVaried }: FillPlan, place: number): Omit<NewTask, 'runAtMs'> {
  const owner = isVaried ? `owner-${place % OWNERS}` : 'owner';
  const title = place < UNICORNS ? `unicorn report ${place}` : `report ${place % 1_000}`;
  return {
    head: {
      type: isVaried ? TYPES[place % TYPES.length]! : type,
      title: isVaried ? title : 'No operation',
      priority: isVaried ? PRIORITIES[place % PRIORITIES.length]! : (lane ?? 'normal'),
      createdBy: { ...(createdBy ?? { id: owner, username: owner }), roles: ['user'] },
      timeoutMs: 300_000,
      locale: 'en',
      requestId: '0195a3c4-5e0b-7000-8000-000000000000',
    },
    params: JSON.stringify(params),
    maxRetries: 3,
    idempotency: null,
  };
}
