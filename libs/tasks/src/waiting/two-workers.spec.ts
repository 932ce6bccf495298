import { setTimeout as elapsed } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { startTaskEngine, type RedisFixture, type TaskEngine } from '../../testing/index.js';
import { disagreements } from '../../testing/invariants/disagreements.js';
import { script, ScriptTask } from '../../testing/script-task.js';
import { ControlService } from './control.service.js';

jest.setTimeout(60_000);

const SLOTS = 2;
const OPERATOR = { id: 'op', username: 'op', roles: ['admin'] } as const;

let engine: TaskEngine;
let other: TaskEngine;
let watcher: RedisFixture['redis'];
beforeAll(async () => {
  engine = await startTaskEngine([ScriptTask], { concurrency: { high: 1, normal: SLOTS, low: 1 } });
  other = await engine.another();
  watcher = engine.fixture.redis.duplicate();
});
afterAll(async () => {
  watcher.disconnect();
  await other.stop();
  await engine.stop();
});

async function create(person: string, run: Parameters<typeof script>[0]): Promise<string> {
  const identity = { id: person, username: person, roles: ['user'] as const };
  const { task } = await engine.tasks.create(identity, script(run), { locale: 'en', requestId: 'r' });
  return task.id;
}

/** The events so far: name and task. */
async function log(): Promise<{ readonly name: string; readonly id: string }[]> {
  const entries = await engine.fixture.redis.xrange(`${engine.fixture.prefix}:events`, '-', '+');
  return entries.map(([, fields]) => ({ name: fields[1]!, id: fields[3]! }));
}

/** Resolves when all of these are completed, as the event log says. */
async function settled(ids: readonly string[]): Promise<void> {
  const left = new Set(ids);
  for (let cursor = '0-0'; left.size > 0;) {
    const answer = await watcher.xread('BLOCK', 20_000, 'STREAMS', `${engine.fixture.prefix}:events`, cursor);
    if (answer === null) {
      throw new Error(`${left.size} tasks are not completed`);
    }
    for (const [entry, fields] of answer[0]![1]) {
      cursor = entry;
      if (fields[1] === 'task:completed') {
        left.delete(fields[3]!);
      }
    }
  }
}

describe('two workers on one Redis', () => {
  test('give another person the first slot that is free, whatever somebody has waiting', async () => {
    const gates = Array.from({ length: 12 }, () => Promise.withResolvers<void>());
    let begun = 0;
    const full = Promise.withResolvers<void>();
    const anns: string[] = [];
    for (const gate of gates) {
      const run = async (): Promise<void> => {
        begun += 1;
        if (begun === 2 * SLOTS) {
          full.resolve();
        }
        await gate.promise;
      };
      anns.push(await create('ann', run));
    }
    await full.promise;
    const bens = await create('ben', async () => undefined);
    gates[0]!.resolve();
    await settled([bens]);
    gates.forEach((gate) => gate.resolve());
    await settled(anns);
    const events = await log();
    const from = events.findIndex(({ name, id }) => name === 'task:created' && id === bens);
    const changes = events.slice(from).filter(({ name }) => /started|completed/.test(name));
    expect(changes.slice(0, 2)).toEqual([
      { name: 'task:completed', id: anns[0] },
      { name: 'task:started', id: bens },
    ]);
  });

  test('begin nothing once a lane is paused, and go on when it is resumed', async () => {
    const control = other.context.get(ControlService);
    const ids: string[] = [];
    for (let i = 0; i < 30; i += 1) {
      ids.push(await create(`person-${i % 3}`, () => elapsed(5)));
    }
    await control.pauseLane(OPERATOR, 'normal', {});
    const paused = (await log()).length;
    ids.push(await create('ann', async () => undefined));
    const running = (await log())
      .filter(({ name, id }) => name === 'task:started' && ids.includes(id))
      .map(({ id }) => id);
    await settled(running);
    expect((await log()).slice(paused).filter(({ name }) => name === 'task:started')).toEqual([]);
    await control.resumeLane(OPERATOR, 'normal');
    await settled(ids);
  });

  test('take the slots that are set for each of them, and a limit counts both', async () => {
    const control = engine.context.get(ControlService);
    await control.changeLane(OPERATOR, 'normal', { slotsPerWorker: 5 });
    await control.setLimits(OPERATOR, script(async () => undefined).type, [{ key: 'owner', concurrency: 3 }]);
    const running = { ann: 0, ben: 0 };
    const most = { ann: 0, ben: 0, both: 0 };
    const full = Promise.withResolvers<void>();
    const ids: string[] = [];
    for (let i = 0; i < 40; i += 1) {
      const person = i % 2 === 0 ? 'ann' : 'ben';
      const run = async (): Promise<void> => {
        running[person] += 1;
        most[person] = Math.max(most[person], running[person]);
        most.both = Math.max(most.both, running.ann + running.ben);
        if (most.both === 6) {
          full.resolve();
        }
        await full.promise; // however late a worker hears of its slots
        await elapsed(20);
        running[person] -= 1;
      };
      ids.push(await create(person, run));
    }
    await settled(ids);
    expect(most).toEqual({ ann: 3, ben: 3, both: 6 }); // more than their setting has slots for
    await control.setLimits(OPERATOR, script(async () => undefined).type, null);
    await engine.leave();
    await other.leave();
    const { redis, prefix } = engine.fixture;
    expect(await disagreements(redis, prefix, { isShared: true })).toEqual([]);
  });
});
