import { appendFileSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { Redis } from 'ioredis';
import { UsageError } from './commands.ts';
import { findRedisServer, parseMajorVersion, startRedis } from './redis.ts';

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

describe('the Redis to run', () => {
  const path = process.env['PATH'];
  afterEach(() => {
    process.env['PATH'] = path;
  });

  /** Has the PATH be folders of programs that say, or do, this; returns the folders. */
  function onPath(...folders: readonly Readonly<Record<string, string>>[]): string[] {
    const paths = folders.map((programs) => {
      const folder = mkdtempSync(join(dir, 'path-'));
      for (const [name, script] of Object.entries(programs)) {
        writeFileSync(join(folder, name), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
      }
      return folder;
    });
    process.env['PATH'] = paths.join(delimiter);
    return paths;
  }
  const server = (major: number): string => `echo 'Redis server v=${major}.0.1 sha=0'`;

  test('is the first on the PATH that is new enough', () => {
    const [, second, third] = onPath(
      { 'redis-server': server(6), 'valkey-server': server(8) },
      { 'redis-server': server(7) },
      { 'redis-server': server(8) },
    );
    expect(findRedisServer()).toBe(join(second!, 'redis-server'));
    rmSync(join(second!, 'redis-server'));
    rmSync(join(third!, 'redis-server'));
    expect(findRedisServer()).toMatch(/valkey-server$/);
  });

  test('is installed where what there is is too old', () => {
    const [bin] = onPath({ 'redis-server': server(6) }, {});
    const [, last] = process.env['PATH']!.split(delimiter);
    const install = `case "$*" in *install*) printf '#!/bin/sh\\n%s\\n' "${server(7)}" > ${last}/redis-server; /bin/chmod +x ${last}/redis-server;; esac`;
    for (const [name, script] of [
      ['apt-get', install],
      ['sudo', 'shift; exec "$@"'],
      ['true', ''],
      ['env', 'shift; exec "$@"'],
    ]) {
      writeFileSync(join(bin!, name!), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
    }
    expect(findRedisServer()).toBe(join(last!, 'redis-server'));
  });

  test('is asked for where nothing fits, naming what there is and the ways; an installed one is not upgraded', () => {
    const [bin] = onPath({
      'redis-server': server(6),
      'valkey-server': 'exit 1',
      'dpkg-query': "printf 'installed 5:6.0.16-1'",
      'apt-get': 'touch "$0.called"',
    });
    expect(findRedisServer).toThrow(UsageError);
    expect(findRedisServer).toThrow(
      /^Redis 7 or newer is missing\.\n {2}\S+\/redis-server is not new enough: Redis server v=6[^]*valkey-server[^]*1\. set REDIS_URL[^]*2\.[^]*3\./,
    );
    expect(readdirSync(bin!)).not.toContain('apt-get.called');
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
