import { afterEach, beforeEach, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { ManualClock, openRedisFixture, type RedisFixture } from '../../testing/index.js';
import { disagreements } from '../../testing/invariants/disagreements.js';
import { TaskStore } from '../life/task-store.js';
import { TaskKeys } from '../record/keys.js';
import { scriptRunner, type RunScript } from '../scripts/scripts.js';
import { EntryFiling } from './entry-filing.js';
import { toStoreFilter } from './task-filter.js';

const AT_ONCE = 64;
const TIMEOUT_MS = 60_000;

let fixture: RedisFixture;
let clock: ManualClock;
let tasks: TaskStore;
let keys: TaskKeys;
let run: RunScript;
beforeEach(async () => {
  fixture = await openRedisFixture();
  clock = new ManualClock();
  tasks = new TaskStore(fixture.redis, clock, fixture.prefix);
  keys = new TaskKeys(fixture.prefix);
  run = scriptRunner(fixture.redis, clock, fixture.prefix);
});
afterEach(() => fixture.close());

const createdBy = { id: 'ann', username: 'ann', roles: ['user'] as const };

async function createAll(...titles: readonly string[]): Promise<void> {
  await Promise.all(titles.map(create)); // in this order, over one connection
}

async function create(title: string): Promise<void> {
  const head = { type: 'a.b', title, priority: 'low', timeoutMs: 1_000, locale: 'en', requestId: 'r', createdBy } as const; // prettier-ignore
  await tasks.create({ head, params: '{}', maxRetries: 0, runAtMs: null, idempotency: null });
}

const waiting = (): Promise<number> => fixture.redis.llen(keys.intake);
const entries = (): Promise<string[]> => fixture.redis.lrange(keys.intake, 0, -1);
const intact = (): Promise<string[]> => disagreements(fixture.redis, fixture.prefix);

test(
  'what a process files is what Redis would have filed, whatever the titles are',
  async () => {
    const title = fc.oneof(
      fc.string({ unit: 'grapheme', minLength: 1, maxLength: 60 }),
      fc.constantFrom('批量导入，批量导入失败', 'x'.repeat(90), '~~~', 'C++ HTTPServer 2026Q1', 'report'),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(title, { minLength: 1, maxLength: 8 }), async (titles) => {
        await createAll(...Array.from({ length: AT_ONCE }, (_, i) => titles[i % titles.length]!));
        expect(await waiting()).toBe(0);
      }),
      { numRuns: 10 }, // so many that common containers are bitmaps, and rare ones sets
    );
    expect(await intact()).toEqual([]);
  },
  TIMEOUT_MS,
);

test('what was filed meanwhile, or is filed by two at once, is filed once', async () => {
  await createAll('one', 'two', 'three');
  const texts = await entries();
  const [one, other] = [new EntryFiling(keys, run), new EntryFiling(keys, run)];
  await Promise.all([one.file(texts), other.file(texts), other.file(texts)]);
  expect(await waiting()).toBe(0);
  await createAll('four');
  await one.file(texts);
  expect(await waiting()).toBe(1);
  await tasks.list(toStoreFilter({}, null)!, { offset: 0, limit: 1, countAll: false });
  await one.file(texts);
  expect(await waiting()).toBe(0);
  expect(await intact()).toEqual([]);
});

test('entries of two segments are filed one segment after the other', async () => {
  await fixture.redis.hset(keys.meta, 'number', 131_072 - 3);
  await createAll('one', 'two', 'three', 'four');
  const filing = new EntryFiling(keys, run);
  await filing.file(await entries());
  expect(await waiting()).toBe(2);
  await filing.file(await entries());
  expect(await waiting()).toBe(0);
  expect(await fixture.redis.smembers(`${fixture.prefix}:x:1:all:`)).toEqual(['0', '1']);
});

test(
  'what cannot be understood is left to Redis, and what nobody files does not grow without an end',
  async () => {
    await fixture.redis.rpush(keys.intake, 'x', '9:{}', '8:x');
    await new EntryFiling(keys, run).file(await entries());
    expect(await waiting()).toBe(3);
    for (let i = 0; i < 5; i += 1) {
      await createAll(...Array.from({ length: 120 }, (_, of) => `report ${of}`));
      expect(await waiting()).toBeLessThan(512);
    }
    expect(await intact()).toEqual([]);
  },
  TIMEOUT_MS,
);

test('a deletion, and who reads the oldest, leave those waiting that are newer than theirs', async () => {
  const everybodys = toStoreFilter({}, null)!;
  await createAll('one', 'two');
  const [first] = (await tasks.oldest(everybodys, 0, 1)).tasks;
  await tasks.cancel(first!.id);
  expect(await waiting()).toBe(0);
  await createAll('three', 'four');
  await tasks.remove(first!.id, first!.head);
  expect((await tasks.oldest(everybodys, 0, 1)).tasks.map(({ head }) => head.title)).toEqual(['two']);
  expect(await waiting()).toBe(2);
  expect((await tasks.oldest(everybodys, 0, 3)).tasks.map(({ head }) => head.title)).toEqual(['two', 'three', 'four']);
  expect(await waiting()).toBe(0);
  expect(await intact()).toEqual([]);
});
