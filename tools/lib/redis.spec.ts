import { appendFileSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Redis } from 'ioredis';
import { parseMajorVersion, startRedis } from './redis.ts';

let dir: string;
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'task-queue-redis-'));
});
afterAll(() => rmSync(dir, { recursive: true }));

describe('the version of a Redis server', () => {
  test.each([
    ['Redis server v=7.0.15 sha=00000000:0 malloc=jemalloc-5.3.0 bits=64', 7],
    ['Valkey server v=8.1.1 sha=00000000:0 malloc=jemalloc-5.3.0 bits=64', 8],
    ['something else', null],
  ])('of «%s» is %s', (text, major) => {
    expect(parseMajorVersion(text)).toBe(major);
  });
});

describe('a private Redis', () => {
  test('answers only with its password, keeps its data, and a new one takes over a folder that was left behind', async () => {
    const left = await startRedis({ dir, isPersistent: true });
    const client = new Redis(left.url);
    await client.set('kept', 'yes');
    client.disconnect();
    const stranger = new Redis(left.port, '127.0.0.1', { retryStrategy: null });
    stranger.on('error', () => undefined); // what the test expects, below
    await expect(stranger.get('kept')).rejects.toThrow('NOAUTH');
    stranger.disconnect();

    const leftEnded = new Promise((resolve) => left.process.once('exit', resolve));
    const next = await startRedis({ dir, isPersistent: true });
    await leftEnded;
    const reader = new Redis(next.url);
    expect(await reader.get('kept')).toBe('yes');
    reader.disconnect();
    const nextEnded = new Promise((resolve) => next.process.once('exit', resolve));
    await next.stop();
    expect(await nextEnded).toBe(0);
  });

  test('in a folder that is in use is refused, naming who uses it, and the first one runs on', async () => {
    const held = join(dir, 'held');
    const first = await startRedis({ dir: held, isPersistent: true, heldBy: 'http://127.0.0.1:3999' });
    try {
      await expect(startRedis({ dir: held, isPersistent: true })).rejects.toThrow(
        /^It runs already, at http:\/\/127\.0\.0\.1:3999, with the data in .*held\. Stop it first, or .* DATA_DIR\.$/,
      );
      const client = new Redis(first.url);
      expect(await client.ping()).toBe('PONG');
      client.disconnect();
    } finally {
      await first.stop();
    }
  });

  test('whose data is damaged says so in its own words, and how to repair it', async () => {
    const damaged = join(dir, 'damaged');
    const redis = await startRedis({ dir: damaged, isPersistent: true });
    await redis.stop();
    const files = join(damaged, 'appendonlydir');
    const increment = readdirSync(files).find((file) => file.endsWith('.incr.aof'));
    appendFileSync(join(files, increment!), 'garbage, as a power cut may leave it');
    await expect(startRedis({ dir: damaged, isPersistent: true })).rejects.toThrow(
      /Bad file format reading the append only file[^]*redis-check-aof --fix .*appendonly\.aof\.manifest/,
    );
  });

  test('keeps its data in a folder whatever its name', async () => {
    const odd = join(dir, '数 据 "x" \\y');
    const redis = await startRedis({ dir: odd, isPersistent: true });
    await redis.stop();
    expect(readdirSync(odd)).toContain('appendonlydir');
  });
});
