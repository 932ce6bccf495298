import { createReadStream } from 'node:fs';
import { pipeline, type Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { ArchiveError } from './archive-error.js';
import {
  ARCHIVE_VERSION,
  type ArchiveEntry,
  type ArchiveHead,
  type ChunkLine,
  type EndLine,
  type EntryLine,
} from './archive.js';

const LINE_FEED = 10;

/** The longest line, in bytes: a task's record and log are well below. */
const MAX_LINE = 256 * 1024 * 1024;

/** A backup that is read. */
export interface Archive {
  readonly head: ArchiveHead;
  /** Each with its file, which is read (or left) before the next entry is asked for. Ends only where the backup does. */
  readonly entries: AsyncGenerator<ArchiveEntry>;
}

/** Opens a backup. @throws ArchiveError where it is none, of another format, damaged or not whole, then or while it is read */
export async function readArchive(path: string): Promise<Archive> {
  const bytes = new Bytes(pipeline(createReadStream(path), createGunzip(), () => undefined));
  const head = (await bytes.line()) as Partial<ArchiveHead>;
  if (typeof head.taskQueueBackup !== 'number' || typeof head.formats !== 'object') {
    throw new ArchiveError(`${path} is no backup of a task queue`);
  }
  if (head.taskQueueBackup > ARCHIVE_VERSION) {
    throw new ArchiveError(
      `${path} was made by a newer version (backup format ${String(head.taskQueueBackup)}): restore it with that one`,
    );
  }
  return { head: head as ArchiveHead, entries: entriesOf(bytes) };
}

/** Reads all of it. @returns its head @throws ArchiveError as {@link readArchive} */
export async function verifyArchive(path: string): Promise<ArchiveHead> {
  const { head, entries } = await readArchive(path);
  for await (const entry of entries) {
    void entry; // a file that is left is read all the same
  }
  return head;
}

async function* entriesOf(bytes: Bytes): AsyncGenerator<ArchiveEntry> {
  for (let count = 0; ; count += 1) {
    const line = (await bytes.line()) as EntryLine | EndLine;
    if ('end' in line) {
      if (line.entries !== count) {
        throw new ArchiveError(`The backup is damaged: it has ${count} entries, not ${line.entries}`);
      }
      await bytes.expectEnd();
      return;
    }
    const { part, data } = line;
    if (line.file) {
      const file = chunksOf(bytes);
      yield { part, data, file };
      for await (const chunk of file) {
        void chunk; // of a file that was left
      }
    } else {
      yield { part, data };
    }
  }
}

async function* chunksOf(bytes: Bytes): AsyncGenerator<Buffer> {
  for (;;) {
    const { bytes: length } = (await bytes.line()) as ChunkLine;
    if (length === 0) {
      return;
    }
    yield await bytes.take(length);
    await bytes.take(1); // the line feed behind it
  }
}

/** Lines and bytes of a stream, as they are asked for. */
class Bytes {
  readonly #chunks: AsyncIterator<Buffer, undefined>;
  #left: Buffer[] = [];
  #length = 0;

  constructor(stream: Readable) {
    this.#chunks = stream[Symbol.asyncIterator]() as AsyncIterator<Buffer, undefined>;
  }

  /** The next line, which is JSON. */
  async line(): Promise<unknown> {
    let searched = 0;
    for (;;) {
      const at = this.#indexOfLineFeed(searched);
      if (at >= 0) {
        const text = (await this.take(at + 1)).toString();
        try {
          return JSON.parse(text);
        } catch (cause) {
          throw new ArchiveError('The file is no backup, or a damaged one', { cause });
        }
      }
      searched = this.#length;
      if (searched > MAX_LINE) {
        throw new ArchiveError('The file is no backup, or a damaged one');
      }
      await this.#more();
    }
  }

  async take(length: number): Promise<Buffer> {
    while (this.#length < length) {
      await this.#more();
    }
    const all = this.#left.length === 1 ? this.#left[0]! : Buffer.concat(this.#left);
    this.#left = [all.subarray(length)];
    this.#length -= length;
    return all.subarray(0, length);
  }

  async expectEnd(): Promise<void> {
    if (this.#length > 0 || !(await this.#next()).done) {
      throw new ArchiveError('The backup is damaged: something stands behind its end');
    }
  }

  /** Looks from a place on, at what came after it alone: a long line comes in many chunks. */
  #indexOfLineFeed(from: number): number {
    let before = 0;
    for (const chunk of this.#left) {
      if (before + chunk.length > from) {
        const at = chunk.indexOf(LINE_FEED, Math.max(from - before, 0));
        if (at >= 0) {
          return before + at;
        }
      }
      before += chunk.length;
    }
    return -1;
  }

  async #more(): Promise<void> {
    const { done, value } = await this.#next();
    if (done) {
      throw new ArchiveError('The backup is not whole: it ends too early');
    }
    this.#left.push(value);
    this.#length += value.length;
  }

  async #next(): Promise<IteratorResult<Buffer, undefined>> {
    try {
      return await this.#chunks.next();
    } catch (cause) {
      const { code = '', message } = cause as NodeJS.ErrnoException;
      if (code === 'Z_BUF_ERROR') {
        throw new ArchiveError('The backup is not whole: it ends too early', { cause });
      }
      if (code.startsWith('Z_')) {
        throw new ArchiveError(`The file is no backup, or a damaged one (${message})`, { cause });
      }
      throw new ArchiveError(`The backup cannot be read: ${message}`, { cause });
    }
  }
}
