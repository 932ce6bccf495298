import { describe, expect, test } from '@jest/globals';
import type { Taken } from '../../testing/lane-workers.js';
import { clock, storesForAll } from '../../testing/stores.js';
import { deployment, personOf } from '../../testing/waiting-room.js';

storesForAll();

const PEOPLE = 10;
const BACKLOG = 4;
const WARM_UP_MS = 10_000;
const MINUTE_MS = 60_000;

describe('ten people with backlogs of tasks of 0.1 to 10 s', () => {
  test.each([8, 16])('get within 10 %% of the mean of what %i slots have in a minute', async (slots) => {
    const shares = await minuteOf(slots, randomOf(1));
    expect(Math.min(...shares)).toBeGreaterThan(0.9);
    expect(Math.max(...shares)).toBeLessThan(1.1);
  });

  test('get the same where there are as many slots as people', async () => {
    const shares = await minuteOf(PEOPLE, randomOf(1));
    expect(shares).toEqual(shares.map(() => 1));
  });
});

/** Plays a minute with the scripts' own clock. @returns what each person got of the slots' time, the mean being 1 */
async function minuteOf(slots: number, random: () => number): Promise<readonly number[]> {
  const place = await deployment(slots);
  const people = Array.from({ length: PEOPLE }, (_, i) => `person-${i}`);
  for (const person of people) {
    await place.createSome(person, BACKLOG);
  }
  const running: { readonly taken: Taken; readonly begunMs: number; readonly endMs: number }[] = [];
  const takeAll = async (): Promise<void> => {
    for (let taken = await place.workers.take(); taken !== null; taken = await place.workers.take()) {
      const begunMs = clock.nowMs();
      running.push({ taken, begunMs, endMs: begunMs + Math.round(100 + 9_900 * random()) });
      await place.create(personOf(taken));
    }
  };
  await takeAll();
  const fromMs = clock.nowMs() + WARM_UP_MS;
  const toMs = fromMs + MINUTE_MS;
  const gotMs = new Map(people.map((person) => [person, 0]));
  while (clock.nowMs() < toMs) {
    running.sort((a, b) => a.endMs - b.endMs);
    const { taken, begunMs, endMs } = running.shift()!;
    const heldMs = Math.min(endMs, toMs) - Math.max(begunMs, fromMs);
    gotMs.set(personOf(taken), gotMs.get(personOf(taken))! + Math.max(0, heldMs));
    clock.advance(endMs - clock.nowMs());
    await place.workers.complete(taken.attempt!, taken.ticket);
    await takeAll();
  }
  for (const { taken, begunMs } of running) {
    gotMs.set(personOf(taken), gotMs.get(personOf(taken))! + Math.max(0, toMs - Math.max(begunMs, fromMs)));
  }
  return [...gotMs.values()].map((ms) => ms / ((slots * MINUTE_MS) / PEOPLE));
}

/** The same numbers for the same seed, 0 to 1 (mulberry32). */
function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
