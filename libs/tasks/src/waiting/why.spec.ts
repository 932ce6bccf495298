import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { clock, FAILURE, fixture, newTask, storesForAll } from '../../testing/stores.js';
import { BY, deployment, idOf, takeAll, TYPE } from '../../testing/waiting-room.js';
import { RunTimes } from './run-times.js';
import { WaitingService } from './waiting.service.js';

storesForAll();

/** Two of them are served at scores that are the same. */
const TIED = ['cem', 'ann', 'dan', 'dan', 'dan', 'ann', 'ann', 'ben'];

describe('why a task waits', () => {
  test('and how many are before it, is what then happens', async () => {
    const crowd = fc.array(fc.constantFrom('ann', 'ben', 'cem', 'dan'), { minLength: 3, maxLength: 30 });
    const ends = fc.array(fc.record({ which: fc.nat(), afterMs: fc.integer({ min: 1, max: 20_000 }) }), {
      maxLength: 8,
    });
    await fc.assert(
      fc.asyncProperty(crowd, ends, fc.nat(), fc.integer({ min: 1, max: 3 }), async (people, past, which, slots) => {
        const place = await deployment(slots);
        const ids: string[] = [];
        for (const person of people) {
          clock.advance(1);
          ids.push(await place.create(person));
        }
        const running = await takeAll(place);
        const begunBefore = new Set(running.map(idOf));
        for (const { which: end, afterMs } of past) {
          clock.advance(afterMs);
          const [one] = running.splice(end % running.length, 1);
          await place.workers.complete(one!.attempt!, one!.ticket);
          const next = await takeAll(place);
          running.push(...next);
          next.forEach((taken) => begunBefore.add(idOf(taken)));
          if (running.length === 0) {
            break;
          }
        }
        const waiting = ids.filter((id) => !begunBefore.has(id));
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
      { numRuns: 30, examples: [[TIED, [{ which: 0, afterMs: 1 }], 2, 1]] },
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

  test('at a limit is also how many of higher lanes are called before', async () => {
    const place = await deployment(3);
    await place.control.setLimits(TYPE, [{ key: 'none', concurrency: 1 }], BY);
    const createIn = async (priority: 'high' | 'low', count: number): Promise<void> => {
      for (let i = 0; i < count; i += 1) {
        const { head } = newTask();
        await place.tasks.create(newTask({ head: { ...head, priority } }));
      }
    };
    await place.createSome('ann', 2);
    const [running] = await takeAll(place);
    await createIn('low', 2);
    const last = await place.create('ann');
    expect(await place.control.why(last)).toMatchObject({ place: 'gate', ahead: 1, isExact: true });
    await createIn('high', 3);
    expect(await place.control.why(last)).toMatchObject({ place: 'gate', ahead: 4, isExact: true });
    await createIn('high', 97);
    expect(await place.control.why(last)).toMatchObject({ ahead: 101, isExact: false });
    await place.workers.complete(running!.attempt!, running!.ticket);
    await place.look();
    expect(await takeAll(place)).toEqual([]);
  });

  test('is told of times that have more digits than JSON of Lua keeps', async () => {
    const place = await deployment(1);
    const farMs = Date.UTC(6000, 0, 2, 3, 4, 5, 678);
    await place.control.pause('lane:normal', { by: BY, ends: farMs + 1 });
    await place.control.pause('type:test.task', { by: BY, ends: farMs + 2 });
    const { id } = await place.tasks.create(newTask({ runAtMs: farMs }));
    expect(await place.control.why(id)).toMatchObject({
      runAt: farMs,
      lanePause: { by: BY, ends: farMs + 1 },
      typePause: { by: BY, ends: farMs + 2 },
    });
  });

  test('is its turn where what it waited at is over and nobody has looked yet', async () => {
    const place = await deployment(1);
    const found = { get: (_who: unknown, id: string) => Promise.resolve({ id, startedAt: null }) };
    const service = new WaitingService(found as never, place.control, new RunTimes(), { clock } as never);
    await fixture.redis.zadd(`${place.prefix}:workers`, clock.nowMs() + 3_600_000, 'worker');
    await place.control.pause(`type:${TYPE}`, { by: BY, ends: clock.nowMs() + 100 });
    const paused = await place.create('ann');
    const reasons = async () =>
      (await service.waiting({ id: 'ann', username: 'ann', roles: ['user'] }, paused, 'en')).reasons;
    expect(await reasons()).toMatchObject([{ code: 'PAUSED' }]);
    clock.advance(100);
    expect(await reasons()).toEqual([{ code: 'QUEUED' }]);
  });

  test('is told by a code for each, and how many are before it exactly up to a hundred', async () => {
    const place = await deployment(1);
    const found = { get: (_who: unknown, id: string) => Promise.resolve({ id, startedAt: null }) };
    const service = new WaitingService(found as never, place.control, new RunTimes(), { clock } as never);
    const told = async (id: string) => service.waiting({ id: 'ann', username: 'ann', roles: ['user'] }, id, 'en');
    const codes = async (id: string) => (await told(id)).reasons.map(({ code }) => code);
    const [first, ...rest] = await place.createSome('ann', 130);
    const [other] = await place.createSome('ben', 1);
    expect(await told(first!)).toEqual({
      reasons: [{ code: 'NO_WORKER', wayOut: expect.any(String) }],
      ahead: 0,
      eta: null,
    });

    await fixture.redis.zadd(`${place.prefix}:workers`, clock.nowMs() + 3_600_000, 'worker');
    const [running] = await takeAll(place);
    expect((await told(first!)).reasons).toEqual([]);
    expect([await codes(rest[0]!), await codes(other!)]).toEqual([['FAIR_SHARE'], ['QUEUED']]);
    expect((await told(rest[99]!)).ahead).toBe(100); // ben's one before
    expect((await told(rest[128]!)).ahead).toBe(130);

    await place.control.setLimits(TYPE, [{ key: 'owner', concurrency: 1 }], BY);
    const limited = await place.create('ann');
    expect((await told(limited)).reasons).toEqual([{ code: 'LIMIT', params: { key: 'owner', concurrency: 1 } }]);
    await place.control.setLimits(TYPE, [{ key: 'none', rate: { count: 1, perMs: 60_000 } }], BY);
    const rated = await place.create('cem');
    expect((await told(rated)).reasons).toMatchObject([{ code: 'RATE', until: expect.any(String), params: { key: 'none', count: 1, perMs: 60_000 } }]); // prettier-ignore
    await place.control.pause('lane:normal', { by: BY, reason: 'maintenance' });
    expect((await told(other!)).reasons).toMatchObject([{ code: 'PAUSED', params: { lane: 'normal', reason: 'maintenance' } }]); // prettier-ignore

    const { id: later } = await place.tasks.create(newTask({ runAtMs: clock.nowMs() + 1_000 }));
    expect((await told(later)).reasons).toContainEqual({ code: 'SCHEDULED', until: new Date(clock.nowMs() + 1_000).toISOString() }); // prettier-ignore
    await place.attempts.retry(running!.attempt!, FAILURE, 5_000);
    expect((await told(first!)).reasons).toContainEqual({ code: 'BACKOFF', until: new Date(clock.nowMs() + 5_000).toISOString() }); // prettier-ignore
  });
});
