import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import type { Taken } from '../../testing/lane-workers.js';
import {
  attempts,
  clock,
  create,
  createStarted,
  FAILURE,
  fixture,
  newTask,
  read,
  storesForAll,
  tasks,
} from '../../testing/stores.js';
import { deployment, idOf, personOf, takeAll, workOff } from '../../testing/waiting-room.js';

storesForAll();

describe('a lane', () => {
  test('has no more tickets than slots, and the others wait their turn in order', async () => {
    const place = await deployment(2);
    const ids = await place.createSome('ann', 6);
    const first = await takeAll(place);
    expect(first.map(idOf)).toEqual(ids.slice(0, 2));
    expect((await workOff(place, first)).map(idOf)).toEqual(ids.slice(2));
    expect(await place.intact()).toEqual([]);
  });

  test('gives the first slot that is free to another person, whatever somebody has waiting', async () => {
    const place = await deployment(3);
    await place.createSome('ann', 50);
    const running = await takeAll(place);
    const [one] = await place.createSome('ben', 1);
    await place.workers.complete(running[0]!.attempt!, running[0]!.ticket);
    expect(idOf((await place.workers.take())!)).toBe(one);
    expect(await place.workers.take()).toBeNull();
  });

  test('serves whom it served longest ago where people have equally many running', async () => {
    const place = await deployment(1);
    for (const person of ['ann', 'ben', 'cem']) {
      await place.createSome(person, 3);
    }
    const first = await takeAll(place);
    const people = (await workOff(place, first)).map(personOf);
    expect([...first.map(personOf), ...people].join(' ')).toBe('ann ben cem ann ben cem ann ben cem');
  });

  test('has people served as long as each other, where the tasks of one take longer', async () => {
    const place = await deployment(1);
    const lengthsMs: Record<string, number> = { ann: 3_000, ben: 1_000 };
    const hadMs: Record<string, number> = { ann: 0, ben: 0 };
    for (const person of ['ann', 'ben']) {
      await place.createSome(person, 40);
    }
    for (let i = 0; i < 40; i += 1) {
      const taken = (await place.workers.take())!;
      const person = personOf(taken);
      hadMs[person]! += lengthsMs[person]!;
      clock.advance(lengthsMs[person]!);
      await place.workers.complete(taken.attempt!, taken.ticket);
    }
    expect(Math.abs(hadMs['ann']! - hadMs['ben']!)).toBeLessThan(10_000); // it would be 40 s where they took turns
  });

  test('lets who comes take turns with who has been at work for long: neither owes the other anything', async () => {
    const place = await deployment(1);
    await place.createSome('ann', 8);
    const people: string[] = [];
    for (let taken = await place.workers.take(); people.length < 8; taken = await place.workers.take()) {
      people.push(personOf(taken!));
      if (people.length === 4) {
        await place.createSome('ben', 4);
      }
      clock.advance(5_000);
      await place.workers.complete(taken!.attempt!, taken!.ticket);
    }
    expect(people.join(' ')).toBe('ann ann ann ann ben ann ben ann');
  });

  test('counts no slot of anybody once nothing runs there, though a program of before the room gave none back', async () => {
    const place = await deployment(2);
    await place.createSome('ann', 2);
    const [first, second] = (await takeAll(place)) as [Taken, Taken];
    const room = `${place.prefix}:room:normal`;
    const { taken, 'p:ann': ofAnn } = await fixture.redis.hgetall(room);
    await place.workers.complete(first.attempt!, first.ticket);
    await fixture.redis.hset(room, { taken: taken!, 'p:ann': ofAnn! }); // as that program leaves it
    await place.look();
    await place.workers.complete(second.attempt!, second.ticket);
    expect(await place.intact()).toEqual([expect.stringContaining('slots of ann')]);
    await place.look();
    expect(await place.intact()).toEqual([]);
  });

  test('always serves the person with the fewest running there, then whom it served longest ago, less those who had much lately', async () => {
    const afterMs = fc.oneof(fc.constant(1), fc.integer({ min: 1, max: 20_000 }));
    const steps = fc.array(
      fc.oneof(
        fc.record({
          kind: fc.constant('create' as const),
          afterMs,
          person: fc.constantFrom('ann', 'ben', 'cem', 'dan'),
        }),
        fc.record({ kind: fc.constant('end' as const), afterMs, which: fc.nat({ max: 9 }) }),
        fc.record({ kind: fc.constant('cancel' as const), afterMs, which: fc.nat({ max: 9 }) }),
        fc.record({ kind: fc.constant('open' as const), afterMs, slots: fc.integer({ min: 1, max: 4 }) }),
      ),
      { minLength: 10, maxLength: 60 },
    );
    await fc.assert(
      fc.asyncProperty(steps, async (history) => {
        const place = await deployment(2);
        const model = new FairModel(2);
        const taken: Taken[] = [];
        for (const step of history) {
          clock.advance(step.afterMs);
          if (step.kind === 'create') {
            model.create(step.person, await place.create(step.person), clock.nowMs());
          } else if (step.kind === 'end' && taken.length > 0) {
            const [{ attempt, ticket }] = taken.splice(step.which % taken.length, 1) as [Taken];
            await place.workers.complete(attempt!, ticket);
            model.end(attempt!.head.createdBy.id, clock.nowMs());
          } else if (step.kind === 'cancel' && model.waiting.length > 0) {
            const { id } = model.waiting[step.which % model.waiting.length]!;
            await place.tasks.cancel(id);
            model.cancel(id);
          } else if (step.kind === 'open') {
            await place.workers.open(step.slots);
            await place.look();
            model.open(step.slots, clock.nowMs());
          }
          const begun = await takeAll(place);
          taken.push(...begun);
          expect(begun.map(idOf)).toEqual(model.takeDealt());
        }
        expect(await place.intact()).toEqual([]);
      }),
      { numRuns: 25 },
    );
  }, 120_000);

  test('that lost slots takes them back as tasks end, and gives what a worker has no slot for to another', async () => {
    const place = await deployment(2);
    const [first, second, third] = await place.createSome('ann', 3);
    const ticket = (await place.workers.pop())!;
    await place.workers.open(1);
    await place.attempts.giveBack(ticket);
    await place.workers.leave(ticket);
    expect((await place.workers.take())!.ticket.taskId).toBe(second);
    await place.look();
    expect(await place.workers.take()).toBeNull();
    await place.workers.open(3);
    await place.look();
    expect((await takeAll(place)).map(idOf)).toEqual([first, third]);
    expect(await place.intact()).toEqual([]);
  });

  test('is looked after without a write where nothing is to be done', async () => {
    const place = await deployment(1);
    await place.createSome('ann', 3);
    await place.look();
    const other = fixture.redis.duplicate();
    await other.watch(`${place.prefix}:room:normal`);
    await place.look();
    expect(await other.multi().ping().exec()).toEqual([[null, 'PONG']]); // `null` where the key was written
    other.disconnect();
  });

  test('whose Bull queue somebody paused by hand has no more tickets than slots', async () => {
    const place = await deployment(2);
    const lane = `${place.prefix}:lane-normal`;
    await fixture.redis.set(`${lane}:meta-paused`, 1);
    await place.createSome('ann', 4);
    await place.look();
    expect(await fixture.redis.llen(`${lane}:paused`)).toBe(2);
  });

  test('loses no slot to a ticket that is stale', async () => {
    const place = await deployment(1);
    const [first, second] = await place.createSome('ann', 2);
    await place.tasks.cancel(first!);
    const stale = await place.workers.take();
    expect(stale).toMatchObject({ ticket: { taskId: first }, attempt: null });
    expect(idOf((await place.workers.take())!)).toBe(second);
    expect(await place.intact()).toEqual([]);
  });
});

/** What a lane knows of a person. */
interface Served {
  running: number;
  atMs: number;
  /** Slot time lately, as of when; whether what they have from then on counts. */
  had: { ms: number; atMs: number; counts: boolean };
}

const LATELY_MS = 30_000;
const GOES_ON_MS = 1_000;

/** The rule of a lane in plain words. */
class FairModel {
  readonly waiting: { readonly id: string; readonly person: string }[] = [];
  readonly #people = new Map<string, Served>();
  #taken = 0;
  #dealt: string[] = [];

  constructor(private slots: number) {}

  create(person: string, id: string, nowMs: number): void {
    if (this.#taken >= this.slots || this.waiting.length > 0) {
      const first = this.#first();
      if (first !== undefined && !this.#waits(person)) {
        const { ms } = this.#of(first).had;
        const { had } = this.#of(person);
        Object.assign(had, ms === had.ms || nowMs - had.atMs < GOES_ON_MS ? {} : { ms, atMs: nowMs });
      }
    }
    this.waiting.push({ id, person });
    this.#deal(nowMs);
  }

  end(person: string, nowMs: number): void {
    this.#change(person, -1, nowMs);
    this.#deal(nowMs);
  }

  cancel(id: string): void {
    this.waiting.splice(
      this.waiting.findIndex((task) => task.id === id),
      1,
    );
  }

  open(slots: number, nowMs: number): void {
    this.slots = slots;
    this.#deal(nowMs);
  }

  /** Who got a slot since. */
  takeDealt(): string[] {
    return this.#dealt.splice(0);
  }

  #of(person: string): Served {
    const served = this.#people.get(person) ?? { running: 0, atMs: 0, had: { ms: 0, atMs: 0, counts: false } };
    this.#people.set(person, served);
    return served;
  }

  #waits(person: string): boolean {
    return this.waiting.some((task) => task.person === person);
  }

  /** Who is next of those who wait. */
  #first(): string | undefined {
    const people = [...new Set(this.waiting.map(({ person }) => person))].sort();
    const isBefore = (a: Served, b: Served): boolean =>
      a.running < b.running || (a.running === b.running && a.atMs + a.had.ms < b.atMs + b.had.ms);
    return people.reduce<string | undefined>(
      (best, person) => (best === undefined || isBefore(this.#of(person), this.#of(best)) ? person : best),
      undefined,
    );
  }

  #change(person: string, by: number, nowMs: number): void {
    const of = this.#of(person);
    const first = this.#first();
    const fewest = first === undefined ? 0 : this.#of(first).running;
    const slots = of.had.counts ? Math.min(of.running, fewest + 1) : 0;
    const kept = Math.exp((of.had.atMs - nowMs) / LATELY_MS);
    const ms = Math.round(of.had.ms * kept + slots * LATELY_MS * (1 - kept));
    of.had = { ms, atMs: nowMs, counts: first !== undefined };
    of.running += by;
    of.atMs = nowMs;
    this.#taken += by;
  }

  #deal(nowMs: number): void {
    while (this.#taken < this.slots && this.waiting.length > 0) {
      const next = this.#first()!;
      const [task] = this.waiting.splice(
        this.waiting.findIndex(({ person }) => person === next),
        1,
      );
      this.#change(next, 1, nowMs);
      this.#dealt.push(task!.id);
    }
  }
}

test('a person with as many waiting as may wait is refused one more, and nobody else is', async () => {
  const most = { mostWaiting: 2 };
  await tasks.create(newTask(most));
  await tasks.create(newTask(most));
  await expect(tasks.create(newTask(most))).rejects.toMatchObject({ code: 'QUEUE_FULL' });
  const { head } = newTask();
  const createdBy = { id: 'somebody-else', username: 'else', roles: ['user'] as const };
  const { id } = await tasks.create(newTask({ ...most, head: { ...head, createdBy } }));
  expect((await read(id)).status).toBe('pending');
  await attempts.issueDueTickets(1);
});

test('a failed task is retried by hand while fewer wait than may, and no more', async () => {
  const failed = await createStarted({ maxRetries: 0 });
  await attempts.fail(failed.started, FAILURE);
  const { id } = await create();
  await expect(tasks.retryByHand(failed.id, 1)).rejects.toMatchObject({ code: 'QUEUE_FULL' });
  expect((await read(failed.id)).status).toBe('failed');
  await tasks.cancel(id);
  expect(await tasks.retryByHand(failed.id, 1)).toMatchObject({ status: 'pending', retryCount: 0 });
});
