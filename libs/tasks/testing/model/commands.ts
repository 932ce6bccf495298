import * as fc from 'fast-check';
import { beginAgain, complete, fail, interrupt, progress, renew, start } from './attempts.js';
import { damage } from './damage.js';
import { crash, moveClock, recover } from './leases.js';
import { cancel, create, remove, removeFinished, retryByHand } from './life.js';
import { filters, look } from './lists.js';
import { locks, timesCome } from './once.js';
import type { StoreCommand } from './pair.js';
import { abandonOverdue, acknowledgeStop, endStopped, handlerEnded, stop } from './stops.js';
import { issueDueTickets, ticketLost } from './tickets.js';
import { lookAfterWaiting, slots } from './waiting.js';
import { said, type Word } from './word.js';

const nat = fc.nat({ max: 200 });

/** Everything that can be said to existing tasks. */
export const words: fc.Arbitrary<Word> = fc.oneof(
  { weight: 6, arbitrary: nat.map(start) },
  { weight: 3, arbitrary: fc.tuple(nat, fc.nat({ max: 100 }), fc.constantFrom(0, 1, 7, 600)).map((of) => progress(...of)) },
  { weight: 4, arbitrary: nat.map(complete) },
  { weight: 5, arbitrary: fc.tuple(nat, fc.constantFrom(0, 40, 3_000)).map((of) => fail(...of)) },
  { weight: 2, arbitrary: nat.map(interrupt) },
  { weight: 1, arbitrary: nat.map(renew) },
  { weight: 2, arbitrary: nat.map(cancel) },
  { weight: 4, arbitrary: nat.map(retryByHand) },
  { weight: 3, arbitrary: nat.map(remove) },
  { weight: 1, arbitrary: nat.map(removeFinished) },
  { weight: 1, arbitrary: fc.integer({ min: 1, max: 5 }).map(recover) },
  { weight: 3, arbitrary: fc.tuple(nat, fc.constantFrom(false, false, true)).map((of) => stop(...of)) },
  { weight: 2, arbitrary: nat.map(acknowledgeStop) },
  { weight: 2, arbitrary: nat.map(endStopped) },
  { weight: 1, arbitrary: nat.map(handlerEnded) },
); // prettier-ignore

/** New tasks, of every kind. */
export const creates: fc.Arbitrary<StoreCommand> = fc
  .record({
    owner: nat,
    type: nat,
    priority: nat,
    title: fc.array(nat, { minLength: 1, maxLength: 4 }),
    maxRetries: fc.nat({ max: 2 }),
    delayMs: fc.constantFrom(null, null, 1, 60_000, 0, -60_000),
    key: fc.constantFrom(null, null, null, 1, 2),
    hash: fc.constantFrom(1, 1, 2),
    once: locks,
    params: fc.constantFrom(1, 1, 2),
    startWithinMs: fc.constantFrom(null, null, null, 40, 3_000),
    deadlineMs: fc.constantFrom(null, null, null, 0, 3_000, 600_000),
  })
  .map(create);

/** Everything that can happen. */
export const commands: fc.Arbitrary<StoreCommand> = fc.oneof(
  { weight: 8, arbitrary: creates },
  { weight: 30, arbitrary: words.map(said) },
  { weight: 2, arbitrary: nat.map(ticketLost) },
  { weight: 3, arbitrary: fc.integer({ min: 1, max: 5 }).map(issueDueTickets) },
  {
    weight: 3,
    arbitrary: fc.tuple(fc.nat({ max: 2 }), fc.option(fc.nat({ max: 3 }))).map(([lane, count]) => slots(lane, count)),
  },
  { weight: 2, arbitrary: fc.constant(lookAfterWaiting) },
  { weight: 4, arbitrary: fc.constantFrom(0, 1, 40, 3_000, 60_000, -2_000).map(moveClock) },
  { weight: 1, arbitrary: fc.integer({ min: 1, max: 5 }).map(crash) },
  { weight: 1, arbitrary: fc.integer({ min: 1, max: 5 }).map(abandonOverdue) },
  { weight: 2, arbitrary: fc.integer({ min: 1, max: 5 }).map(timesCome) },
  { weight: 3, arbitrary: nat.map(beginAgain) },
  { weight: 1, arbitrary: nat.map(damage) },
  {
    weight: 4,
    arbitrary: fc
      .tuple(filters, fc.record({ offset: fc.nat({ max: 12 }), limit: fc.nat({ max: 8 }), below: fc.nat({ max: 30 }) }))
      .map((of) => look(...of)),
  },
);

/** Makes a counterexample print as one line a step. */
export function printable<Step extends { readonly name: string; readonly args?: readonly unknown[] }>(
  history: fc.Arbitrary<Step[]>,
): fc.Arbitrary<Step[]> {
  return history.map((steps) =>
    Object.assign(steps, {
      [fc.toStringMethod]: () =>
        steps.map(({ name, args = [] }) => [name, ...args.map((arg) => JSON.stringify(arg))].join(' ')).join('\n'),
    }),
  );
}
