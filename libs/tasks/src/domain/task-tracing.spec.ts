import { describe, expect, test } from '@jest/globals';
import { keptTrace, MAX_TRACESTATE_LENGTH, traced } from './task-tracing.js';

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
  test('is given traceparent and tracestate, and its result is the result', async () => {
    const errors: unknown[] = [];
    const result = await traced(
      (work) => work('00-a-b-01', 'x=1').then(() => 'of the tracing'),
      (traceparent, tracestate) => Promise.resolve(`kept ${traceparent} ${tracestate}`),
      (error) => errors.push(error),
    );
    expect([result, errors]).toEqual(['kept 00-a-b-01 x=1', []]);
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

test.each([
  ['both', ['00-a-b-01', 'x=1'], { traceparent: '00-a-b-01', tracestate: 'x=1' }],
  ['the first alone', ['00-a-b-01'], { traceparent: '00-a-b-01' }],
  ['nothing without the first', [undefined, 'x=1'], {}],
  ['no second that is empty', ['00-a-b-01', ''], { traceparent: '00-a-b-01' }],
  ['no second that is too long', ['00-a-b-01', 'x'.repeat(MAX_TRACESTATE_LENGTH + 1)], { traceparent: '00-a-b-01' }],
] as const)('of traceparent and tracestate is kept: %s', (_what, [traceparent, tracestate], kept) => {
  expect(keptTrace(traceparent, tracestate)).toEqual(kept);
});
