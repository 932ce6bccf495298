import { describe, expect, test } from '@jest/globals';
import { traced } from './task-tracing.js';

/** Work that counts how often it is done. */
function counted<Result>(work: (traceparent?: string) => Promise<Result>): typeof work & { calls: number } {
  const counting = Object.assign(
    (traceparent?: string) => {
      counting.calls += 1;
      return work(traceparent);
    },
    { calls: 0 },
  );
  return counting;
}

describe('work that is traced', () => {
  test('is given the traceparent, and its result is the result', async () => {
    const errors: unknown[] = [];
    const result = await traced(
      (work) => work('00-a-b-01').then(() => 'of the tracing'),
      (traceparent) => Promise.resolve(`kept ${traceparent}`),
      (error) => errors.push(error),
    );
    expect([result, errors]).toEqual(['kept 00-a-b-01', []]);
  });

  const broken = new Error('broken');
  test.each<[string, (work: () => Promise<unknown>) => Promise<unknown>]>([
    [
      'throws at once',
      () => {
        throw broken;
      },
    ],
    ['throws after it', (work) => work().then(() => Promise.reject(broken))],
    [
      'throws while it is done',
      (work) => {
        void work();
        return Promise.reject(broken);
      },
    ],
  ])('is done once where the tracing %s, which is told', async (_what, through) => {
    const errors: unknown[] = [];
    const work = counted(() => Promise.resolve('done'));
    expect(await traced(through, work, (error) => errors.push(error))).toBe('done');
    expect([work.calls, errors]).toEqual([1, [broken]]);
  });

  test.each<[string, (work: () => Promise<unknown>) => Promise<unknown>]>([
    ['leaves it out', () => Promise.resolve()],
    ['asks for it twice', (work) => Promise.all([work(), work()])],
  ])('is done once where the tracing %s', async (_what, through) => {
    const work = counted(() => Promise.resolve('done'));
    expect(await traced(through, work, () => undefined)).toBe('done');
    expect(work.calls).toBe(1);
  });

  test('that fails, fails as it would without, and nobody is told that the tracing did', async () => {
    const errors: unknown[] = [];
    const refused = new Error('refused');
    const failing = traced(
      (work) => work(),
      () => Promise.reject(refused),
      (error) => errors.push(error),
    );
    await expect(failing).rejects.toBe(refused);
    expect(errors).toEqual([]);
  });
});
