import { runTask } from '@task-queue/tasks/testing';
import { FlakyTask } from './flaky.task.js';
import { HangTask } from './hang.task.js';
import { StepsTask } from './steps.task.js';

describe('demo.steps', () => {
  test('tells its progress and logs a line after each step', async () => {
    const { progress, log, result, summary } = await runTask(new StepsTask(), { steps: 4, stepMs: 0 });
    expect(progress.map(({ percent }) => percent)).toEqual([25, 50, 75, 100]);
    expect(log).toEqual(['第 1 / 4 步', '第 2 / 4 步', '第 3 / 4 步', '第 4 / 4 步']);
    expect(result).toEqual({ steps: 4 });
    expect(summary).toBe('完成 4 步');
  });

  test('stops within a step when aborted, with the reason', async () => {
    const abort = new AbortController();
    const run = runTask(new StepsTask(), { stepMs: 60_000 }, { signal: abort.signal });
    abort.abort(new Error('the deadline passed'));
    await expect(run).rejects.toThrow('the deadline passed');
  });
});

describe('demo.flaky', () => {
  test.each([1, 2])('fails attempt %d of three', async (attempt) => {
    await expect(runTask(new FlakyTask(), {}, { attempt })).rejects.toThrow('flaky');
  });

  test('succeeds when it has failed often enough', async () => {
    const { result } = await runTask(new FlakyTask(), {}, { attempt: 3 });
    expect(result).toEqual({ attempts: 3 });
  });

  test('fails with the message it was given', async () => {
    await expect(runTask(new FlakyTask(), { failures: 1, message: '网络不通' })).rejects.toThrow('网络不通');
  });
});

describe('demo.hang', () => {
  test('goes on until its signal aborts', async () => {
    const abort = new AbortController();
    const run = runTask(new HangTask(), {}, { signal: abort.signal });
    abort.abort(new Error('the deadline passed'));
    await expect(run).rejects.toThrow('the deadline passed');
  });

  test('ends at once when its signal has aborted before', async () => {
    const signal = AbortSignal.abort(new Error('too late'));
    await expect(runTask(new HangTask(), {}, { signal })).rejects.toThrow('too late');
  });

  test('goes on for ever when told to ignore its signal', async () => {
    const signal = AbortSignal.abort(new Error('too late'));
    const run = runTask(new HangTask(), { ignoreSignal: true }, { signal }).catch(() => 'ended');
    const aWhile = new Promise((resolve) => setImmediate(() => resolve('still hanging')));
    expect(await Promise.race([run, aWhile])).toBe('still hanging');
  });
});
