import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { ManualClock, openRedisFixture, type RedisFixture } from '../../testing/index.js';
import type { ArtifactStorage } from '../artifacts/artifact-storage.js';
import { DEFAULT_BACKOFF } from '../domain/backoff.js';
import { ThrottledLog } from '../domain/throttled-log.js';
import type { TaskContext } from '../handlers/task-context.js';
import type { RegisteredHandler } from '../handlers/task-registry.js';
import { TaskStoppedError } from '../handlers/abort-reasons.js';
import { AttemptStore, type StartedAttempt } from './attempt-store.js';
import { SecretParams } from '../secrets/secret-params.js';
import { TaskStore, type Ticket } from '../life/task-store.js';
import { HostCallbacks } from './host-callbacks.js';
import { strayErrorListener } from './stray-errors.js';
import { TaskRunner } from './task-runner.js';

const LEASE_MS = 15_000;

class NoParams {}

let fixture: RedisFixture;
let clock: ManualClock;
let tasks: TaskStore;
let store: SlowStore;
let warnings: string[];
/** What the handler does. */
let play: (context: TaskContext) => unknown;
let host: ConstructorParameters<typeof HostCallbacks>[0];
let artifacts: Pick<ArtifactStorage, 'write' | 'discard'>;

/** The store, whose answers to a start a test may hold back. */
class SlowStore extends AttemptStore {
  /** What has to happen before the worker hears that an attempt has begun. */
  answered: (started: StartedAttempt | null) => Promise<void> = () => Promise.resolve();

  override async start(ticket: Ticket): Promise<StartedAttempt | null> {
    const started = await super.start(ticket);
    await this.answered(started);
    return started;
  }
}

beforeEach(async () => {
  Logger.overrideLogger(false);
  fixture = await openRedisFixture();
  clock = new ManualClock();
  tasks = new TaskStore(fixture.redis, clock, fixture.prefix);
  store = new SlowStore(fixture.redis, clock, fixture.prefix, 'worker', LEASE_MS);
  warnings = [];
  host = {};
  artifacts = { write: () => Promise.reject(new Error('no disk')), discard: () => Promise.resolve() };
});
afterEach(() => fixture.close());

function runner(): TaskRunner {
  const log = new ThrottledLog({ warn: (text) => warnings.push(text) });
  const handler = {
    type: 'test.play',
    params: NoParams,
    backoff: DEFAULT_BACKOFF,
    handler: { run: (_params: object, context: TaskContext) => play(context) },
  } as unknown as RegisteredHandler; // what an attempt needs of one
  return new TaskRunner({
    store,
    registry: { find: () => handler },
    artifacts: artifacts as ArtifactStorage, // what an attempt needs of it
    board: { put: () => () => undefined },
    host: new HostCallbacks(host, log),
    secrets: new SecretParams({}),
    clock,
    logger: new Logger(),
    log,
    random: () => 0.5,
  });
}

async function create({
  maxRetries = 1,
  roles = ['user'] as readonly ('user' | 'admin')[],
  timeoutMs = 60_000,
} = {}): Promise<string> {
  const createdBy = { id: 'owner', username: 'owner', roles };
  const { id } = await tasks.create({
    head: {
      type: 'test.play',
      title: 't',
      priority: 'normal',
      createdBy,
      timeoutMs,
      locale: 'en',
      requestId: 'r',
    },
    params: '{}',
    maxRetries,
    runAtMs: null,
    idempotency: null,
  });
  return id;
}

/** Takes an attempt from its worker, as a sweep does that finds its lease over; its next ticket is 2. */
async function takeAway(taskId: string): Promise<void> {
  await fixture.redis.zadd(`${fixture.prefix}:leases`, 'XX', 1, taskId);
  await store.recover([{ taskId, number: 1, delayMs: 0 }]);
}

/** Handlers that go on until their signal aborts. */
function untilAborted(): { readonly begun: number[]; readonly aborted: number[]; next(): Promise<void> } {
  const begun: number[] = [];
  const aborted: number[] = [];
  let hasBegun = Promise.withResolvers<void>();
  play = ({ attempt, signal }) => {
    begun.push(attempt);
    hasBegun.resolve();
    return new Promise<void>((resolve) => {
      signal.addEventListener('abort', () => {
        aborted.push(attempt);
        resolve();
      });
    });
  };
  return {
    begun,
    aborted,
    async next() {
      await hasBegun.promise;
      hasBegun = Promise.withResolvers();
    },
  };
}

describe('giving up', () => {
  test('ends exactly the attempt that lost its task, and never the next one of the same task', async () => {
    const handlers = untilAborted();
    const worker = runner();
    const taskId = await create();
    const first = worker.run({ taskId, number: 1 });
    await handlers.next();
    await takeAway(taskId);
    const second = worker.run({ taskId, number: 2 });
    await handlers.next();

    worker.giveUp((await store.renew(worker.running())).lost);
    await first;
    expect(handlers).toMatchObject({ begun: [1, 2], aborted: [1] });
    expect(worker.running()).toMatchObject([{ taskId, number: 2 }]);
    worker.interruptAll();
    await second;
    expect((await tasks.get(taskId))!.task.attempts.map(({ outcome }) => outcome)).toEqual(['lost', 'interrupted']);
  });

  test('ends an attempt that begins a moment later before its handler is called', async () => {
    const handlers = untilAborted();
    const worker = runner();
    const taskId = await create();
    store.answered = async (started) => {
      await takeAway(taskId);
      worker.giveUp([started!, { taskId: 'another', number: 1 }]);
    };
    await worker.run({ taskId, number: 1 });
    expect(handlers.begun).toEqual([]);
    expect(worker.running()).toEqual([]);
  });

  test('of another attempt leaves one alone that begins a moment later', async () => {
    const handlers = untilAborted();
    const worker = runner();
    const taskId = await create();
    store.answered = () => Promise.resolve(worker.giveUp([{ taskId, number: 2 }]));
    const run = worker.run({ taskId, number: 1 });
    await handlers.next();
    expect(handlers).toMatchObject({ begun: [1], aborted: [] });
    worker.interruptAll();
    await run;
  });
});

describe('an attempt that is stopped', () => {
  const stop = (taskId: string, byForce: boolean) =>
    tasks.stop(taskId, { by: { id: 'op', username: 'op' }, reason: null, graceMs: 60_000, byForce, isStoppable: true });

  /** Its handler has ended, and the slot is free: not before. */
  async function leavesWithItsHandler(taskId: string, run: Promise<void>, release: () => void): Promise<void> {
    const attempt = async () => (await tasks.get(taskId))!.task.attempts[0];
    expect(await attempt()).toMatchObject({ outcome: 'abandoned', mayStillRun: true });
    expect(worker.occupants()).toMatchObject([{ held: { taskId }, isEnded: true }]);
    release();
    await run;
    expect(await attempt()).not.toHaveProperty('mayStillRun');
    expect(worker.occupants()).toEqual([]);
  }

  let worker: TaskRunner;
  let released: PromiseWithResolvers<void>;
  beforeEach(() => {
    worker = runner();
    released = Promise.withResolvers();
  });

  test.each<[string, (context: TaskContext) => unknown]>([
    ['when it has taken too long', () => undefined],
    ['for an error that nobody awaited', () => strayErrorListener()!(new Error('nobody awaits this'))],
  ])('and ends %s is abandoned while its handler goes on', async (_why, meanwhile) => {
    play = async (context) => {
      meanwhile(context);
      await released.promise;
    };
    const taskId = await create({ timeoutMs: 50 });
    store.answered = async () => {
      await stop(taskId, false);
      const { stopping } = await store.renew([{ taskId, number: 1 }]);
      stopping.forEach(({ stop: told, ...attempt }) => worker.stop(attempt, told));
    };
    const run = worker.run({ taskId, number: 1 });
    await worker.settled();
    expect(worker.running()).toEqual([]);
    await leavesWithItsHandler(taskId, run, released.resolve);
  });

  test.each<[string, (context: TaskContext) => unknown]>([
    ['its next renewal', async () => worker.giveUp((await store.renew(worker.running())).lost)],
    ['the answer to a report', (context) => context.progress(50)],
  ])('by force keeps its slot until its handler has ended, where %s is the first word of it', async (_word, hear) => {
    const begun = Promise.withResolvers<TaskContext>();
    play = (context) => {
      begun.resolve(context);
      return released.promise;
    };
    const taskId = await create();
    const run = worker.run({ taskId, number: 1 });
    const context = await begun.promise;
    await stop(taskId, true);
    await hear(context);
    await worker.settled();
    expect(context.signal.reason).toBeInstanceOf(TaskStoppedError);
    await leavesWithItsHandler(taskId, run, released.resolve);
  });

  test('by force just before its handler ends may run no more', async () => {
    const taskId = await create();
    play = async () => {
      await stop(taskId, true);
      return 'done';
    };
    await worker.run({ taskId, number: 1 });
    const { task } = (await tasks.get(taskId))!;
    expect(task).toMatchObject({ status: 'cancelled', attempts: [{ outcome: 'abandoned' }] });
    expect(task.attempts[0]).not.toHaveProperty('mayStillRun');
  });
});

test('what a listener of the signal throws is its attempt’s error, whoever ends the attempt', async () => {
  const worker = runner();
  const taskId = await create({ maxRetries: 0 });
  const begun = Promise.withResolvers<void>();
  let heardBy: unknown;
  play = ({ signal }) => {
    begun.resolve();
    signal.addEventListener('abort', () => (heardBy = strayErrorListener()));
    return new Promise(() => undefined);
  };
  const run = worker.run({ taskId, number: 1 });
  await begun.promise;
  worker.giveUp(worker.running());
  await run;
  expect(heardBy).toEqual(expect.any(Function));
});

describe('what the host gave and throws strands no attempt', () => {
  test.each<[string, () => void]>([
    [
      'an observer',
      () => {
        throw new Error('no metrics');
      },
    ],
    ['an observer that is async', () => Promise.reject(new Error('no metrics'))],
  ])('%s', async (_name, broken) => {
    host = { observer: { attemptStarted: broken, attemptEnded: broken } };
    play = () => 'done';
    const worker = runner();
    const ids = [await create(), await create()];
    await Promise.all(ids.map((taskId) => worker.run({ taskId, number: 1 })));
    expect(worker.running()).toEqual([]);
    for (const id of ids) {
      expect((await tasks.get(id))!.task).toMatchObject({ status: 'completed', result: 'done' });
    }
    expect(warnings).toEqual(['The observer of attempts: no metrics']);
  });

  test('tracing', async () => {
    host = { tracing: { creation: () => Promise.resolve(), attempt: () => Promise.reject(new Error('no traces')) } };
    play = () => 'done';
    const taskId = await create();
    await runner().run({ taskId, number: 1 });
    expect((await tasks.get(taskId))!.task).toMatchObject({ status: 'completed', result: 'done' });
    expect(warnings).toEqual(['The trace of an attempt: no traces']);
  });

  test('rolesOf: the attempt fails with none of its words, and is retried', async () => {
    host = { rolesOf: () => Promise.reject(new Error('password of the directory is 1234')) };
    play = () => 'done as an administrator';
    const taskId = await create({ roles: ['admin'] });
    await runner().run({ taskId, number: 1 });
    const { task } = (await tasks.get(taskId))!;
    expect(task).toMatchObject({ status: 'pending', retryCount: 1, attempts: [{ outcome: 'failed' }] });
    expect(JSON.stringify(task)).not.toContain('1234');
    expect(warnings).toEqual(['The roles of a task’s creator: password of the directory is 1234']);
  });

  test('storage that cannot throw a file away: the attempt is recorded all the same', async () => {
    artifacts = { ...artifacts, discard: () => Promise.reject(new Error('read-only')) };
    play = ({ artifact }) => {
      artifact('half.txt', 'text/plain').on('error', () => undefined);
      throw new Error('broke off');
    };
    const taskId = await create({ maxRetries: 0 });
    await runner().run({ taskId, number: 1 });
    expect((await tasks.get(taskId))!.task).toMatchObject({ status: 'failed', error: { message: 'broke off' } });
    expect(warnings).toEqual(['Throwing away the file of an attempt: read-only']);
  });
});
