import { afterEach, expect, test } from '@jest/globals';
import { EventFollowers, type LogEntry } from '@task-queue/event-log';
import { startTaskEngine, type TaskEngine } from '../../testing/index.js';
import { TaskHandler } from '../handlers/task-handler.js';

class NoParams {}

@TaskHandler({ type: 'test.nothing', title: { zh: '无', en: 'Nothing' }, params: NoParams })
class NothingTask {
  run(): void {
    // is done at once
  }
}

let engine: TaskEngine | undefined;
afterEach(() => engine?.stop());

/** Follows under one name in a worker. @returns resolves with what it heard, up to the end of a task */
function follow(worker: TaskEngine): (id: string) => Promise<readonly LogEntry[]> {
  const heard: LogEntry[] = [];
  let look = (): void => undefined;
  worker.context.get(EventFollowers).follow('counter', 'beginning', {
    pick: (entry) => entry.decoded(),
    async handle({ picked }) {
      heard.push(...picked);
      look();
    },
    gap: (gap) => Promise.reject(new Error(JSON.stringify(gap))),
  });
  return async (id) => {
    while (!heard.some(({ name, data }) => name === 'task:completed' && data['i'] === id)) {
      await new Promise<void>((resolve) => (look = resolve));
    }
    return heard;
  };
}

test('a follower lives in a worker’s process, and another worker goes on where it was', async () => {
  engine = await startTaskEngine([NothingTask]);
  const second = await engine.another();
  const heardHere = follow(engine);
  const { id } = await engine.create({ type: 'test.nothing' });
  const here = await heardHere(id);
  expect(here.map(({ name }) => name)).toEqual(['task:created', 'task:started', 'task:completed']);
  expect(here.map(({ topic, audience, data }) => [topic, audience, data['i']])).toEqual(
    here.map(() => ['task', { owner: 'owner' }, id]),
  );
  await engine.leave();
  const { id: next } = await second.create({ type: 'test.nothing' });
  const there = await follow(second)(next);
  expect(there.map(({ name, data }) => [name, data['i']])).toEqual(
    ['task:created', 'task:started', 'task:completed'].map((name) => [name, next]),
  );
  await second.leave();
}, 30_000);
