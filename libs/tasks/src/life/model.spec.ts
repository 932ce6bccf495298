import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Logger } from '@nestjs/common';
import * as fc from 'fast-check';
import type { TaskFilter } from '@task-queue/contracts';
import { openRedisFixture, type RedisFixture } from '../../testing/index.js';
import { commands, creates, printable } from '../../testing/model/commands.js';
import { compareAll } from '../../testing/model/compare.js';
import { filters } from '../../testing/model/lists.js';
import { freshPair, type StoreCommand } from '../../testing/model/pair.js';

/** How many random histories; `STORE_MODEL_RUNS=2000` for a long look. A failure prints its seed and the shortest history. */
const RUNS = Number(process.env['STORE_MODEL_RUNS'] ?? 30);
const SEED = process.env['STORE_MODEL_SEED'];
const COMPARED_EVERY = 12;

let fixture: RedisFixture;
let connections: RedisFixture['redis'][];
let histories = 0;
beforeAll(async () => {
  Logger.overrideLogger(false); // each damage is told
  fixture = await openRedisFixture();
  connections = [fixture.redis, fixture.redis.duplicate(), fixture.redis.duplicate()];
});
afterAll(async () => {
  connections.slice(1).forEach((connection) => connection.disconnect());
  await fixture.close();
});

async function live(
  history: readonly StoreCommand[],
  number: number,
  sampled: readonly TaskFilter[],
  crowd = 0,
): Promise<void> {
  const prefix = `${fixture.prefix}:${(histories += 1)}`;
  const pair = await freshPair(fixture, connections, prefix, number);
  try {
    for (const [i, command] of history.entries()) {
      await command.run(pair);
      if (i >= crowd && i % COMPARED_EVERY === 0) {
        await compareAll(pair, sampled);
      }
    }
    await compareAll(pair, sampled);
  } finally {
    await fixture.redis.unlink(await fixture.redis.keys(`${prefix}:*`));
  }
}

const parameters = (numRuns: number): fc.Parameters<unknown> => ({
  numRuns,
  interruptAfterTimeLimit: 240_000,
  includeErrorInReport: true,
  ...(SEED === undefined ? {} : { seed: Number(SEED) }),
});

describe('the store and its model', () => {
  test('agree on every state, list, total, event and key, whatever happens in whatever order', async () => {
    const history = printable(fc.array(commands, { minLength: 10, maxLength: 60, size: 'max' }));
    const number = fc.constantFrom(0, 131_066, 262_142);
    const sampled = fc.array(filters, { maxLength: 6 });
    const outcome = await fc.check(
      fc.asyncProperty(history, number, sampled, (steps, from, some) => live(steps, from, some)),
      parameters(RUNS),
    );
    expect(await fc.asyncDefaultReportMessage(outcome)).toBeUndefined();
  }, 300_000);

  test('agree where postings have become bitmaps and tasks cross segments', async () => {
    const crowd = fc.array(creates, { minLength: 560, maxLength: 560 });
    const history = fc.tuple(crowd, fc.array(commands, { minLength: 40, maxLength: 60, size: 'max' }));
    const outcome = await fc.check(
      fc.asyncProperty(printable(history.map(([first, then]) => [...first, ...then])), filters, (steps, filter) =>
        live(steps, 130_536, [filter], 560),
      ),
      { ...parameters(Math.ceil(RUNS / 30)), endOnFailure: true },
    );
    expect(await fc.asyncDefaultReportMessage(outcome)).toBeUndefined();
  }, 300_000);
});
