import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { openLog, type LogFixture } from '../testing/log-fixture.js';
import { APPEND_LUA } from './log-scripts.js';
import { LogTrimming } from './log-trimming.js';

/** Entries kept in any case, here. */
const KEPT = 1_000;

/** Redis drops whole nodes of the stream, of a hundred entries or fewer. */
const NODE = 100;

/** When the entries here are appended. */
const SOME_TIME_AGO_MS = 5_000;

let log: LogFixture;
let trimming: LogTrimming;
beforeEach(() => {
  log = openLog();
  trimming = new LogTrimming(log.redis, log.log, log.prefix, { newest: KEPT, youngerThanMs: 0 });
});
afterEach(() => log.close());

/** Appends at once. @returns the cursors */
async function appendMany(count: number): Promise<string[]> {
  const pipeline = log.redis.pipeline();
  const nowMs = Number((await log.redis.time())[0]) * 1_000;
  for (let i = 0; i < count; i += 1) {
    pipeline.xadd(log.log.key, `${nowMs - SOME_TIME_AGO_MS}-*`, 'n', 'test:said', 'i', i, 'o', 'ann');
  }
  const answers = (await pipeline.exec()) ?? [];
  return answers.map(([, cursor]) => cursor as string);
}

const follows = (name: string, cursor: string): Promise<number> =>
  log.redis.hset(`${log.prefix}:followers`, name, cursor);
const length = (): Promise<number> => log.redis.xlen(log.log.key);

describe('trimming', () => {
  test('leaves the newest where nobody follows, which clients resume by', async () => {
    const cursors = await appendMany(25_000);
    expect(await trimming.trim()).toBeGreaterThanOrEqual(24_000 - NODE);
    expect(await length()).toBeGreaterThanOrEqual(KEPT);
    expect(await length()).toBeLessThanOrEqual(KEPT + NODE);
    expect(await log.log.reaches(cursors.at(-KEPT)!)).toBe(true);
  });

  test('drops nothing that the slowest follower has not read', async () => {
    const cursors = await appendMany(5_000);
    await follows('quick', cursors[4_500]!);
    await follows('slow', cursors[2_000]!);
    await trimming.trim();
    const { entries, gap } = await log.log.read(cursors[2_000]!, '+', 5_000);
    expect([gap, entries.length]).toEqual([null, 2_999]);
    expect(await length()).toBeLessThanOrEqual(3_000 + NODE);
  });

  test('drops none of the newest, however far followers are', async () => {
    const cursors = await appendMany(5_000);
    await follows('quick', cursors.at(-1)!);
    await trimming.trim();
    expect(await length()).toBeGreaterThanOrEqual(KEPT);
    expect(await length()).toBeLessThanOrEqual(KEPT + NODE);
  });

  test('drops none that are young, which clients may be about to resume by', async () => {
    await appendMany(3_000);
    const kept = { newest: KEPT, youngerThanMs: SOME_TIME_AGO_MS + 60_000 };
    expect(await new LogTrimming(log.redis, log.log, log.prefix, kept).trim()).toBe(0);
  });

  test('goes by the cursor and not by its spelling', async () => {
    const cursors = await appendMany(5_000);
    await follows('slow', '9-9');
    await follows('quick', cursors.at(-1)!);
    expect(await trimming.trim()).toBe(0);
  });

  test('is not what bounds a log whose follower is away: the scripts do', async () => {
    const bound = Number(/EVENT_LOG_LENGTH = '(\d+)'/.exec(APPEND_LUA)![1]);
    await follows('away', '0-1');
    await log.redis.eval(
      `local prefix = ARGV[1]\n${APPEND_LUA}\nfor i = 1, ${bound + 20_000} do appendEntry('test:said', 'i', i, forOwner('ann')) end`,
      0,
      log.prefix,
    );
    expect(await length()).toBeGreaterThanOrEqual(bound);
    expect(await length()).toBeLessThanOrEqual(bound + NODE);
  }, 20_000);
});
