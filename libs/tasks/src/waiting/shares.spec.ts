import { describe, expect, jest, test } from '@jest/globals';
import type { Taken } from '../../testing/lane-workers.js';
import { clock, storesForAll } from '../../testing/stores.js';
import { deployment, personOf } from '../../testing/waiting-room.js';

jest.setTimeout(60_000);
storesForAll();

const PEOPLE = 10;
const BACKLOG = 10;
const MINUTE_MS = 60_000;

/** How long the next task of a person takes, by who it is of the ten and a random number. */
type LengthOf = (person: number, random: number) => number;
const anyLength: LengthOf = (_, random) => 100 + 9_900 * random;
const ownLength: LengthOf = (person) => 100 + 1_100 * person;

interface Minute {
  readonly slots: number;
  /** Of the random numbers. */
  readonly seed: number;
  /** When it begins. @default 10 s after the first task */
  readonly afterMs?: number;
  readonly lengthOf?: LengthOf;
  /** Whether the first one came alone and took every slot. */
  readonly isOpen?: boolean;
  /** So many of the people have no backlog: they create a task as the one before ends. */
  readonly oneByOne?: number;
}

describe('ten people with backlogs of tasks of 0.1 to 10 s', () => {
  test.each<Minute>([
    { slots: 8, afterMs: 0, seed: 1 },
    { slots: 8, afterMs: 0, seed: 2 },
    { slots: 8, afterMs: 10_000, seed: 1 },
    { slots: 8, afterMs: 10_000, seed: 2 },
    { slots: 16, afterMs: 10_000, seed: 1 },
  ])(
    'get within a tenth of the mean of what $slots slots have in a minute that begins after $afterMs ms: $seed',
    async (minute) => {
      expect(await farthest(minute)).toBeLessThan(0.1);
    },
  );

  test('get it also where the first one came alone and took every slot', async () => {
    expect(await farthest({ slots: 8, seed: 2, isOpen: true })).toBeLessThan(0.1);
  });

  test('get it also where half of them create a task as the one before ends', async () => {
    expect(await farthest({ slots: 8, seed: 3, oneByOne: 5 })).toBeLessThan(0.1);
  });

  test('get it also where the tasks of one are all short, and those of another all long', async () => {
    expect(await farthest({ slots: 8, seed: 1, lengthOf: ownLength })).toBeLessThan(0.1);
  });

  test('get the same where there are as many slots as people', async () => {
    const shares = await sharesIn({ slots: PEOPLE, seed: 1 });
    expect(shares).toEqual(shares.map(() => 1));
  });
});

/** @returns how far from the mean, which is 1, anybody is */
async function farthest(minute: Minute): Promise<number> {
  return Math.max(...(await sharesIn(minute)).map((share) => Math.abs(share - 1)));
}

/** Plays a minute with the scripts' own clock. @returns what each person got of the slots' time, the mean being 1 */
async function sharesIn(minute: Minute): Promise<readonly number[]> {
  const { slots, seed, afterMs = 10_000, lengthOf = anyLength, isOpen = false, oneByOne = 0 } = minute;
  const random = randomOf(seed);
  const place = await deployment(isOpen ? slots : 0);
  const people = Array.from({ length: PEOPLE }, (_, i) => `person-${i}`);
  const hasBacklog = (person: string): boolean => people.indexOf(person) >= oneByOne;
  for (const person of people) {
    await place.createSome(person, hasBacklog(person) ? BACKLOG : 1);
  }
  await place.workers.open(slots);
  await place.look();
  const running: { readonly taken: Taken; readonly begunMs: number; readonly endMs: number }[] = [];
  const takeAll = async (): Promise<void> => {
    for (let taken = await place.workers.take(); taken !== null; taken = await place.workers.take()) {
      const begunMs = clock.nowMs();
      const lengthMs = Math.round(lengthOf(people.indexOf(personOf(taken)), random()));
      running.push({ taken, begunMs, endMs: begunMs + lengthMs });
      if (hasBacklog(personOf(taken))) {
        await place.create(personOf(taken));
      }
    }
  };
  const fromMs = clock.nowMs() + afterMs;
  const toMs = fromMs + MINUTE_MS;
  await takeAll();
  const gotMs = new Map(people.map((person) => [person, 0]));
  while (clock.nowMs() < toMs) {
    running.sort((a, b) => a.endMs - b.endMs);
    const { taken, begunMs, endMs } = running.shift()!;
    const heldMs = Math.min(endMs, toMs) - Math.max(begunMs, fromMs);
    gotMs.set(personOf(taken), gotMs.get(personOf(taken))! + Math.max(0, heldMs));
    clock.advance(endMs - clock.nowMs());
    await place.workers.complete(taken.attempt!, taken.ticket);
    if (!hasBacklog(personOf(taken))) {
      await place.create(personOf(taken));
    }
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
