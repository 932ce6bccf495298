import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import {
  refusalOf,
  TASK_STATUSES,
  TASK_TRANSITIONS,
  type TaskAction,
  type TaskStatus,
  type TaskTransition,
} from '@task-queue/contracts';
import { ManualClock, openRedisFixture, type RedisFixture } from '../../testing/index.js';
import { ProblemError } from '@task-queue/problems';
import { AttemptStore, type HeldAttempt } from '../attempts/attempt-store.js';
import { TaskStore, type Ticket } from './task-store.js';

let fixture: RedisFixture;
let tasks: TaskStore;
let worker: AttemptStore;
beforeAll(async () => {
  fixture = await openRedisFixture();
  const clock = new ManualClock();
  tasks = new TaskStore(fixture.redis, clock, fixture.prefix);
  worker = new AttemptStore(fixture.redis, clock, fixture.prefix, 'worker', 15_000);
});
afterAll(() => fixture.close());

const HEAD = {
  type: 'test.task',
  title: 'test',
  priority: 'normal',
  createdBy: { id: 'owner', username: 'owner', roles: ['user'] },
  timeoutMs: 1_000,
  locale: 'en',
  requestId: 'r',
} as const;
const FAILURE = { message: 'broke', code: 'HANDLER_ERROR', attempt: 1 } as const;

/** A task in a state, with its latest ticket and the attempt it had, if any. */
async function taskIn(status: TaskStatus): Promise<{ id: string; ticket: Ticket; attempt: HeldAttempt }> {
  const { id } = await tasks.create({
    head: HEAD,
    params: '{}',
    maxRetries: 0,
    runAtMs: null,
    idempotency: null,
  });
  const reached = { id, ticket: { taskId: id, number: 1 }, attempt: { taskId: id, number: 1 } };
  if (status === 'cancelled') {
    await tasks.cancel(id);
  } else if (status !== 'pending') {
    await worker.start(reached.ticket);
  }
  if (status === 'completed') {
    await worker.complete(reached.attempt, '1', null, null);
  } else if (status === 'failed') {
    await worker.fail(reached.attempt, FAILURE);
  }
  return reached;
}

const ACTIONS: Record<TaskAction, (id: string) => Promise<unknown>> = {
  cancel: (id) => tasks.cancel(id),
  stop: (id) => tasks.stop(id, { by: HEAD.createdBy, reason: null, graceMs: 1_000, byForce: false, isStoppable: true }),
  retry: (id) => tasks.retryByHand(id),
  delete: (id) => tasks.remove(id, HEAD),
};

const WORDS: Record<Exclude<TaskTransition, 'cancel' | 'expire' | 'stop' | 'retryByHand'>, (of: Awaited<ReturnType<typeof taskIn>>) => unknown> =
  {
    start: async ({ ticket }) => (await worker.start(ticket)) !== null,
    complete: ({ attempt }) => worker.complete(attempt, '2', null, null),
    fail: ({ attempt }) => worker.fail(attempt, FAILURE),
    retry: ({ attempt }) => worker.retry(attempt, FAILURE, 0),
    interrupt: ({ attempt }) => worker.interrupt(attempt),
  }; // prettier-ignore

describe('what a person may do', () => {
  const matrix = Object.keys(ACTIONS).flatMap((action) =>
    TASK_STATUSES.map((status) => [action as TaskAction, status] as const),
  );

  test.each(matrix)('%s of a task that is %s goes or is refused as the rules say', async (action, status) => {
    const { id } = await taskIn(status);
    const before = (await tasks.get(id))!.task;
    const refusal = refusalOf(action, status);
    const outcome: unknown = await ACTIONS[action](id).then(
      () => null,
      (error: unknown) => error,
    );
    const after = (await tasks.get(id))?.task ?? null;
    expect({ code: outcome instanceof ProblemError ? outcome.code : outcome, isSame: after?.version === before.version })
      .toEqual({ code: refusal, isSame: refusal !== null }); // prettier-ignore
  });

  test.each(Object.keys(ACTIONS) as TaskAction[])(
    '%s of a task that is not there is TASK_NOT_FOUND',
    async (action) => {
      const refused = ACTIONS[action]('0190b8a0-0000-7000-8000-000000000000');
      await expect(refused).rejects.toBeInstanceOf(ProblemError);
      await expect(refused).rejects.toMatchObject({ code: 'TASK_NOT_FOUND' });
    },
  );
});

describe('what a worker may say', () => {
  const matrix = Object.keys(WORDS).flatMap((word) =>
    TASK_STATUSES.map((status) => [word as keyof typeof WORDS, status] as const),
  );

  test.each(matrix)('%s for a task that is %s changes it as the rules say, or nothing', async (word, status) => {
    const of = await taskIn(status);
    const before = (await tasks.get(of.id))!.task;
    const isAllowed = (TASK_TRANSITIONS[word].from as readonly TaskStatus[]).includes(status);
    const isSaidAgain = word === 'complete' && status === 'completed'; // the same word twice is one word
    expect(await WORDS[word](of)).toBe(isAllowed || isSaidAgain);
    const after = (await tasks.get(of.id))!.task;
    const wanted = isAllowed ? { status: TASK_TRANSITIONS[word].to, version: before.version + 1 } : before;
    expect(after).toMatchObject(wanted);
  });
});
