import { randomBytes } from 'node:crypto';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { ArchiveEntry, ArchiveHead } from './archive.js';
import { readArchive } from './read-archive.js';
import { writeArchive } from './write-archive.js';

const HEAD: ArchiveHead = { taskQueueBackup: 1, at: '2026-11-29T08:00:00.000Z', formats: { things: 1 } };
const MIB = 1024 * 1024;

let dir: string;
let path: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'task-queue-archive-'));
  path = join(dir, 'backup');
});
afterEach(() => rm(dir, { recursive: true }));

async function* given(...entries: ArchiveEntry[]): AsyncGenerator<ArchiveEntry> {
  yield* entries;
}

async function* chunks(...all: Buffer[]): AsyncGenerator<Buffer> {
  yield* all;
}

test('what was written is read, files byte by byte, also where one is left unread', async () => {
  const bytes = randomBytes(3 * MIB);
  const entry = (n: number): ArchiveEntry => ({ part: 'things', data: { n, text: '{"end":true}\n\u2028' } });
  await writeArchive(
    path,
    HEAD,
    given(
      entry(1),
      { ...entry(2), file: chunks(bytes.subarray(0, 7), Buffer.alloc(0), bytes.subarray(7)) },
      { ...entry(3), file: chunks(Buffer.from('{"bytes":0}\n')) },
      { ...entry(4), file: chunks() },
      entry(5),
    ),
  );
  const { head, entries } = await readArchive(path);
  expect(head).toEqual(HEAD);
  const read: unknown[] = [];
  for await (const { file, ...rest } of entries) {
    read.push(rest);
    const parts: Uint8Array[] = [];
    for await (const chunk of rest.data['n'] === 3 ? [] : (file ?? [])) {
      parts.push(chunk);
    }
    expect(Buffer.concat(parts).equals(rest.data['n'] === 2 ? bytes : Buffer.alloc(0))).toBe(true);
  }
  expect(read).toEqual([1, 2, 3, 4, 5].map(entry));
});

test('a file of any size takes the same memory', async () => {
  const piece = randomBytes(MIB / 4);
  let most = 0;
  const look = (): void => void (most = Math.max(most, process.memoryUsage().arrayBuffers));
  async function* large(): AsyncGenerator<Buffer> {
    for (let i = 0; i < 480; i += 1) {
      look();
      yield piece;
    }
  }
  const before = process.memoryUsage().arrayBuffers;
  await writeArchive(path, HEAD, given({ part: 'things', data: {}, file: large() }));
  let length = 0;
  for await (const { file } of (await readArchive(path)).entries) {
    for await (const chunk of file!) {
      look();
      length += chunk.length;
    }
  }
  expect(length).toBe(120 * MIB);
  expect(most - before).toBeLessThan(100 * MIB); // much of it waits to be collected
}, 120_000);

test('a backup that fails leaves no file, and the one before as it was', async () => {
  await writeArchive(path, HEAD, given({ part: 'things', data: { n: 1 } }));
  async function* failing(): AsyncGenerator<ArchiveEntry> {
    yield { part: 'things', data: { n: 2 } };
    throw new Error('Redis is away');
  }
  await expect(writeArchive(path, HEAD, failing())).rejects.toThrow('Redis is away');
  expect(await readdir(dir)).toEqual(['backup']);
  for await (const { data } of (await readArchive(path)).entries) {
    expect(data).toEqual({ n: 1 });
  }
});
