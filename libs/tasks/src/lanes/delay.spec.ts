import { setTimeout as elapsed } from 'node:timers/promises';
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

interface TaskEvent {
  readonly name: string;
  readonly taskId: string;
  readonly atMs: number;
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

/** The event log, read once up to where all of these tasks are completed. */
async function eventsUntilCompleted(ids: readonly string[]): Promise<TaskEvent[]> {
  const { redis, prefix } = engine.fixture;
  const watcher = redis.duplicate();
  const open = new Set(ids);
  const events: TaskEvent[] = [];
  for (let cursor = '0-0'; open.size > 0;) {
    const answer = await watcher.xread('BLOCK', 20_000, 'STREAMS', `${prefix}:events`, cursor);
    if (answer === null) {
      throw new Error(`${open.size} tasks did not complete`);
    }
    for (const [entry, fields] of answer[0]![1]) {
      cursor = entry;
      events.push({ name: fields[1]!, taskId: fields[3]!, atMs: Number(fields[5]) });
      if (fields[1] === 'task:completed') {
        open.delete(fields[3]!);
      }
    }
  }
  watcher.disconnect();
  return events;
}

/**
 * How long after its run time the newest of the tasks that began before it was created, for each of these in order. How
 * long a task waits says how busy the machine is as well; who goes first does not.
 */
function overtakenByMs(events: readonly TaskEvent[], runAtMs: ReadonlyMap<string, number>): number[] {
  const createdMs = new Map<string, number>();
  const overtaken: number[] = [];
  let newestMs = 0;
  for (const { name, taskId, atMs } of events) {
    const dueMs = runAtMs.get(taskId);
    if (name === 'task:created') {
      createdMs.set(taskId, atMs);
    } else if (name === 'task:started' && dueMs !== undefined) {
      overtaken.push(newestMs - dueMs);
    } else if (name === 'task:started') {
      newestMs = Math.max(newestMs, createdMs.get(taskId)!);
    }
  }
  return overtaken.sort((a, b) => a - b);
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
    const runAtMs = new Map(created.map(({ id }, i) => [id, runAts[i]!]));
    const events = await eventsUntilCompleted([...runAtMs.keys()]);
    onBusyEnd = null;
    const early = events.filter(({ name, taskId, atMs }) => name === 'task:started' && atMs < runAtMs.get(taskId)!);
    expect(early).toEqual([]);
    const overtaken = overtakenByMs(events, runAtMs);
    expect(overtaken).toHaveLength(DELAYED);
    expect(overtaken[Math.floor(0.95 * DELAYED)]).toBeLessThan(1_000);
    expect(overtaken.filter((ms) => ms > 5_000)).toEqual([]);
    expect(busyCount).toBeGreaterThan(DELAYED / 3);
  }, 120_000);

  test('outlives its worker: one that was away when it came begins at once, a later one on time', async () => {
    const nowMs = Date.now();
    const [missed, later] = [await delayed(nowMs + 300), await delayed(nowMs + 3_000)];
    await engine.leave();
    const successor = await engine.another();
    try {
      const first = await successor.until(missed.id, 'task:completed');
      expect(latenessMs(first, nowMs + 300)).toBeGreaterThanOrEqual(0);
      await elapsed(Math.max(1_000, nowMs + 4_000 - Date.now()));
      const other = await successor.create({ type: 'test.short', params: { note: 'other' }, title: 'a second after' });
      const [second, after] = [
        await successor.until(later.id, 'task:completed'),
        await successor.until(other.id, 'task:completed'),
      ];
      expect(latenessMs(second, nowMs + 3_000)).toBeGreaterThanOrEqual(0);
      expect(second.attempts[0]!.startedAt <= after.attempts[0]!.startedAt).toBe(true);
    } finally {
      await successor.stop();
    }
  }, 60_000);
});
