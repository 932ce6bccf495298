import { deepStrictEqual } from 'node:assert';
import type { TaskFilter } from '@task-queue/contracts';
import { disagreements } from '../invariants/disagreements.js';
import { OWNERS } from './choices.js';
import { compareEvents } from './events.js';
import { compareList, QUERIES } from './lists.js';
import type { Pair } from './pair.js';
import { taskOf } from './shown.js';

/** Whether everything a person can see, and everything in Redis, is what the model says. */
export async function compareAll(pair: Pair, sampled: readonly TaskFilter[]): Promise<void> {
  await compareTasks(pair);
  await compareEvents(pair);
  const everything = { offset: 0, limit: 1_000, below: 0 };
  const beginnings = pair.model.ids
    .slice(-2)
    .flatMap((id) => [id, id.slice(0, 14), id.slice(0, 6), id.replaceAll('-', '')]);
  const asked = [{}, ...QUERIES.map((q) => ({ q })), ...beginnings.map((q) => ({ q })), ...sampled];
  await Promise.all(asked.map((filter) => compareList(pair, filter, everything)));
  for (const owner of [null, ...OWNERS]) {
    deepStrictEqual(await pair.tasks.stats(owner), pair.model.stats(owner), `stats of ${owner}`);
  }
  deepStrictEqual(await disagreements(pair.fixture.redis, pair.prefix, { damaged: pair.model.damaged }), []);
}

async function compareTasks({ dirty, tasks, model }: Pair): Promise<void> {
  for (const id of dirty) {
    const expected = model.tasks.get(id);
    deepStrictEqual((await tasks.get(id))?.task ?? null, expected ? taskOf(expected, model.nowMs) : null, `task ${id}`);
  }
  dirty.clear();
}
