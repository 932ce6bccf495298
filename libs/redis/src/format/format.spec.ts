import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Redis } from 'ioredis';
import { FAIL_FAST } from '../connection-purposes.js';
import { connectRedis } from '../redis-connection.js';
import { formatKeys, type DataFormat, type FormatKeys } from './data-format.js';
import { FormatMigration, type FormatStep } from './format-migration.js';
import { FormatSeat } from './format-seat.js';

let redis: Redis;
let prefix: string;
let keys: FormatKeys;
let seats: FormatSeat[];
const formatOf = (version: number, oldestRead = 1): DataFormat => ({
  owner: 'things',
  version,
  oldestRead,
  rootKey: `${prefix}:things`,
});

beforeEach(async () => {
  prefix = `{test-${randomUUID()}}`;
  redis = await connectRedis({ url: process.env['TEST_REDIS_URL']!, prefix }, FAIL_FAST);
  keys = formatKeys(prefix, formatOf(1));
  seats = [];
});
afterEach(async () => {
  seats.forEach((seat) => seat.leave());
  await redis.del(keys.format, keys.programs, keys.root);
  await redis.quit();
});

async function take(
  version: number,
  oldestRead = 1,
  onShutOut: (error: Error) => void = () => {},
): Promise<FormatSeat> {
  const seat = await FormatSeat.take(redis, { prefix, format: formatOf(version, oldestRead), onShutOut });
  seats.push(seat);
  return seat;
}

const written = (): Promise<string | null> => redis.hget(keys.format, 'version');

/** A step of some parts. */
function stepTo(to: number, oldestBeside: number, done: string[], parts = 1): FormatStep {
  let left = parts;
  return {
    to,
    oldestBeside,
    next: async () => {
      done.push(`${to}`);
      left -= 1;
      return left > 0;
    },
  };
}

function migration(version: number, steps: readonly FormatStep[], told: string[] = []): FormatMigration {
  return new FormatMigration(redis, prefix, formatOf(version), steps, (line) => void told.push(line));
}

describe('the first start', () => {
  test('writes the version of the program where there is no data', async () => {
    await take(3);
    expect(await written()).toBe('3');
  });

  test('takes data of which nobody wrote the version for that of the first', async () => {
    await redis.hset(keys.root, 'something', 'old');
    await take(3);
    expect(await written()).toBe('1');
  });

  test('happens beside others: the first one writes, the rest take a seat', async () => {
    await Promise.all([take(3), take(3), take(4)]);
    expect(['3', '4']).toContain(await written());
    expect(await redis.hlen(keys.programs)).toBe(3);
  });
});

describe('a program is refused', () => {
  test('when the data is newer than it knows, and is told what helps', async () => {
    await redis.hset(keys.format, { version: 5, oldest: 4 });
    const message =
      'The data in Redis (things, format 5) is too new for this program, which knows format 3: format 4 must be known. ' +
      'Start the newer version, or restore a backup made before the upgrade';
    await expect(take(3)).rejects.toMatchObject({ name: 'FormatError', message });
    expect(await redis.hlen(keys.programs)).toBe(0);
    await take(4);
  });

  test('when the data is older than it reads', async () => {
    await redis.hset(keys.root, 'something', 'old');
    await expect(take(3, 2)).rejects.toThrow('is too old for this program, which reads format 2 and newer');
    expect(await redis.hlen(keys.programs)).toBe(0);
  });

  test('while a restore has not ended', async () => {
    await redis.hset(keys.format, { version: 3, restoring: 'since just now' });
    await expect(take(3)).rejects.toThrow('A restore into this Redis has not ended. Run it again with --overwrite');
  });

  test.each(['format', 'programs', 'root'] as const)('when the %s is a key of another type', async (key) => {
    await redis.set(keys[key], 'of somebody else');
    await expect(take(3)).rejects.toThrow(`The key ${keys[key]} holds a string where a hash of ours should be`);
    expect(await redis.get(keys[key])).toBe('of somebody else');
  });
});

describe('a migration', () => {
  test('takes each step in its parts, while older programs that may stay run', async () => {
    await redis.hset(keys.root, 'something', 'old');
    await take(1);
    await take(3);
    const done: string[] = [];
    const told: string[] = [];
    const steps = [stepTo(2, 1, done, 2), stepTo(3, 1, done)];
    const migrating = migration(3, steps, told);
    const turns = [];
    for (let turn = 0; turn < 4; turn += 1) {
      turns.push(await migrating.turn());
    }
    expect(turns).toEqual(['more', 'more', 'more', 'done']);
    expect(done).toEqual(['2', '2', '3']);
    expect(told.at(-1)).toBe('The data (things) has format 3');
    expect(await written()).toBe('3');
    await take(1); // may still be started again
  });

  test('waits for the programs that would misread it, names them, and lets no other in once it has begun', async () => {
    await redis.hset(keys.root, 'something', 'old');
    const older = await take(1);
    const [name] = await redis.hkeys(keys.programs);
    await take(2);
    const [done, told]: [string[], string[]] = [[], []];
    expect(await migration(2, [stepTo(2, 2, done)], told).turn()).toBe('waiting');
    expect(told).toEqual([
      'The data (things) waits to go from format 1 to 2: programs that do not know format 2 are running: ' +
        `${name}. Stop or upgrade them`,
    ]);
    expect([done, await written()]).toEqual([[], '1']);

    older.leave();
    expect(await migration(2, [stepTo(2, 2, done, 2)]).turn()).toBe('more');
    expect([done, await written()]).toEqual([['2'], '1']);
    await expect(take(1)).rejects.toThrow('is too new');
  });

  test('does not wait for a program that died', async () => {
    await redis.hset(keys.format, 'version', 1);
    await redis.hset(keys.programs, 'dead', `1 ${Date.now() - 1000}`, 'nonsense', 'of somebody else');
    expect(await migration(2, [stepTo(2, 2, [])]).turn()).toBe('more');
    expect([await written(), await redis.hlen(keys.programs)]).toEqual(['2', 0]);
  });

  test('that another one has done meanwhile goes on behind it', async () => {
    await redis.hset(keys.format, 'version', 1);
    const done: string[] = [];
    const step: FormatStep = {
      to: 2,
      oldestBeside: 1,
      next: async () => (await redis.hset(keys.format, 'version', 3)) > 0,
    };
    const migrating = migration(4, [step, stepTo(3, 1, done), stepTo(4, 1, done)]);
    expect([await migrating.turn(), await written()]).toEqual(['more', '3']);
    await migrating.turn();
    expect([done, await written()]).toEqual([['4'], '4']);
  });
});

describe('a running program', () => {
  test('that fell silent and for which the data became too new is shut out', async () => {
    const told: string[] = [];
    const seat = await take(1, 1, ({ message }) => told.push(message));
    await redis.hset(keys.format, { version: 2, oldest: 2 });
    await seat.renew();
    expect(told).toEqual([expect.stringContaining('is too new for this program, which knows format 1')]);
  });

  test('writes the version again that it saw, where somebody deleted it', async () => {
    await redis.hset(keys.root, 'something', 'old');
    await redis.hset(keys.format, 'version', 2);
    const seat = await take(3);
    await redis.del(keys.format);
    await seat.renew();
    expect(await written()).toBe('2');
  });
});
