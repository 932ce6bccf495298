import { deepStrictEqual } from 'node:assert';
import type { StoreCommand } from './pair.js';
import { LEASE_MS } from './task-model.js';
import { said, type Word } from './word.js';

/** A sweep that takes what it found lost a moment ago. */
export const recover = (limit: number): Word => ({
  name: `recover(${limit})`,
  prepare(model) {
    const lost = model.lost(limit).map((attempt, i) => ({ ...attempt, delayMs: i * 700 }));
    return {
      taskId: '*',
      real: ({ workers }) => workers[0]!.recover(lost),
      said: (before) => before.recover(lost),
    };
  },
});

export function moveClock(ms: number): StoreCommand {
  return {
    name: 'moveClock',
    args: [ms],
    async run({ clock, model }) {
      clock.advance(ms);
      model.nowMs = clock.nowMs();
    },
  };
}

function findLost(limit: number): StoreCommand {
  return {
    name: 'findLost',
    args: [limit],
    async run({ workers, model }) {
      deepStrictEqual(await workers[1]!.lost(limit), model.lost(limit));
    },
  };
}

/** Workers fall silent for longer than a lease, and a sweep comes by. */
export function crash(limit: number): StoreCommand {
  return {
    name: 'crash',
    args: [limit],
    async run(pair) {
      await moveClock(LEASE_MS).run(pair);
      await findLost(limit).run(pair);
      await said(recover(limit)).run(pair);
    },
  };
}
