import { once } from 'node:events';
import { setTimeout as elapsed } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { StartedAttempt } from '../attempt-store.js';
import { LoopWatch } from './loop-watch.js';

const BEAT_MS = 20;

const board = { looks: 0, beat: () => undefined };
const running = { taskId: 'an-id', head: { type: 'words.count' } } as StartedAttempt; // what is told of it
let told: [facts: { blockedMs: number }, message: string][];
let hasTold: EventTarget;
let watch: LoopWatch;
beforeEach(() => {
  told = [];
  hasTold = new EventTarget();
  const warn = (facts: { blockedMs: number }, message: string): void => {
    told.push([facts, message]);
    hasTold.dispatchEvent(new Event('told'));
  };
  watch = new LoopWatch(board, { running: () => [running] }, { nowMs: () => Date.now() }, BEAT_MS, { warn });
  watch.start();
});
afterEach(() => watch.stop());

/** Blocks the loop; meanwhile the lease thread looks so often. */
function block(ms: number, looks: number): void {
  const untilMs = performance.now() + ms;
  while (performance.now() < untilMs);
  board.looks += looks;
}

test('a loop that was blocked for over a second is told of with type and id of the tasks that ran', async () => {
  block(1_200, 200);
  await once(hasTold, 'told');
  expect(told).toEqual([
    [
      { blockedMs: expect.any(Number), tasks: [{ taskId: 'an-id', type: 'words.count' }] },
      expect.stringMatching(/event loop was blocked.*docs\/handlers\.md/),
    ],
  ]);
});

test('a loop that is blocked again within ten seconds is told of only where it was blocked for longer', async () => {
  for (const blockMs of [1_500, 1_100, 2_000]) {
    block(blockMs, 200);
    await elapsed(2 * BEAT_MS);
  }
  expect(told).toHaveLength(2);
  expect(told[1]![0].blockedMs).toBeGreaterThan(1_900);
});

test('where the whole process stood still no task is named', async () => {
  block(1_200, 1);
  await once(hasTold, 'told');
  expect(told).toEqual([[{ blockedMs: expect.any(Number) }, expect.stringMatching(/process stood still/)]]);
});
