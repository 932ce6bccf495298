import { describe, expect, it } from '@jest/globals';
import type { Task } from '@task-queue/contracts';
import { newestOf } from './newest-of';

const task = (version: number, change: Partial<Task> = {}) =>
  ({ id: 'a', version, progress: version * 10, log: [], attempts: [], ...change }) as unknown as Task; // no more is looked at

describe('a reading of the task on screen', () => {
  it('counts when it is the newest', () => {
    const read = task(3);
    expect(newestOf(read, task(2))).toBe(read);
    expect(newestOf(read, undefined)).toBe(read);
  });

  it('that events have overtaken brings its log and leaves the progress', () => {
    const line = { at: '2026-11-24T00:00:00.000Z', attempt: 1, line: 'x' };
    expect(newestOf(task(3, { log: [line] }), task(5))).toMatchObject({ version: 5, progress: 50, log: [line] });
  });

  it('of another task takes its place whatever its version', () => {
    const read = task(1, { id: 'b' });
    expect(newestOf(read, task(9))).toBe(read);
  });
});
