import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { clock, storesForAll } from '../../testing/stores.js';
import { BY, deployment, idOf, takeAll, TYPE } from '../../testing/waiting-room.js';

storesForAll();

describe('why a task waits', () => {
  test('and how many are before it, is what then happens', async () => {
    const crowd = fc.array(fc.constantFrom('ann', 'ben', 'cem', 'dan'), { minLength: 3, maxLength: 30 });
    await fc.assert(
      fc.asyncProperty(crowd, fc.nat(), fc.integer({ min: 1, max: 3 }), async (people, which, slots) => {
        const place = await deployment(slots);
        const ids: string[] = [];
        for (const person of people) {
          clock.advance(1);
          ids.push(await place.create(person));
        }
        const running = await takeAll(place);
        const waiting = ids.filter((id) => !running.some((taken) => idOf(taken) === id));
        fc.pre(waiting.length > 0);
        const id = waiting[which % waiting.length]!;
        const { ahead, place: where, isExact } = (await place.control.why(id))!;
        expect({ where, isExact }).toEqual({ where: 'room', isExact: true });
        // As things are: more slots come, one by one, and nobody leaves theirs.
        const begun: string[] = [];
        for (let more = 1; !begun.includes(id); more += 1) {
          clock.advance(1);
          await place.workers.open(slots + more);
          await place.look();
          begun.push(...(await takeAll(place)).map(idOf));
        }
        expect(begun.indexOf(id)).toBe(ahead);
      }),
      { numRuns: 20 },
    );
  }, 60_000);

  test('is told of every place', async () => {
    const place = await deployment(1);
    const [first, second] = await place.createSome('ann', 2);
    const [other] = await place.createSome('ben', 1);
    expect(await place.control.why(first!)).toMatchObject({ place: 'lane', ahead: 0, hasWorker: false });
    expect(await place.control.why(second!)).toMatchObject({ place: 'room', isFairShare: true, ahead: 2 });
    expect(await place.control.why(other!)).toMatchObject({ place: 'room', isFairShare: false, ahead: 1 });
    await takeAll(place);
    await place.control.setLimits(TYPE, [{ key: 'owner', concurrency: 1 }], BY);
    const facts = await place.control.why(await place.create('ann'));
    expect(facts).toMatchObject({ place: 'gate', gate: { key: 'owner', concurrency: 1, held: 1 } });
    await place.control.pause('lane:normal', { by: BY });
    expect(await place.control.why(second!)).toMatchObject({ lanePause: { by: BY } });
    expect(await place.control.why('019aaf3c-8d2b-7c4e-9f10-2b6d1e7a9c55')).toBeNull();
  });
});
