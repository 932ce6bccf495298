import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { IsString } from 'class-validator';
import type { Task } from '@task-queue/contracts';
import { startTaskEngine, type TaskEngine } from '../../testing/index.js';
import { TaskHandler } from '../handlers/task-handler.js';

class NoteParams {
  @IsString()
  readonly note: string = '';
}

/** Work of 40 ms; `busy` ones are followed by the next until the test has seen enough. */
let onBusyEnd: (() => void) | null = null;
@TaskHandler({ type: 'test.short', title: { zh: '短', en: 'Short' }, params: NoteParams })
class ShortTask {
  async run({ note }: NoteParams): Promise<void> {
    await new Promise((resolve) => setTimeout(resolve, 40));
    if (note === 'busy') {
      onBusyEnd?.();
    }
  }
}

const DELAYED = 300;
const SPREAD_MS = 10_000;

let engine: TaskEngine;
beforeAll(async () => {
  engine = await startTaskEngine([ShortTask]);
}, 30_000);
afterAll(() => engine.stop());

function delayed(runAtMs: number): Promise<Task> {
  return engine.create({
    type: 'test.short',
    params: { note: 'delayed' },
    title: 'delayed',
    runAt: new Date(runAtMs).toISOString(),
  });
}

/** Resolves with these tasks when all of them are completed; the event log is read once. */
async function allCompleted(ids: readonly string[]): Promise<Task[]> {
  const { redis, prefix } = engine.fixture;
  const watcher = redis.duplicate();
  const open = new Set(ids);
  for (let cursor = '0-0'; open.size > 0;) {
    const answer = await watcher.xread('BLOCK', 20_000, 'STREAMS', `${prefix}:events`, cursor);
    if (answer === null) {
      throw new Error(`${open.size} tasks did not complete`);
    }
    for (const [entry, fields] of answer[0]![1]) {
      cursor = entry;
      if (fields[1] === 'task:completed') {
        open.delete(fields[3]!);
      }
    }
  }
  watcher.disconnect();
  return Promise.all(ids.map((id) => engine.read(id)));
}

function latenessMs(task: Task, runAtMs: number): number {
  return Date.parse(task.attempts[0]!.startedAt) - runAtMs;
}

describe('a run time', () => {
  test(`is kept to a second by ${DELAYED} tasks in a lane that is never idle`, async () => {
    let busyCount = 0;
    const work = (): void => {
      busyCount += 1;
      void engine.create({ type: 'test.short', params: { note: 'busy' }, title: 'busy' });
    };
    onBusyEnd = work;
    Array.from({ length: 16 }, work); // twice as many as the lane has slots
    const firstMs = Date.now() + 2_000;
    const runAts = Array.from({ length: DELAYED }, () => firstMs + Math.floor(Math.random() * SPREAD_MS));
    const created = await Promise.all(runAts.map(delayed));
    const tasks = await allCompleted(created.map(({ id }) => id));
    onBusyEnd = null;
    const late = tasks.map((task, i) => latenessMs(task, runAts[i]!)).sort((a, b) => a - b);
    expect(late.filter((ms) => ms < 0)).toEqual([]);
    // On a machine in a hurry some wait for a turn of their process; none waits for the lane.
    expect(late[Math.floor(0.95 * late.length)]).toBeLessThan(1_000);
    expect(late.filter((ms) => ms > 5_000)).toEqual([]);
    expect(busyCount).toBeGreaterThan(DELAYED);
  }, 120_000);

  test('outlives its worker: one that was away when it came begins at once, a later one on time', async () => {
    const nowMs = Date.now();
    const [missed, later] = [await delayed(nowMs + 300), await delayed(nowMs + 5_000)];
    await engine.leave();
    const successor = await engine.another();
    try {
      const [first, second] = [
        await successor.until(missed.id, 'task:completed'),
        await successor.until(later.id, 'task:completed'),
      ];
      expect(latenessMs(first, nowMs + 300)).toBeGreaterThanOrEqual(0);
      expect(latenessMs(second, nowMs + 5_000)).toBeGreaterThanOrEqual(0);
      expect(latenessMs(second, nowMs + 5_000)).toBeLessThanOrEqual(1_000);
    } finally {
      await successor.stop();
    }
  }, 60_000);
});
