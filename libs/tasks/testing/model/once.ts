import { deepStrictEqual } from 'node:assert';
import * as fc from 'fast-check';
import { InTimeStore } from '../../src/in-time/in-time-store.js';
import type { WantedLock } from '../../src/once/once.js';
import type { StoreCommand } from './pair.js';

/** Locks of every kind; few names, so that they meet. */
export const locks: fc.Arbitrary<WantedLock | null> = fc.oneof(
  { weight: 3, arbitrary: fc.constant(null) },
  {
    weight: 3,
    arbitrary: fc.record(
      {
        lock: fc.constantFrom('unique-1', 'unique-2'),
        scope: fc.constantFrom('pending', 'unfinished'),
        forMs: fc.constantFrom(40, 60_000),
        refuses: fc.constant(true),
      },
      { requiredKeys: ['lock', 'scope'] },
    ),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      lock: fc.constant('debounce-1'),
      scope: fc.constant('debounce'),
      delayMs: fc.constantFrom(1, 40, 3_000),
      maxDelayMs: fc.constantFrom(3_000, 60_000),
      takesParams: fc.boolean(),
    }),
  },
);

/** Somebody looks whose time has come. */
export function timesCome(limit: number): StoreCommand {
  return {
    name: 'timesCome',
    args: [limit],
    async run(pair) {
      const { fixture, clock, prefix, model, dirty } = pair;
      const store = new InTimeStore(fixture.redis, clock, prefix);
      deepStrictEqual(await store.expireOverdue(limit), model.expireOverdue(limit));
      deepStrictEqual(await store.tellAtRisk(limit), model.tellAtRisk(limit));
      model.ids.forEach((id) => dirty.add(id));
    },
  };
}
