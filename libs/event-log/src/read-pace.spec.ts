import { expect, test } from '@jest/globals';
import { ReadPace } from './read-pace.js';

test('a few reads wait for nothing, and many in a row come no more often than every three milliseconds', async () => {
  const pace = new ReadPace();
  const reads = async (count: number): Promise<string> => {
    for (let read = 0; read < count; read += 1) {
      await pace.turn();
    }
    return 'done';
  };
  const nextTurn = new Promise<string>((resolve) => setImmediate(resolve, 'later'));
  expect(await Promise.race([reads(30), nextTurn])).toBe('done');
  const startedMs = performance.now();
  await reads(30);
  expect(performance.now() - startedMs).toBeGreaterThanOrEqual(28 * 3);
});
