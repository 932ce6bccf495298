import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import type { TypeLimit } from '@task-queue/contracts';
import type { Taken } from '../../testing/lane-workers.js';
import { clock, newTask, storesForAll } from '../../testing/stores.js';
import { BY, deployment, idOf, personOf, takeAll, TYPE, workOff, type Deployment } from '../../testing/waiting-room.js';

storesForAll();

describe('a pause', () => {
  test('of a lane lets nothing new start, with a ticket or without, and ends when it is resumed', async () => {
    const place = await deployment(2);
    const [withTicket] = await place.createSome('ann', 1);
    await place.control.pause('lane:normal', { by: BY, reason: 'maintenance' });
    const [later] = await place.createSome('ann', 1);
    expect(await takeAll(place)).toMatchObject([{ ticket: { taskId: withTicket }, attempt: null }]);
    await place.look();
    expect(await takeAll(place)).toEqual([]);
    expect((await place.control.lanes())[1]).toMatchObject({
      lane: 'normal',
      paused: true,
      pause: { by: BY, reason: 'maintenance', until: null },
      waiting: 2,
      running: 0,
    });
    await place.control.resume('lane:normal', BY);
    expect((await takeAll(place)).map(idOf)).toEqual([withTicket, later]);
    expect((await place.control.lanes())[1]).toMatchObject({ paused: false, pause: null, waiting: 0, running: 2 });
    expect(await place.intact()).toEqual([]);
  });

  test('ends by itself', async () => {
    const place = await deployment(2);
    await place.control.pause('lane:normal', { by: BY, ends: clock.nowMs() + 5_000 });
    await place.control.pause(`type:${TYPE}`, { by: BY, ends: clock.nowMs() + 9_000 });
    const other = await place.create('ann', {}, 'test.other');
    const [paused] = await place.createSome('ann', 1);
    await place.look();
    expect(await takeAll(place)).toEqual([]);
    clock.advance(5_000);
    await place.look();
    expect((await takeAll(place)).map(idOf)).toEqual([other]);
    clock.advance(4_000);
    await place.look();
    expect((await takeAll(place)).map(idOf)).toEqual([paused]);
    expect(await place.intact()).toEqual([]);
  });

  test('of a type that ends by itself lets go of it then, and no look later', async () => {
    const place = await deployment(2);
    await place.control.pause(`type:${TYPE}`, { by: BY, ends: clock.nowMs() + 1_500 });
    const [paused] = await place.createSome('ann', 1);
    clock.advance(1_000);
    await place.look();
    clock.advance(500);
    await place.look();
    expect((await takeAll(place)).map(idOf)).toEqual([paused]);
  });

  test('of a type keeps no other type waiting, and lets go of everybody when it is resumed', async () => {
    const place = await deployment(300);
    await place.control.pause(`type:${TYPE}`, { by: BY });
    const paused = await place.createSome('ann', 250);
    const other = await place.create('ann', {}, 'test.other');
    expect((await takeAll(place)).map(idOf)).toEqual([other]);
    await place.control.resume(`type:${TYPE}`, BY);
    await place.look();
    expect((await takeAll(place)).map(idOf).toSorted()).toEqual(paused.toSorted());
    expect(await place.intact()).toEqual([]);
  });
});

describe('a limit', () => {
  const limit = async (place: Deployment, ...limits: TypeLimit[]): Promise<void> =>
    place.control.setLimits(TYPE, limits, BY);

  test('holds those with its key, and nobody else', async () => {
    const place = await deployment(10);
    await limit(place, { key: 'param:shop', concurrency: 1 });
    const [a1, a2] = await place.createSome('ann', 2, { shop: 'a' });
    const [b1] = await place.createSome('ann', 1, { shop: 'b' });
    const [none] = await place.createSome('ann', 1, {});
    const running = await takeAll(place);
    expect(running.map(idOf)).toEqual([a1, b1, none]);
    await place.workers.complete(running[0]!.attempt!, running[0]!.ticket);
    expect((await takeAll(place)).map(idOf)).toEqual([a2]);
    expect(await place.intact()).toEqual([]);
  });

  test.each<[string, unknown, unknown, unknown]>([
    ['numbers of sixteen digits', 1_234_567_890_123_456, 1_234_567_890_123_457, 1_234_567_890_123_456],
    ['fractions', 0.1, 0.100_000_000_000_001, 1e-1],
    [
      'objects',
      { id: 1_234_567_890_123_456, of: ['x'] },
      { id: 1, of: ['x'] },
      { of: ['x'], id: 1_234_567_890_123_456 },
    ],
    [
      'objects with such numbers',
      { id: [1_234_567_890_123_456] },
      { id: [1_234_567_890_123_457] },
      { id: [1_234_567_890_123_456] },
    ],
    ['numbers and their texts', 7, '7', 7],
    ['lists and what they hold', ['a,b'], ['a', 'b'], ['a,b']],
  ])('tells %s apart', async (_what, one, another, oneAgain) => {
    const place = await deployment(10);
    await limit(place, { key: 'param:shop', concurrency: 1 });
    const [first] = await place.createSome('ann', 1, { shop: one });
    const [second] = await place.createSome('ann', 1, { shop: another });
    await place.createSome('ann', 1, { shop: oneAgain });
    expect((await takeAll(place)).map(idOf)).toEqual([first, second]);
  });

  test('that holds many holds up nobody with another key', async () => {
    const place = await deployment(10);
    await limit(place, { key: 'none', concurrency: 2 }, { key: 'param:shop', concurrency: 1 });
    const [a1] = await place.createSome('ann', 1, { shop: 'a' });
    const [b1] = await place.createSome('ann', 1, { shop: 'b' });
    const running = await takeAll(place);
    expect(running.map(idOf)).toEqual([a1, b1]);
    await place.createSome('ann', 250, { shop: 'a' });
    const [c1] = await place.createSome('ann', 1, { shop: 'c' });
    await place.workers.complete(running[1]!.attempt!, running[1]!.ticket);
    await place.look();
    expect((await takeAll(place)).map(idOf)).toEqual([c1]);
    expect(await place.intact()).toEqual([]);
  });

  test('that closes for who was called before they have a slot gives their place to others', async () => {
    const place = await deployment(2);
    await limit(place, { key: 'none', concurrency: 2 }, { key: 'param:shop', concurrency: 1 });
    await place.createSome('ann', 1, { shop: 'b' });
    await place.createSome('ann', 1, { shop: 'c' });
    const first = await takeAll(place);
    const others = [await place.create('ann', {}, 'test.other'), await place.create('ann', {}, 'test.other')];
    const [a1] = await place.createSome('ann', 2, { shop: 'a' });
    const [d1] = await place.createSome('ann', 1, { shop: 'd' });
    for (const { attempt, ticket } of first) {
      await place.workers.complete(attempt!, ticket); // both of shop a are called, and the others have the slots
    }
    const second = await takeAll(place);
    expect(second.map(idOf)).toEqual(others);
    for (const { attempt, ticket } of second) {
      await place.workers.complete(attempt!, ticket);
    }
    expect((await takeAll(place)).map(idOf)).toEqual([a1]);
    await place.look();
    expect((await takeAll(place)).map(idOf)).toEqual([d1]);
    expect(await place.intact()).toEqual([]);
  });

  test('lets go of a debounced task whose params are another’s now', async () => {
    const place = await deployment(10);
    await limit(place, { key: 'param:shop', concurrency: 1 });
    const [first] = await place.createSome('ann', 1, { shop: 'a' });
    const once = { lock: 'shop', scope: 'debounce', delayMs: 1_000, maxDelayMs: 1_000, takesParams: true } as const;
    const { head } = newTask({}, TYPE);
    const ask = (shop: string) =>
      place.tasks.create(
        newTask({ head: { ...head, priority: 'normal' }, params: JSON.stringify({ shop }), once }, TYPE),
      );
    const { id } = await ask('a');
    clock.advance(1_000);
    await place.attempts.issueDueTickets(10);
    expect((await takeAll(place)).map(idOf)).toEqual([first]);
    expect((await ask('b')).id).toBe(id);
    expect((await takeAll(place)).map(idOf)).toEqual([id]);
    expect(await place.intact()).toEqual([]);
  });

  test('counts people apart, and serves them in turns where it does not', async () => {
    const place = await deployment(10);
    await limit(place, { key: 'none', concurrency: 2 }, { key: 'owner', concurrency: 1 });
    await place.createSome('ann', 3);
    await place.createSome('ben', 3);
    const first = await takeAll(place);
    expect(first.map(personOf)).toEqual(['ann', 'ben']);
    expect((await workOff(place, first)).map(personOf).toSorted()).toEqual(['ann', 'ann', 'ben', 'ben']);
    expect(await place.intact()).toEqual([]);
  });

  test('that is lowered holds back who has a ticket, and that is raised or goes lets them begin', async () => {
    const place = await deployment(10);
    const ids = await place.createSome('ann', 4);
    await limit(place, { key: 'none', concurrency: 1 });
    const taken = await takeAll(place);
    expect(taken.flatMap(({ attempt }) => attempt?.taskId ?? [])).toEqual([ids[0]]);
    expect(await place.intact()).toEqual([]);
    await limit(place, { key: 'none', concurrency: 3 });
    clock.advance(1_000);
    await place.look();
    expect((await takeAll(place)).map(idOf)).toEqual([ids[1], ids[2]]);
    await place.control.setLimits(TYPE, null, BY);
    clock.advance(1_000);
    await place.look();
    expect((await takeAll(place)).map(idOf)).toEqual([ids[3]]);
    expect(await place.intact()).toEqual([]);
  });

  test('of a rate lets no more begin in any time of that length, and those as soon as it may', async () => {
    const place = await deployment(20);
    await limit(place, { key: 'none', rate: { count: 3, perMs: 1_000 } });
    const ids = await place.createSome('ann', 9);
    const begunMs: number[] = [];
    for (let i = 0; i < 80 && begunMs.length < ids.length; i += 1) {
      clock.advance(50);
      await place.look();
      begunMs.push(...(await takeAll(place)).map(() => clock.nowMs()));
    }
    expect(begunMs).toHaveLength(ids.length);
    for (const [i, atMs] of begunMs.entries()) {
      expect(begunMs.filter((otherMs) => otherMs > atMs - 1_000 && otherMs <= atMs).length).toBeLessThanOrEqual(3);
      expect(atMs - (begunMs[i - 3] ?? -Infinity)).toBeGreaterThanOrEqual(1_000);
    }
    expect(begunMs.at(-1)! - begunMs[0]!).toBeLessThan(2_300);
    expect(await place.intact()).toEqual([]);
  });

  test('declared by a handler counts until somebody sets another', async () => {
    const place = await deployment(10);
    await place.control.declareLimits([{ type: TYPE, limits: [{ key: 'none', concurrency: 1 }] }]);
    await place.createSome('ann', 3);
    expect(await takeAll(place)).toHaveLength(1);
    await limit(place, { key: 'none', concurrency: 2 });
    await place.control.declareLimits([{ type: TYPE, limits: [{ key: 'none', concurrency: 1 }] }]);
    clock.advance(1_000);
    await place.look();
    expect(await takeAll(place)).toHaveLength(1);
    await place.control.setLimits(TYPE, null, BY);
    expect((await place.control.read()).limitsOf(TYPE)).toEqual([{ key: 'none', concurrency: 1 }]);
  });

  test('is never exceeded and never leaks, whatever ends, is lost or changed; and nobody waits at one that is open', async () => {
    const limits = fc.constantFrom<TypeLimit[]>(
      [{ key: 'none', concurrency: 2 }],
      [{ key: 'owner', concurrency: 1 }],
      [
        { key: 'none', concurrency: 3 },
        { key: 'param:shop', concurrency: 1 },
      ],
      [
        { key: 'param:shop', concurrency: 1 },
        { key: 'owner', concurrency: 1 },
        { key: 'none', concurrency: 2 },
      ],
      [],
    );
    const steps = fc.array(
      fc.oneof(
        { weight: 5, arbitrary: fc.record({ kind: fc.constant('create' as const), n: fc.nat({ max: 5 }) }) },
        { weight: 4, arbitrary: fc.record({ kind: fc.constant('end' as const), n: fc.nat({ max: 9 }) }) },
        { weight: 1, arbitrary: fc.record({ kind: fc.constant('lose' as const), n: fc.nat({ max: 9 }) }) },
        { weight: 1, arbitrary: fc.record({ kind: fc.constant('cancel' as const), n: fc.nat({ max: 9 }) }) },
        { weight: 1, arbitrary: fc.record({ kind: fc.constant('limit' as const), limits }) },
      ),
      { minLength: 10, maxLength: 50 },
    );
    await fc.assert(
      fc.asyncProperty(steps, limits, async (history, initial) => {
        const slots = 4;
        const place = await deployment(slots);
        const running = new Map<string, Taken>();
        const pending = new Map<string, Counted>();
        let current = initial;
        /** Takes what may begin after one look, which leaves nobody waiting who could. */
        const look = async (): Promise<void> => {
          await place.look();
          for (const taken of (await takeAll(place)).filter(({ attempt }) => attempt !== null)) {
            running.set(taken.ticket.taskId, taken);
            pending.delete(taken.ticket.taskId);
            expect(over(current, running)).toEqual([]);
          }
          const counted = [...running.values()].map(countedOf);
          const couldBegin = [...pending.values()].filter(
            (one) => counted.length < slots && fits(current, counted, one),
          );
          expect(couldBegin).toEqual([]);
        };
        await limit(place, ...current);
        for (const step of history) {
          clock.advance(7);
          const [chosen] = [...running.values()].slice('n' in step ? step.n % Math.max(1, running.size) : 0);
          if (step.kind === 'create') {
            const one = { owner: step.n < 3 ? 'ann' : 'ben', shop: step.n % 2 === 0 ? 'a' : 'b' };
            pending.set(await place.create(one.owner, { shop: one.shop }), one);
          } else if (step.kind === 'end' && chosen) {
            await place.workers.complete(chosen.attempt!, chosen.ticket);
            running.delete(chosen.ticket.taskId);
          } else if (step.kind === 'lose' && chosen) {
            clock.advance(20_000);
            await place.attempts.recover((await place.attempts.lost(100)).map((lost) => ({ ...lost, delayMs: 0 })));
            for (const { ticket } of running.values()) {
              await place.workers.leave(ticket);
            }
            running.forEach((taken, id) => pending.set(id, countedOf(taken)));
            running.clear();
          } else if (step.kind === 'cancel' && pending.size > 0) {
            const id = [...pending.keys()][step.n % pending.size]!;
            await place.tasks.cancel(id);
            pending.delete(id);
          } else if (step.kind === 'limit') {
            current = step.limits;
            await limit(place, ...current);
            clock.advance(1_000); // until then nobody looks at a gate that was opened
          }
          clock.advance(200);
          await look();
        }
        expect(await place.intact()).toEqual([]);
        // What is left runs to its end: nobody was forgotten.
        for (let left = running.size + pending.size; left > 0; left -= 1) {
          for (const [id, { attempt, ticket }] of [...running].slice(0, 1)) {
            await place.workers.complete(attempt!, ticket);
            running.delete(id);
          }
          clock.advance(200);
          await look();
        }
        const states = await Promise.all(
          [...pending.keys()].map(async (id) => (await place.tasks.get(id))!.task.status),
        );
        expect(states.filter((status) => status === 'pending')).toEqual([]);
        expect(await place.intact()).toEqual([]);
      }),
      { numRuns: 25 },
    );
  }, 120_000);

  /** Which limits are exceeded by what runs, beyond what ran already when they were set. */
  function over(limits: readonly TypeLimit[], running: ReadonlyMap<string, Taken>): string[] {
    const counted = [...running.values()].map(countedOf);
    const newest = counted.at(-1)!;
    return limits.flatMap(({ key, concurrency = Infinity }) => {
      const same = counted.filter((one) => valueOf(one, key) === valueOf(newest, key));
      return same.length > concurrency ? [`${same.length} of ${key}, not ${concurrency}`] : [];
    });
  }

  /** Whether one more may run. */
  function fits(limits: readonly TypeLimit[], running: readonly Counted[], more: Counted): boolean {
    return limits.every(
      ({ key, concurrency = Infinity }) =>
        running.filter((one) => valueOf(one, key) === valueOf(more, key)).length < concurrency,
    );
  }
});

/** What limits tell tasks apart by. */
interface Counted {
  readonly owner: string;
  readonly shop: string;
}

function countedOf({ attempt }: Taken): Counted {
  return { owner: attempt!.head.createdBy.id, shop: (JSON.parse(attempt!.params) as { shop: string }).shop };
}

function valueOf({ owner, shop }: Counted, key: TypeLimit['key']): string {
  return key === 'none' ? '' : key === 'owner' ? owner : shop;
}
