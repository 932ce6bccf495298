import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import type { Task } from '@task-queue/contracts';
import { OWNER, startTaskEngine, type TaskEngine } from '../../testing/index.js';
import { forgetScripts, script, ScriptTask } from '../../testing/script-task.js';
import { TaskStoppedError } from '../handlers/abort-reasons.js';
import type { TaskContext } from '../handlers/task-context.js';
import { TaskHandler } from '../handlers/task-handler.js';

class NoParams {}

/** What the handlers below do. */
let play: (context: TaskContext) => unknown = () => undefined;

@TaskHandler({ type: 'test.stop', title: { zh: '停', en: 'Stop' }, params: NoParams, stopGraceMs: 1_000 })
class StopTask {
  run(_params: NoParams, context: TaskContext): unknown {
    return play(context);
  }
}

@TaskHandler({ type: 'test.unstoppable', title: { zh: '不停', en: 'Unstoppable' }, params: NoParams, stoppable: false })
class UnstoppableTask {
  run(_params: NoParams, context: TaskContext): unknown {
    return play(context);
  }
}

let engine: TaskEngine;
beforeAll(async () => {
  const concurrency = { high: 1, normal: 1, low: 1 };
  engine = await startTaskEngine([StopTask, UnstoppableTask, ScriptTask], { concurrency, leaseMs: 3_000 });
});
afterAll(() => engine.stop());
afterEach(forgetScripts);

/** Resolves when a signal aborts, with its reason. */
const aborted = (signal: AbortSignal): Promise<unknown> =>
  new Promise((resolve) => signal.addEventListener('abort', () => resolve(signal.reason)));

/** A task whose handler has begun. */
async function running(type: string, run: (context: TaskContext) => unknown): Promise<string> {
  const begun = Promise.withResolvers<void>();
  play = (context) => {
    begun.resolve();
    return run(context);
  };
  const { id } = await engine.create({ type, maxRetries: 3 });
  await begun.promise;
  return id;
}

const stop = (id: string, request: { reason?: string; force?: boolean } = {}) => engine.tasks.stop(OWNER, id, request);
const lastAttempt = ({ attempts }: Task) => attempts.at(-1)!;

describe('a running task that is stopped', () => {
  test('is cancelled when its handler breaks off, whatever it throws, and is not retried', async () => {
    let reason: unknown;
    const id = await running('test.stop', async ({ signal }) => {
      reason = await aborted(signal);
      throw new Error('rolled back');
    });
    const { task, isNew } = await stop(id, { reason: ' 数据有误 ' });
    expect(isNew).toBe(true);
    expect(task).toMatchObject({
      status: 'running',
      stop: { state: 'requested', by: { id: OWNER.id, username: OWNER.username }, reason: '数据有误' },
    });
    expect(Date.parse(task.stop!.forceAt) - Date.parse(task.stop!.at)).toBe(1_000);
    const cancelled = await engine.until(id, 'task:cancelled');
    expect(cancelled).toMatchObject({
      status: 'cancelled',
      cancelledBecause: 'stopped',
      error: null,
      retryCount: 0,
      stop: { state: 'acknowledged', reason: '数据有误' },
    });
    expect(cancelled.attempts).toMatchObject([{ outcome: 'stopped', error: { message: 'rolled back' } }]);
    expect(reason).toBeInstanceOf(TaskStoppedError);
    expect(reason).toMatchObject({ by: { username: OWNER.username }, reason: '数据有误' });
    const events = await engine.eventsOf(id);
    expect(events).toEqual(['task:created', 'task:started', 'task:stopping', 'task:stopping', 'task:cancelled']);
  });

  test('keeps no error of an attempt that threw the stop itself', async () => {
    const id = await running('test.stop', async ({ signal }) => {
      await aborted(signal);
      signal.throwIfAborted();
    });
    await stop(id);
    expect(lastAttempt(await engine.until(id, 'task:cancelled'))).toMatchObject({ outcome: 'stopped', error: null });
  });

  test('is completed where its handler returns all the same', async () => {
    const id = await running('test.stop', async ({ signal }) => {
      await aborted(signal);
      return 'had it all';
    });
    await stop(id);
    expect(await engine.until(id, 'task:completed')).toMatchObject({
      result: 'had it all',
      cancelledBecause: null,
      stop: { state: 'acknowledged' },
    });
  });

  test('is cancelled when the grace is over; a handler that goes on keeps its slot, and may still run until it ends', async () => {
    const released = Promise.withResolvers<void>();
    const id = await running('test.stop', () => released.promise);
    await stop(id);
    const cancelled = await engine.until(id, 'task:cancelled');
    expect(cancelled).toMatchObject({ status: 'cancelled', cancelledBecause: 'stopped' });
    expect(lastAttempt(cancelled)).toMatchObject({ outcome: 'abandoned', mayStillRun: true });

    play = () => 'next';
    const next = await engine.create({ type: 'test.stop' });
    const other = await engine.create({ type: 'test.stop', priority: 'high' });
    await engine.until(other.id, 'task:completed'); // so long the lane of the other one had, too
    expect((await engine.read(next.id)).status).toBe('pending');
    released.resolve();
    const ended = await engine.until(id, 'task:handler-ended');
    expect(ended).toMatchObject({ status: 'cancelled', finishedAt: cancelled.finishedAt });
    expect(lastAttempt(ended)).not.toHaveProperty('mayStillRun');
    await engine.until(next.id, 'task:completed');
  });

  test('by force is cancelled at once, also where it was asked before', async () => {
    for (const isAskedBefore of [false, true]) {
      const released = Promise.withResolvers<void>();
      let reason: unknown;
      const id = await running('test.stop', async ({ signal }) => {
        signal.addEventListener('abort', () => void (reason = signal.reason));
        await released.promise;
      });
      if (isAskedBefore) {
        await stop(id);
      }
      const { task, isNew } = await stop(id, { force: true });
      expect([isNew, task.status, task.cancelledBecause]).toEqual([true, 'cancelled', 'stopped']);
      expect(lastAttempt(task)).toMatchObject({ outcome: 'abandoned', mayStillRun: true });
      play = () => 'next';
      const next = await engine.create({ type: 'test.stop' });
      released.resolve();
      await engine.until(next.id, 'task:completed');
      expect(reason).toBeInstanceOf(TaskStoppedError);
    }
  });

  test('that is asked again is answered as it is', async () => {
    const released = Promise.withResolvers<void>();
    const id = await running('test.stop', async ({ signal }) => {
      await aborted(signal);
      await released.promise;
    });
    const first = await stop(id, { reason: 'one' });
    const again = await stop(id, { reason: 'two' });
    expect([again.isNew, again.task.stop?.at, again.task.stop?.reason]).toEqual([false, first.task.stop?.at, 'one']);
    released.resolve();
    await engine.until(id, 'task:completed');
  });

  test('and whose worker shuts down meanwhile is not begun again', async () => {
    const leaving = await startTaskEngine([StopTask]);
    const begun = Promise.withResolvers<void>();
    play = () => {
      begun.resolve();
      return new Promise(() => undefined);
    };
    const { id } = await leaving.create({ type: 'test.stop', maxRetries: 3 });
    await begun.promise;
    await leaving.tasks.stop(OWNER, id, {});
    await leaving.leave();
    const staying = await leaving.another();
    expect(await staying.read(id)).toMatchObject({ status: 'cancelled', cancelledBecause: 'stopped' });
    await staying.leave();
    await leaving.stop();
  });
});

describe('what cannot be stopped', () => {
  test('is refused by its state, and by its type', async () => {
    const planned = await engine.create({ type: 'test.stop', runAt: '2099-01-01T00:00:00.000Z' });
    await expect(stop(planned.id)).rejects.toMatchObject({ code: 'TASK_NOT_RUNNING' });
    const done = await engine.create(script(() => 1));
    await engine.until(done.id, 'task:completed');
    await expect(stop(done.id)).rejects.toMatchObject({ code: 'TASK_FINISHED' });
    const released = Promise.withResolvers<void>();
    const id = await running('test.unstoppable', () => released.promise);
    await expect(stop(id, { force: true })).rejects.toMatchObject({ code: 'TASK_NOT_STOPPABLE' });
    released.resolve();
    expect((await engine.until(id, 'task:completed')).stop).toBeNull();
  });
});

test('a worker that missed the word of a stop learns it with its next renewal', async () => {
  const { redis } = engine.fixture;
  const id = await running('test.stop', async ({ signal }) => {
    await aborted(signal);
    signal.throwIfAborted();
  });
  const listening = ((await redis.client('LIST')) as string)
    .split('\n')
    .filter((line) => new RegExp(` name=worker:\\S+:${process.pid}:`).test(line))
    .map((line) => /^id=(\d+)/.exec(line)![1]!);
  expect(listening).not.toEqual([]);
  // It is away when the word is said; where a connection was replaced, Redis may have both for a while.
  await Promise.all([...listening.map((client) => redis.client('KILL', 'ID', client)), stop(id)]);
  expect(lastAttempt(await engine.until(id, 'task:cancelled'))).toMatchObject({ outcome: 'stopped' });
});
