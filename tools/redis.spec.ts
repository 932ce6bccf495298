import { mkdtempSync, rmSync } from 'node:fs';
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
});
