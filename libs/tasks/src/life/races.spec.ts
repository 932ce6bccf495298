import { isDeepStrictEqual } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Logger } from '@nestjs/common';
import * as fc from 'fast-check';
import { openRedisFixture, type RedisFixture } from '../../testing/index.js';
import { disagreements } from '../../testing/invariants/disagreements.js';
import { complete, fail, interrupt, start } from '../../testing/model/attempts.js';
import { commands, printable, words } from '../../testing/model/commands.js';
import { eventsOf } from '../../testing/model/events.js';
import { recover } from '../../testing/model/leases.js';
import { cancel, create, remove, retryByHand } from '../../testing/model/life.js';
import { freshPair, type Pair } from '../../testing/model/pair.js';
import { taskOf } from '../../testing/model/shown.js';
import { LEASE_MS } from '../../testing/model/task-model.js';
import { endStopped, stop } from '../../testing/model/stops.js';
import { said, type Word } from '../../testing/model/word.js';
import { known } from '../../testing/model/known-failure.js';

const RUNS = Number(process.env['STORE_MODEL_RUNS'] ?? 30);
const RACERS = 4;

let fixture: RedisFixture;
let connections: RedisFixture['redis'][];
let races = 0;
beforeAll(async () => {
  Logger.overrideLogger(false); // each damage is told
  fixture = await openRedisFixture();
  connections = Array.from({ length: RACERS * 3 }, () => fixture.redis.duplicate());
});
afterAll(async () => {
  connections.forEach((connection) => connection.disconnect());
  await fixture.close();
});

/** The store as each of several processes has it, on connections of its own. */
async function processes(count: number): Promise<[Pair, ...Pair[]]> {
  const prefix = `${fixture.prefix}:race-${(races += 1)}`;
  const first = await freshPair(fixture, connections.slice(0, 3), prefix, 0);
  const others = Array.from({ length: count - 1 }, async (_, i): Promise<Pair> => {
    const { tasks, workers } = await freshPair(
      fixture,
      connections.slice(3 * i + 3, 3 * i + 6),
      prefix,
      0,
      first.clock,
    );
    return { ...first, tasks, workers };
  });
  return [first, ...(await Promise.all(others))];
}

/** Lets words race, and says in which orders one after the other they would have led to the same. */
async function race(
  pairs: readonly [Pair, ...Pair[]],
  racing: readonly Word[],
  ids: readonly string[],
): Promise<readonly (readonly string[])[]> {
  const [pair] = pairs;
  const { model } = pair;
  const [last] = await fixture.redis.xrevrange(`${pair.prefix}:events`, '+', '-', 'COUNT', 1);
  const prepared = racing.flatMap((word, i) => {
    const runnable = word.prepare(model);
    return runnable === null ? [] : [{ ...runnable, name: word.name, pair: pairs[i]! }];
  });
  const answers = await Promise.all(prepared.map(({ real, pair: racer }) => real(racer)));
  const tasks = await Promise.all(ids.map(async (id) => (await pair.tasks.get(id))?.task ?? null));
  const events = await eventsOf(pair, last?.[0]);
  const orders = permutations([...prepared.keys()]).filter((order) => {
    const copy = model.copy();
    const agrees = order.every((i) => isDeepStrictEqual(prepared[i]!.said(copy), answers[i]));
    const expected = {
      tasks: ids.map((id) => (copy.tasks.has(id) ? taskOf(copy.tasks.get(id)!, copy.nowMs) : null)),
      events: copy.events.slice(model.events.length).map((event, i) => ({ ...event, cursor: events[i]?.cursor })),
    };
    return agrees && isDeepStrictEqual({ tasks, events }, expected);
  });
  return orders.map((order) => order.map((i) => prepared[i]!.name));
}

function permutations(items: readonly number[]): number[][] {
  return items.length < 2
    ? [[...items]]
    : items.flatMap((item) => permutations(items.filter((other) => other !== item)).map((rest) => [item, ...rest]));
}

/** All at one process: what is said while an earlier word is under way goes in one script. */
async function oneProcess(count: number): Promise<[Pair, ...Pair[]]> {
  const [pair] = await processes(1);
  return [pair, ...Array.from({ length: count - 1 }, () => pair)];
}

describe('words that race', () => {
  test.each([
    ['at processes of their own', processes],
    ['at one process, together', oneProcess],
  ])(
    'come to what they would have come to one after the other, whatever they are: %s',
    async (_where, racers) => {
      const before = printable(fc.array(commands, { minLength: 5, maxLength: 30, size: 'max' }));
      const racing = printable(fc.array(words, { minLength: 2, maxLength: RACERS }));
      const property = fc.asyncProperty(before, racing, async (history, words) => {
        const pairs = await racers(words.length);
        for (const command of history) {
          await command.run(pairs[0]);
        }
        const orders = await race(pairs, words, pairs[0].model.ids);
        expect(orders.length).toBeGreaterThan(0);
        expect(await disagreements(fixture.redis, pairs[0].prefix, { damaged: pairs[0].model.damaged })).toEqual([]);
      });
      const outcome = await fc.check(property, {
        numRuns: RUNS,
        interruptAfterTimeLimit: 240_000,
        includeErrorInReport: true,
      });
      expect(await fc.asyncDefaultReportMessage(outcome)).toBeUndefined();
    },
    300_000,
  );

  const task = create({ owner: 0, type: 0, priority: 0, title: [0], maxRetries: 0, delayMs: null, key: null, hash: 0 });
  const begin = async ({ model, workers }: Pair, i: number): Promise<void> => {
    const ticket = { taskId: model.ids[i]!, number: 1 };
    await workers[0]!.start(ticket);
    model.start(ticket, 'worker-a');
  };
  const failed = async (pair: Pair, i: number): Promise<void> => {
    await begin(pair, i);
    const failure = known({ message: 'broke', code: 'UNRECOVERABLE', attempt: 1 });
    await pair.workers[0]!.fail(pair.model.attempts[i]!, failure);
    pair.model.fail(pair.model.attempts[i]!, failure);
  };
  const silent = async (pair: Pair, i: number): Promise<void> => {
    await begin(pair, i);
    pair.clock.advance(LEASE_MS);
    pair.model.nowMs = pair.clock.nowMs();
  };
  const stopping = async (pair: Pair, i: number): Promise<void> => {
    await begin(pair, i);
    await said(stop(i, false)).run(pair);
  };
  const pending = async (): Promise<void> => undefined;

  // An even number picks the ticket or attempt of half of it.
  test.each<[string, (pair: Pair, i: number) => Promise<void>, (i: number) => readonly Word[]]>([
    ['cancel against start', pending, (i) => [cancel(i), start(2 * i)]],
    ['start against start', pending, (i) => [start(2 * i), start(2 * i), start(2 * i)]],
    ['cancel against cancel', pending, (i) => [cancel(i), cancel(i)]],
    ['retry against retry', failed, (i) => [retryByHand(i), retryByHand(i), retryByHand(i)]],
    ['delete against retry', failed, (i) => [remove(i), retryByHand(i)]],
    ['delete against delete', failed, (i) => [remove(i), remove(i)]],
    ['a late result against the sweep', silent, (i) => [complete(2 * i), recover(1)]],
    ['stop against stop', begin, (i) => [stop(i, false), stop(i, false), stop(i, true)]],
    ['stop against a result', begin, (i) => [stop(i, false), complete(2 * i)]],
    ['stop by force against a result', begin, (i) => [stop(i, true), complete(2 * i)]],
    ['stop against a failure', begin, (i) => [stop(i, false), fail(2 * i, 0)]],
    ['stop against a shutdown', begin, (i) => [stop(i, false), interrupt(2 * i)]],
    ['stop against the sweep', silent, (i) => [stop(i, false), recover(1)]],
    ['the end of a stopped attempt against force', stopping, (i) => [endStopped(2 * i), stop(i, true)]],
    [
      'the result of a stopped attempt against the end of its grace',
      stopping,
      (i) => [complete(2 * i), endStopped(2 * i)],
    ],
  ])(
    '%s has one winner, a hundred times',
    async (_name, prepare, duelOf) => {
      const pairs = await processes(3);
      const [pair] = pairs;
      for (let i = 0; i < 100; i += 1) {
        await task.run(pair);
        await prepare(pair, i);
        const duel = i % 2 === 0 ? duelOf(i) : [...duelOf(i)].reverse();
        const orders = await race(pairs, duel, [pair.model.ids[i]!]);
        expect(orders.length).toBeGreaterThan(0);
        pair.model.tasks.delete(pair.model.ids[i]!); // whichever way it went, it is over
      }
    },
    120_000,
  );
});
