import { setTimeout as elapsed } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import type { TaskPriority } from '@task-queue/contracts';
import { OWNER, startTaskEngine, type TaskEngine } from '../../testing/index.js';
import { forgetScripts, script, ScriptTask } from '../../testing/script-task.js';
import { UnrecoverableTaskError } from '../domain/errors.js';
import type { TaskContext } from '../handlers/task-context.js';
import { RedisConnections } from '@task-queue/redis';
import { AttemptStore } from '../attempts/attempt-store.js';
import { TasksGauges } from '../tasks-gauges.js';
import type { TaskObserver } from '../tasks-options.js';
import { TaskQueue } from '../lanes/task-queue.js';

let engine: TaskEngine;
/** What the observer was told of waits. */
let waits: (number | null)[] = [];
beforeAll(async () => {
  const observer: TaskObserver = {
    attemptStarted: ({ waitedMs }) => void waits.push(waitedMs),
    attemptEnded: () => undefined,
  };
  engine = await startTaskEngine([ScriptTask], { observer });
});
afterAll(() => engine.stop());
afterEach(forgetScripts);

/** Puts a task's first ticket in a lane once more, as Bull does. */
async function addTicket(lane: TaskPriority, id: string): Promise<void> {
  const options = { jobId: `${id}.1`, removeOnComplete: true, removeOnFail: true };
  await engine.context.get(TaskQueue).lanes[lane].add({}, options);
}

/** A door a handler waits at until the test opens it. */
function door(): { readonly opened: Promise<void>; open(): void; readonly reached: Promise<void>; reach(): void } {
  const opened = Promise.withResolvers<void>();
  const reached = Promise.withResolvers<void>();
  return { opened: opened.promise, open: opened.resolve, reached: reached.promise, reach: reached.resolve };
}

describe('a task', () => {
  test.each(['text/csv\r\nset-cookie: a=b', '数据/csv', ''])(
    'fails whose file has the content type %j',
    async (contentType) => {
      const { id } = await engine.create(script((context) => context.artifact('a.csv', contentType).end()));
      const { error } = await engine.until(id, 'task:failed');
      expect(error).toMatchObject({ message: expect.stringContaining('content type') });
    },
  );

  test('goes from its creation to its result, with progress, log and file on the way', async () => {
    const request = script((context) => {
      context.progress(40, 'on it');
      context.log('one line');
      context.artifact('out.txt', 'text/plain').end('the file');
      context.summary('in short');
      return { rows: 3 };
    });
    const { id, status } = await engine.create(request);
    expect(status).toBe('pending');
    const task = await engine.until(id, 'task:completed');
    expect(task).toMatchObject({
      status: 'completed',
      progress: 100,
      result: { rows: 3 },
      resultSummary: 'in short',
      retryCount: 0,
      error: null,
      artifact: { name: 'out.txt', contentType: 'text/plain', sizeBytes: 8 },
      attempts: [{ number: 1, outcome: 'completed', error: null }],
      log: [{ attempt: 1, line: 'one line' }],
    });
    expect(await engine.eventsOf(id)).toEqual(['task:created', 'task:started', 'task:progress', 'task:completed']);
    const { stream } = await engine.tasks.artifact(OWNER, id);
    expect(Buffer.concat(await stream.toArray()).toString()).toBe('the file');
  });

  test('is retried after its backoff, each attempt keeping its own error', async () => {
    const request = script(({ attempt }) => {
      if (attempt < 3) {
        throw new Error(`attempt ${attempt} broke`);
      }
      return 'at last';
    });
    const { id } = await engine.create(request);
    const waiting = await engine.until(id, 'task:retrying');
    expect(waiting.retryCount).toBeGreaterThanOrEqual(1);
    const task = await engine.until(id, 'task:completed');
    expect(task).toMatchObject({ status: 'completed', result: 'at last', retryCount: 2 });
    expect(task.attempts.map(({ outcome, error }) => [outcome, error?.message ?? null])).toEqual([
      ['failed', 'attempt 1 broke'],
      ['failed', 'attempt 2 broke'],
      ['completed', null],
    ]);
  });

  test('fails when its retries are used up, and starts from zero when retried by hand', async () => {
    let isBroken = true;
    const request = script(() => {
      if (isBroken) {
        throw new Error('no luck');
      }
      return 'mended';
    });
    const { id } = await engine.create({ ...request, maxRetries: 1 });
    const failed = await engine.until(id, 'task:failed');
    expect(failed).toMatchObject({ status: 'failed', retryCount: 1, error: { message: 'no luck', attempt: 2 } });
    isBroken = false;
    expect(await engine.tasks.retry(OWNER, id)).toMatchObject({ retryCount: 0 });
    const task = await engine.until(id, 'task:completed');
    expect(task).toMatchObject({ result: 'mended', retryCount: 0, error: null });
    expect(task.attempts).toHaveLength(3);
  });

  test('fails at once on an UnrecoverableTaskError', async () => {
    const { id } = await engine.create(
      script(() => {
        throw new UnrecoverableTaskError('the file is gone');
      }),
    );
    const task = await engine.until(id, 'task:failed');
    expect(task).toMatchObject({ retryCount: 0, error: { code: 'UNRECOVERABLE', message: 'the file is gone' } });
    expect(task.attempts).toHaveLength(1);
  });

  test('waits for its run time', async () => {
    let startedMs = 0;
    const runAtMs = Date.now() + 1_500;
    waits = [];
    const request = script(() => {
      startedMs = Date.now();
    });
    const { id } = await engine.create({ ...request, runAt: new Date(runAtMs).toISOString() });
    await engine.until(id, 'task:completed');
    expect(startedMs).toBeGreaterThanOrEqual(runAtMs - 5);
    expect(waits).toEqual([expect.any(Number)]);
    expect(waits[0]!).toBeLessThanOrEqual(startedMs - runAtMs + 5); // from then on it was kept waiting, and not before
  });

  test('that comes to a full lane at its run time has waited in it since then', async () => {
    const { open, opened } = door();
    const running = await Promise.all(
      Array.from({ length: 4 }, () => engine.create({ ...script(() => opened), priority: 'low' })),
    );
    for (const { id } of running) {
      await engine.until(id, 'task:started');
    }
    const runAtMs = Date.now() + 2_000;
    const runAt = new Date(runAtMs).toISOString();
    const last = await engine.create({ ...script(() => 0), priority: 'low', runAt });
    const gauges = engine.context.get(TasksGauges);
    const low = async () => (await gauges.lanes()).find(({ lane }) => lane === 'low')!;
    let seen = await low();
    while (seen.waiting === 0) {
      await elapsed(20);
      seen = await low();
    }
    expect(seen.waiting).toBe(1);
    expect(seen.oldestWaitMs).toBeLessThanOrEqual(Date.now() - runAtMs + 5);
    open();
    await engine.until(last.id, 'task:completed');
  });

  test('that was cancelled is never run', async () => {
    let runs = 0;
    const request = script(() => (runs += 1));
    const { id } = await engine.create({ ...request, runAt: new Date(Date.now() + 3_600_000).toISOString() });
    await engine.tasks.cancel(OWNER, id);
    await addTicket('normal', id);
    const after = await engine.create(script(() => 'behind it in the lane'));
    await engine.until(after.id, 'task:completed');
    expect(runs).toBe(0);
    expect(await engine.read(id)).toMatchObject({ status: 'cancelled', attempts: [] });
  });

  test('in the high lane does not wait behind a full low lane', async () => {
    const { open, opened } = door();
    const slow = await Promise.all(
      Array.from({ length: 6 }, () => engine.create({ ...script(() => opened), priority: 'low' })),
    );
    const urgent = await engine.create({ ...script(() => 'first'), priority: 'high' });
    expect(await engine.until(urgent.id, 'task:completed')).toMatchObject({ result: 'first' });
    open();
    for (const { id } of slow) {
      expect(await engine.until(id, 'task:completed')).toMatchObject({ status: 'completed' });
    }
  });
});

describe('a bulk action that cannot be begun', () => {
  test('leaves no snapshot of what it was to act on', async () => {
    await engine.create({ ...script(() => 0), runAt: new Date(Date.now() + 3_600_000).toISOString() });
    const options = { locale: 'en', requestId: 'test' } as const;
    const refused = engine.bulk.onMatching(OWNER, 'cancel', {}, options); // no handler of it is registered here
    await expect(refused).rejects.toMatchObject({ code: 'UNKNOWN_TASK_TYPE' });
    expect(await engine.fixture.redis.keys(`${engine.fixture.prefix}:x:*:snapshot:*`)).toEqual([]);
  });
});

describe('a ticket', () => {
  test('that comes twice is one attempt', async () => {
    const { open, opened, reach, reached } = door();
    let runs = 0;
    const { id } = await engine.create(
      script(() => {
        runs += 1;
        reach();
        return opened;
      }),
    );
    await reached;
    await addTicket('normal', id); // while it runs
    await addTicket('high', id); // in another lane: the record must refuse it
    await engine.until((await engine.create({ ...script(() => 0), priority: 'high' })).id, 'task:completed');
    open();
    await engine.until(id, 'task:completed');
    await addTicket('normal', id); // when it is over
    await engine.until((await engine.create(script(() => 0))).id, 'task:completed');
    expect(runs).toBe(1);
    expect(await engine.eventsOf(id)).toEqual(['task:created', 'task:started', 'task:completed']);
  });

  test('comes when the time of its task has come', async () => {
    const queue = engine.context.get(TaskQueue);
    const { id } = await engine.create({
      ...script(() => 'found'),
      runAt: new Date(Date.now() + 3_600_000).toISOString(),
    });
    expect(await queue.lanes.normal.getJob(`${id}.1`)).toBeNull();
    await engine.fixture.redis.zadd(`${engine.fixture.prefix}:due`, 1, `${id}.1`); // its time has come
    expect(await engine.until(id, 'task:completed')).toMatchObject({ result: 'found' });
  });
});

describe('a deadline', () => {
  test('ends an attempt whose handler ignores its signal, and its later words change nothing', async () => {
    const { open, opened } = door();
    let wasAborted = false;
    let context!: TaskContext;
    const request = script((given) => {
      context = given;
      given.signal.addEventListener('abort', () => (wasAborted = true));
      return opened.then(() => 'too late');
    });
    const { id } = await engine.create({ ...request, timeoutMs: 300, maxRetries: 0 });
    const failed = await engine.until(id, 'task:failed');
    expect(wasAborted).toBe(true);
    expect(failed).toMatchObject({ status: 'failed', error: { code: 'TIMEOUT', attempt: 1 } });
    context.progress(99, 'still here');
    context.log('still here');
    open();
    await engine.until((await engine.create(script(() => 'the lane goes on'))).id, 'task:completed');
    expect(await engine.read(id)).toEqual(failed);
  });

  test('counts as a failure that is retried', async () => {
    const { opened, open } = door();
    const request = script(({ attempt }) => (attempt === 1 ? opened : 'in time'));
    const { id } = await engine.create({ ...request, timeoutMs: 300, maxRetries: 1 });
    expect(await engine.until(id, 'task:completed')).toMatchObject({ result: 'in time', retryCount: 1 });
    open();
  });
});

describe('what a handler returns or throws', () => {
  const circular: Record<string, unknown> = {};
  circular['self'] = circular;

  test.each([
    ['undefined', undefined, null],
    ['null', null, null],
    ['a text', 'done', 'done'],
    ['zero', 0, 0],
  ])('%s is a result', async (_name, value, result) => {
    const { id } = await engine.create(script(() => value));
    expect(await engine.until(id, 'task:completed')).toMatchObject({ status: 'completed', result });
  });

  test.each([
    ['something circular', circular, 'RESULT_INVALID'],
    ['a BigInt', 5n, 'RESULT_INVALID'],
    ['more than 1 MiB', 'x'.repeat(1024 * 1024), 'RESULT_TOO_LARGE'],
  ])('%s fails the task without a retry', async (_name, value, code) => {
    const { id } = await engine.create(script(() => value));
    const task = await engine.until(id, 'task:failed');
    expect(task.error?.code).toBe(code);
    expect(task.attempts).toHaveLength(1);
  });

  test.each([
    ['a text', 'plain words', 'plain words'],
    ['a number', 42, '42'],
    ['nothing', undefined, 'undefined'],
    ['an object without a prototype', Object.create(null) as object, 'The handler threw a value that has no text'],
  ])('%s thrown is an error with a message', async (_name, thrown, message) => {
    const request = script(() => {
      throw thrown; // eslint-disable-line @typescript-eslint/only-throw-error -- what the test is about
    });
    const { id } = await engine.create({ ...request, maxRetries: 0 });
    expect((await engine.until(id, 'task:failed')).error).toMatchObject({ message, code: 'HANDLER_ERROR' });
  });

  test('a failed attempt leaves no file behind', async () => {
    const request = script((context) => {
      context.artifact('half.txt', 'text/plain').write('half');
      throw new Error('broke off');
    });
    const { id } = await engine.create({ ...request, maxRetries: 0 });
    expect((await engine.until(id, 'task:failed')).artifact).toBeNull();
    await expect(engine.tasks.artifact(OWNER, id)).rejects.toMatchObject({ code: 'ARTIFACT_NOT_FOUND' });
  });
});

describe('a worker', () => {
  test('whose lease ran out loses the task: its late word changes nothing, the next attempt decides', async () => {
    const first = door();
    const second = door();
    const late = await startTaskEngine([ScriptTask], { leaseMs: 600_000 });
    try {
      const request = script(async ({ attempt }) => {
        const mine = attempt === 1 ? first : second;
        mine.reach();
        await mine.opened;
        return `attempt ${attempt}`;
      });
      const { id } = await late.create({ ...request, maxRetries: 1 });
      await first.reached;
      // As if this worker had been silent for long: another one's sweep finds its lease over.
      const { redis, prefix } = late.fixture;
      await redis.zadd(`${prefix}:leases`, 'XX', 1, id);
      const another = new AttemptStore(redis, late.context.get(RedisConnections).clock, prefix, 'another', 600_000);
      await another.recover((await another.lost(1)).map((attempt) => ({ ...attempt, delayMs: 0 })));
      await second.reached;
      first.open(); // the late word
      second.open();
      const task = await late.until(id, 'task:completed');
      expect(task).toMatchObject({ result: 'attempt 2', retryCount: 1 });
      expect(task.attempts.map(({ outcome }) => outcome)).toEqual(['lost', 'completed']);
      expect(await late.eventsOf(id)).toEqual([
        'task:created',
        'task:started',
        'task:retrying',
        'task:started',
        'task:completed',
      ]);
    } finally {
      await late.stop();
    }
  });

  test('that shuts down gives its task back without using up a retry, and another finishes it', async () => {
    const { reach, reached } = door();
    const leaving = await startTaskEngine([ScriptTask]);
    let reason: unknown;
    const request = script(({ attempt, signal }) => {
      if (attempt > 1) {
        return 'finished elsewhere';
      }
      reach();
      return new Promise((_resolve, reject) => {
        signal.addEventListener('abort', () => {
          reason = signal.reason;
          reject(new Error('interrupted'));
        });
      });
    });
    const { id } = await leaving.create({ ...request, maxRetries: 0 });
    await reached;
    const staying = await leaving.another();
    await leaving.leave();
    expect(reason).toMatchObject({ message: 'The worker is shutting down' });
    const task = await staying.until(id, 'task:completed');
    expect(task).toMatchObject({ result: 'finished elsewhere', retryCount: 0 });
    expect(task.attempts.map(({ outcome }) => outcome)).toEqual(['interrupted', 'completed']);
    await staying.stop();
    await leaving.stop();
  });
});
