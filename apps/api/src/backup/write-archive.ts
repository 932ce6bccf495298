import { createWriteStream } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { constants, createGzip } from 'node:zlib';
import type { ArchiveEntry, ArchiveHead, ChunkLine, EndLine, EntryLine } from './archive.js';

const LINE_END = Buffer.from('\n');

/**
 * Writes a backup, entry by entry as they come. The file has its name only when it is whole and on the disk, and only its
 * owner may read it.
 */
export async function writeArchive(
  path: string,
  head: ArchiveHead,
  entries: AsyncIterable<ArchiveEntry>,
): Promise<void> {
  const partial = `${path}.partial`;
  try {
    await pipeline(
      chunksOf(head, entries),
      createGzip({ level: constants.Z_BEST_SPEED }),
      createWriteStream(partial, { mode: 0o600 }),
    );
    await flushToDisk(partial);
    await rename(partial, path);
  } catch (error) {
    await rm(partial, { force: true });
    throw error;
  }
}

async function* chunksOf(head: ArchiveHead, entries: AsyncIterable<ArchiveEntry>): AsyncGenerator<Buffer> {
  yield line(head);
  let count = 0;
  for await (const { part, data, file } of entries) {
    yield line({ part, data, ...(file === undefined ? {} : { file: true }) } satisfies EntryLine);
    if (file !== undefined) {
      for await (const chunk of file) {
        if (chunk.length > 0) {
          yield line({ bytes: chunk.length } satisfies ChunkLine);
          yield Buffer.concat([chunk, LINE_END]);
        }
      }
      yield line({ bytes: 0 } satisfies ChunkLine);
    }
    count += 1;
  }
  yield line({ end: true, entries: count } satisfies EndLine);
}

function line(value: object): Buffer {
  return Buffer.from(`${JSON.stringify(value)}\n`);
}

async function flushToDisk(path: string): Promise<void> {
  const file = await open(path, 'r+');
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}
