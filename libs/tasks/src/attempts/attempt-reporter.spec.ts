import { setImmediate as nextTurn, setTimeout as elapsed } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Task } from '@task-queue/contracts';
import type { Command } from 'ioredis';
import { ManualClock, openRedisFixture, type RedisFixture } from '../../testing/index.js';
import { AttemptStore, type StartedAttempt } from './attempt-store.js';
import { TaskStore } from '../life/task-store.js';
import { AttemptReporter } from './attempt-reporter.js';

let fixture: RedisFixture;
let tasks: TaskStore;
let worker: AttemptStore;
let attempt: StartedAttempt;
let reporter: AttemptReporter;
let fenced: number;
beforeAll(async () => {
  fixture = await openRedisFixture();
  const clock = new ManualClock();
  tasks = new TaskStore(fixture.redis, clock, fixture.prefix);
  worker = new AttemptStore(fixture.redis, clock, fixture.prefix, 'worker', 15_000);
});
afterAll(() => fixture.close());
beforeEach(async () => {
  const createdBy = { id: 'owner', username: 'owner', roles: ['user'] } as const;
  const head = { type: 'test.task', title: 'test', priority: 'normal', createdBy, timeoutMs: 1_000 } as const;
  const { id } = await tasks.create({
    head: { ...head, locale: 'en', requestId: 'r' },
    params: '{}',
    maxRetries: 0,
    runAtMs: null,
    idempotency: null,
  });
  attempt = (await worker.start({ taskId: id, number: 1 }))!;
  fenced = 0;
  reporter = new AttemptReporter(worker, attempt, new ManualClock(), () => (fenced += 1));
});

async function reported(): Promise<Task> {
  await reporter.close();
  return (await tasks.get(attempt.taskId))!.task;
}

describe('progress', () => {
  test.each([
    [NaN, 0],
    [Infinity, 0],
    [-5, 0],
    [12.9, 12],
    [150, 100],
  ])('%p percent is %p', async (percent, kept) => {
    reporter.progress(percent, 'so far');
    expect(await reported()).toMatchObject({ progress: kept, progressText: 'so far' });
  });

  test('never goes back, but its text goes on', async () => {
    reporter.progress(60, 'first');
    reporter.progress(20, 'second');
    expect(await reported()).toMatchObject({ progress: 60, progressText: 'second' });
  });

  test('that is still to be written when the attempt ends is written, and nothing after it', async () => {
    reporter.progress(10);
    reporter.progress(70, 'last');
    const task = await reported();
    reporter.progress(90, 'too late');
    reporter.log('too late');
    await reporter.close();
    expect(task).toMatchObject({ progress: 70, progressText: 'last' });
    expect((await tasks.get(attempt.taskId))!.task).toEqual(task);
  });

  test('of an attempt that was given up is refused, once, and told', async () => {
    await worker.interrupt(attempt);
    reporter.progress(10);
    expect(await reported()).toMatchObject({ status: 'pending', progress: 0 });
    expect(fenced).toBe(1);
  });

  test('said tens of thousands of times is written some times a second, and its last word is kept', async () => {
    const versionBefore = (await tasks.get(attempt.taskId))!.task.version;
    const startedMs = performance.now();
    for (let i = 1; i <= 50_000; i += 1) {
      reporter.progress(i / 500, `step ${i}`);
      if (i % 100 === 0) {
        await nextTurn();
      }
    }
    const task = await reported();
    const mostWrites = 2 + (performance.now() - startedMs) / 120;
    expect(task).toMatchObject({ progress: 100, progressText: 'step 50000' });
    expect(task.version - versionBefore).toBeLessThanOrEqual(mostWrites); // each write is one event to the sockets
  });

  test('sent twice is written once', async () => {
    const connection = fixture.redis;
    const sent: Command[] = [];
    const send = connection.sendCommand.bind(connection);
    connection.sendCommand = (command, ...rest) => {
      sent.push(command);
      return send(command, ...rest);
    };
    await worker.progress(attempt, { percent: 5, text: 'once', logLines: ['{"line":"once"}'] });
    connection.sendCommand = send;
    const { name, args } = sent.find((command) => command.args.includes('once'))!;
    await connection.call(name, args as string[]); // as a connection that came back does it
    expect((await tasks.get(attempt.taskId))!.task).toMatchObject({ version: 3, log: [{ line: 'once' }] });
  });
});

describe('a report that fails', () => {
  test.each([
    ['before it was written', false],
    ['after it was written', true],
  ])('%s is said again, and no line of it is lost or doubled', async (_name, isWritten) => {
    reporter = new AttemptReporter(failing(2, isWritten), attempt, new ManualClock(), () => (fenced += 1));
    for (let i = 0; i < 1_100; i += 1) {
      reporter.log(`line ${i}`);
      reporter.progress(i / 11, `step ${i}`);
      if (i % 300 === 0) {
        await elapsed(150);
      }
    }
    const task = await reported();
    expect(task.log.map(({ line }) => line)).toEqual(kept(1_100));
    expect(task).toMatchObject({ logDropped: 100, progress: 99, progressText: 'step 1099' });
    expect(fenced).toBe(0);
  });

  test('for ever does not keep the attempt from ending', async () => {
    reporter = new AttemptReporter(failing(Infinity, false), attempt, new ManualClock(), () => undefined);
    reporter.log('never written');
    expect(await reported()).toMatchObject({ status: 'running', log: [] });
  });
});

/** A worker whose first reports fail, after they were written or before. */
function failing(times: number, isWritten: boolean): AttemptStore {
  let left = times;
  const broken = Object.create(worker) as AttemptStore;
  broken.progress = async (held, report) => {
    const isHeld = left > 0 && !isWritten ? true : await worker.progress(held, report);
    left -= 1;
    if (left >= 0) {
      throw new Error('The answer got lost');
    }
    return isHeld;
  };
  return broken;
}

/** What is kept of so many lines. */
function kept(count: number): string[] {
  const lines = Array.from({ length: count }, (_, i) => `line ${i}`);
  return count <= 1_000 ? lines : [...lines.slice(0, 100), ...lines.slice(-900)];
}

describe('log lines', () => {
  test('are the first 100 and the newest 900, with how many are missing between', async () => {
    for (let i = 0; i < 1_234; i += 1) {
      reporter.log(`line ${i}`);
    }
    const task = await reported();
    expect(task.log.map(({ line }) => line)).toEqual(kept(1_234));
    expect(task.log.filter(({ missingBefore }) => missingBefore !== undefined)).toEqual([
      expect.objectContaining({ line: 'line 334', missingBefore: 234 }),
    ]);
    expect(task.logDropped).toBe(234);
  });

  test('are the same whatever the number of writes they come in', async () => {
    const line = (i: number): string => JSON.stringify({ line: `line ${i}` });
    for (let written = 0, size = 1; written < 2_500; written += size, size = (size * 7) % 513) {
      const logLines = Array.from({ length: size }, (_, i) => line(written + i));
      await worker.progress(attempt, { percent: 0, text: null, logLines });
      const { task } = (await tasks.get(attempt.taskId))!;
      expect(task.log.map((logged) => logged.line)).toEqual(kept(written + size));
      expect(task.logDropped).toBe(Math.max(0, written + size - 1_000));
    }
  });

  test('tell why it failed, however much came before while nothing was written', async () => {
    reporter = new AttemptReporter(failing(1, false), attempt, new ManualClock(), () => undefined);
    for (let i = 0; i < 50_000; i += 1) {
      reporter.log(`line ${i}`);
      if (i === 60) {
        await elapsed(150); // some are on their way
      }
    }
    const task = await reported();
    expect(task.log.map(({ line }) => line)).toEqual(kept(50_000));
    expect(task.logDropped).toBe(49_000);
  });

  test.each([
    ['half a character', 'a\ud800b', 'a\ufffdb'],
    ['a NUL', 'a\u0000b', 'a␀b'],
    ['a number', 42, '42'],
    ['a value without a text', Object.create(null), '(a value that has no text)'],
    ['a very long line', '长'.repeat(3_000), `${'长'.repeat(1_999)}…`],
  ])('may be %s', async (_name, line, kept) => {
    reporter.log(line as string);
    reporter.progress(1, line as string);
    const task = await reported();
    expect(task.log[0]?.line).toBe(kept);
    expect(task.progressText).toHaveLength(Math.min(kept.length, 200));
  });
});
