import { once } from 'node:events';
import { expect, jest, test } from '@jest/globals';
import { OWNER, startTaskEngine } from '../../testing/index.js';
import { disagreements } from '../../testing/invariants/disagreements.js';
import { script, ScriptTask } from '../../testing/script-task.js';

jest.setTimeout(120_000);

const COUNT = 1_000;
/** As many as one call takes. */
const AT_ONCE = 100;

test('a thousand running tasks are stopped at once: each is cancelled by its handler, nothing is left running, and every slot is free again', async () => {
  const engine = await startTaskEngine([ScriptTask], { concurrency: { high: 1, normal: COUNT, low: 1 } });
  const { redis, prefix } = engine.fixture;
  /** Resolves when so many run at the same time, each until it is stopped. */
  const runAll = async (): Promise<readonly string[]> => {
    const allBegun = Promise.withResolvers<void>();
    let begun = 0;
    const request = script(async ({ signal }) => {
      begun += 1;
      if (begun === COUNT) {
        allBegun.resolve();
      }
      await once(signal, 'abort');
      signal.throwIfAborted();
    });
    const created = await Promise.all(Array.from({ length: COUNT }, () => engine.create(request)));
    await allBegun.promise;
    return created.map(({ id }) => id);
  };
  const stopAll = async (ids: readonly string[]): Promise<void> => {
    const outcomes = [];
    for (let first = 0; first < COUNT; first += AT_ONCE) {
      outcomes.push(await engine.bulk.on(OWNER, 'stop', ids.slice(first, first + AT_ONCE)));
    }
    expect(outcomes.flat().filter(({ ok }) => !ok)).toEqual([]);
  };

  const ids = [...(await runAll())];
  await stopAll(ids);
  ids.push(...(await runAll())); // in the slots of those before: there are no others
  await stopAll(ids.slice(COUNT));
  await engine.until(ids.at(-1)!, 'task:cancelled');
  await engine.leave();

  const staying = await engine.another();
  const tasks = await Promise.all(ids.map((id) => staying.read(id)));
  await staying.leave();
  expect(new Set(tasks.map(({ status }) => status))).toEqual(new Set(['cancelled']));
  const byHandler = tasks.slice(0, COUNT).filter(({ attempts }) => attempts[0]!.outcome === 'stopped');
  expect(byHandler).toHaveLength(COUNT);
  expect(await redis.zcard(`${prefix}:leases`)).toBe(0);
  expect(await redis.zcard(`${prefix}:stops`)).toBe(0);
  expect(await disagreements(redis, prefix, { isShared: true })).toEqual([]);
  await engine.stop();
});
