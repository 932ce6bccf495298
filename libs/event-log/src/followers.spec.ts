import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { makeEffect } from '../testing/effect.js';
import { openLog, type LogFixture } from '../testing/log-fixture.js';
import { Recorder } from '../testing/recorder.js';
import { FIRST_CURSOR } from './cursors.js';

let log: LogFixture;
beforeEach(() => {
  log = openLog();
});
afterEach(() => log.close());

const upTo = (count: number, from = 1): number[] => Array.from({ length: count - from + 1 }, (_, i) => from + i);
const storedCursor = (name: string): Promise<string | null> => log.redis.hget(`${log.prefix}:followers`, name);

/** Resolves once a follower's cursor is stored there. */
async function stored(name: string, cursor: string): Promise<void> {
  while ((await storedCursor(name)) !== cursor) {
    await log.redis.ping();
  }
}

describe('followers of a log', () => {
  test('at different speeds each get everything once, in order', async () => {
    const { followers } = log.process();
    const quick = new Recorder();
    const released = Promise.withResolvers<void>();
    const slow = new Recorder(() => released.promise);
    followers.follow('quick', 'beginning', quick);
    followers.follow('slow', 'beginning', slow);
    await log.append(1, 1_200);
    await quick.until(1_200);
    expect(slow.heard).toEqual([]);
    released.resolve();
    await log.append(1_201, 1_210);
    await Promise.all([quick.until(1_210), slow.until(1_210)]);
    expect([quick.heard, slow.heard]).toEqual([upTo(1_210), upTo(1_210)]);
  });

  test('go on where they were, in another process, with what came while nobody followed', async () => {
    const here = log.process();
    const before = new Recorder();
    const follower = here.followers.follow('counter', 'beginning', before);
    await log.append(1, 10);
    await before.until(10);
    await follower.stop();
    await log.append(11, 20);
    const after = new Recorder();
    log.process().followers.follow('counter', 'beginning', after);
    await after.until(10);
    expect([before.heard, after.heard]).toEqual([upTo(10), upTo(20, 11)]);
  });

  test('begin with what is to come where they are new and say so', async () => {
    await log.append(1, 5);
    const [last] = (await log.append(6, 6)) as [string];
    const recorder = new Recorder();
    log.process().followers.follow('late', 'now', recorder);
    await stored('late', last);
    await log.append(7, 9);
    await recorder.until(3);
    expect(recorder.heard).toEqual([7, 8, 9]);
  });

  test('of one name are one at a time over all processes, and another takes over at once where one ends', async () => {
    const processes = [log.process(), log.process(), log.process()];
    const recorders = processes.map(({ followers }) => {
      const recorder = new Recorder();
      followers.follow('only', 'beginning', recorder);
      return recorder;
    });
    await log.append(1, 50);
    await Promise.race(recorders.map((recorder) => recorder.until(50)));
    const first = recorders.findIndex(({ heard }) => heard.length > 0);
    expect(recorders.map(({ heard }) => heard.length).sort()).toEqual([0, 0, 50]);
    await processes[first]!.followers.onModuleDestroy();
    await log.append(51, 60);
    await Promise.race(recorders.filter((_, i) => i !== first).map((recorder) => recorder.until(10)));
    expect(recorders[first]!.heard).toEqual(upTo(50));
    expect(recorders.map(({ heard }) => heard.length).sort()).toEqual([0, 10, 50]);
  }, 20_000);

  test('of whom one was believed to be dead make an effect that is stored with the cursor once', async () => {
    const done = `${log.prefix}:done`;
    const [reached, released] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const slow = new Recorder(async (batch) => {
      reached.resolve();
      await released.promise;
      await makeEffect(log.redis, done, batch, true);
    });
    await log.append(1, 3);
    log.process().followers.follow('counter', 'beginning', slow);
    await reached.promise;
    await log.redis.del(`${log.prefix}:follower:counter`); // as if it had been silent for too long
    const quick = new Recorder((batch) => makeEffect(log.redis, done, batch, true));
    log.process().followers.follow('counter', 'beginning', quick);
    await quick.until(3);
    released.resolve();
    await slow.until(3);
    await log.append(4, 5);
    await quick.until(5);
    expect(await log.redis.lrange(done, 0, -1)).toEqual(['1', '2', '3', '4', '5']);
  }, 20_000);

  test('are given what failed once more, and what goes wrong is told', async () => {
    let fails = 2;
    const recorder = new Recorder(async () => {
      fails -= 1;
      if (fails >= 0) {
        throw new Error('not yet');
      }
    });
    const { followers, errors } = log.process();
    followers.follow('stubborn', 'beginning', recorder);
    await log.append(1, 3);
    await recorder.until(3);
    expect(recorder.heard).toEqual([1, 2, 3]);
    expect(errors.map((error) => (error as Error).message)).toEqual(['not yet', 'not yet']);
  }, 20_000);

  test('begin anew where their name was forgotten', async () => {
    const { followers } = log.process();
    const follower = followers.follow('gone', 'beginning', new Recorder());
    const [last] = (await log.append(1, 1)) as [string];
    await stored('gone', last);
    await follower.stop();
    await followers.forget('gone');
    expect(await storedCursor('gone')).toBeNull();
    const recorder = new Recorder();
    followers.follow('gone', 'beginning', recorder);
    await recorder.until(1);
    expect(recorder.heard).toEqual([1]);
  });
});

describe('what several followers of a process are to read', () => {
  test('is read once, also by who joined later, and not again by who stores an effect with the cursor', async () => {
    const { followers, reads } = log.process();
    const done = `${log.prefix}:done`;
    const read = (): number => reads.reduce((sum, count) => sum + count, 0);
    await log.append(1, 600);
    const early = [new Recorder(), new Recorder((batch) => makeEffect(log.redis, done, batch, true))];
    early.forEach((recorder, i) => followers.follow(`early-${i}`, 'beginning', recorder));
    await Promise.all(early.map((recorder) => recorder.until(600)));
    expect(read()).toBe(600);
    const late = new Recorder();
    followers.follow('late', 'beginning', late);
    await late.until(600);
    expect(read()).toBe(1_200);
    await log.append(601, 900);
    await Promise.all([...early, late].map((recorder) => recorder.until(900)));
    expect([...early, late].map(({ heard }) => heard)).toEqual([upTo(900), upTo(900), upTo(900)]);
    expect(read()).toBe(1_500);
    expect((await log.redis.lrange(done, 0, -1)).map(Number)).toEqual(upTo(900));
  }, 20_000);

  test('is not asked for at a look that shows nothing new', async () => {
    const process = log.process();
    const recorder = new Recorder();
    await log.append(1, 5);
    process.followers.follow('counter', 'beginning', recorder);
    await recorder.until(5);
    const { looks } = process;
    while (process.looks < looks + 3) {
      await log.redis.ping();
    }
    await log.append(6, 6);
    await recorder.until(6);
    expect(process.reads).toEqual([5, 1]);
  });

  test('and was lost by Redis while they read on is handed to nobody', async () => {
    await log.append(1, 100);
    const kept = await log.redis.dumpBuffer(log.log.key);
    await log.append(101, 600);
    const process = log.process();
    let reads = 0;
    process.beforeRead = async () => {
      reads += 1;
      if (reads === 2) {
        await log.redis.restore(log.log.key, 0, kept, 'REPLACE');
      }
    };
    const recorder = new Recorder();
    process.followers.follow('counter', 'beginning', recorder);
    await recorder.until(100);
    await log.append(101, 110);
    await recorder.until(110);
    expect(recorder.heard).toEqual(upTo(110));
  }, 20_000);
});

describe('a gap', () => {
  test('is told with both ends where the log was trimmed past a follower, before what comes behind it', async () => {
    const process = log.process();
    const before = new Recorder();
    const follower = process.followers.follow('slow', 'beginning', before);
    const read = await log.append(1, 5);
    await stored('slow', read.at(-1)!);
    await follower.stop();
    const missed = await log.append(6, 20);
    await log.redis.xtrim(log.log.key, 'MAXLEN', 3);
    const after = new Recorder();
    process.followers.follow('slow', 'beginning', after);
    await after.until(4);
    expect(after.heard).toEqual([{ reason: 'trimmed', from: read[4], to: missed[12] }, 18, 19, 20]);
    await stored('slow', missed.at(-1)!);
  });

  test('is told where nothing is left of the log', async () => {
    const process = log.process();
    const follower = process.followers.follow('slow', 'beginning', new Recorder());
    const read = await log.append(1, 5);
    await stored('slow', read.at(-1)!);
    await follower.stop();
    const missed = await log.append(6, 10);
    await log.redis.xtrim(log.log.key, 'MAXLEN', 0);
    const after = new Recorder();
    process.followers.follow('slow', 'beginning', after);
    await after.until(1);
    expect(after.heard).toEqual([{ reason: 'trimmed', from: read[4], to: missed[4] }]);
    await stored('slow', missed[4]!);
  });

  test('is told where Redis came back without its last second, and what comes then is not missed', async () => {
    const { followers } = log.process();
    const recorder = new Recorder();
    followers.follow('counter', 'beginning', recorder);
    const first = await log.append(1, 5);
    await stored('counter', first.at(-1)!);
    const keys = [log.log.key, `${log.prefix}:followers`];
    const second = await Promise.all(keys.map((key) => log.redis.dumpBuffer(key)));
    const later = await log.append(6, 9);
    await stored('counter', later.at(-1)!);
    const restoring = log.redis.multi();
    keys.forEach((key, i) => restoring.restore(key, 0, second[i]!, 'REPLACE'));
    await restoring.exec();
    await log.append(10, 12);
    await recorder.until(13);
    expect(recorder.heard).toEqual([...upTo(9), { reason: 'lost', from: first[4], to: later[3] }, 10, 11, 12]);
  });

  test('is told where Redis was emptied, and the new log is read from its beginning', async () => {
    const { followers } = log.process();
    const recorder = new Recorder();
    followers.follow('counter', 'now', recorder);
    await stored('counter', FIRST_CURSOR);
    const read = await log.append(1, 3);
    await stored('counter', read[2]!);
    await log.redis.del(log.log.key, `${log.prefix}:followers`);
    await log.append(4, 6);
    await recorder.until(7);
    expect(recorder.heard).toEqual([1, 2, 3, { reason: 'lost', from: FIRST_CURSOR, to: read[2] }, 4, 5, 6]);
  });

  test('is told where the log alone is gone, and what is in the new one is read', async () => {
    const future = `${Date.now() + 3_600_000}-0`;
    const { followers } = log.process();
    const recorder = new Recorder();
    followers.follow('counter', 'beginning', recorder);
    await log.redis.xadd(log.log.key, future, 'n', 'test:said', 'i', '1', 'o', 'ann');
    await stored('counter', future);
    await log.redis.del(log.log.key);
    await log.append(2, 4);
    await recorder.until(5);
    expect(recorder.heard).toEqual([1, { reason: 'lost', from: FIRST_CURSOR, to: future }, 2, 3, 4]);
  });
});
