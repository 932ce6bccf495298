import { randomUUID } from 'node:crypto';
import { mkdir, open, rename, rm, type FileHandle } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { Writable, type Readable } from 'node:stream';
import { requireAttempt, requireTaskId } from './artifact-key.js';
import type { ArtifactKey, ArtifactStorage, ByteRange } from './artifact-storage.js';
import { DiskArtifactInventory } from './disk-artifact-inventory.js';

/**
 * Artifacts as files: `<dir>/<last two digits of the task's id>/<task id>/<attempt>`. The path holds nothing but the
 * checked id and a number.
 */
export class DiskArtifactStorage implements ArtifactStorage {
  readonly inventory: DiskArtifactInventory;
  readonly #dir: string;

  constructor(dir: string) {
    this.#dir = resolve(dir);
    this.inventory = new DiskArtifactInventory(this.#dir);
  }

  async write(key: ArtifactKey): Promise<Writable> {
    const path = this.#pathOf(key);
    const partial = `${path}.${randomUUID()}.partial`;
    const file = await openNew(partial);
    let isClosed = false;
    const close = async (): Promise<void> => {
      if (!isClosed) {
        isClosed = true;
        await file.close();
      }
    };
    return new Writable({
      highWaterMark: 256 * 1024,
      write: (chunk: Buffer, _encoding, done) => void file.writeFile(chunk).then(() => done(), done),
      // The file gets its name in the stream's last step, so that nobody ever reads half of it.
      final: (done) =>
        void close()
          .then(() => rename(partial, path))
          .then(() => done(), done),
      destroy: (error, done) =>
        void close()
          .then(() => rm(partial, { force: true }))
          .then(() => done(error), done),
    });
  }

  async read(key: ArtifactKey, range?: ByteRange): Promise<Readable | null> {
    try {
      const file = await open(this.#pathOf(key));
      return file.createReadStream(range);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') {
        return null;
      }
      throw error;
    }
  }

  async discard(key: ArtifactKey): Promise<void> {
    await rm(this.#pathOf(key), { force: true });
  }

  async removeAll(taskId: string): Promise<void> {
    await rm(this.#folderOf(taskId), { recursive: true, force: true });
  }

  #pathOf({ taskId, attempt }: ArtifactKey): string {
    requireAttempt(attempt);
    return join(this.#folderOf(taskId), String(attempt));
  }

  #folderOf(taskId: string): string {
    requireTaskId(taskId);
    return join(this.#dir, taskId.slice(-2), taskId);
  }
}

/** Opens a file that is not there yet, in its folder: made again where a sweep took it away between the two, as it was empty. */
async function openNew(path: string, tries = 10): Promise<FileHandle> {
  try {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    return await open(path, 'wx', 0o600);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT' || tries === 1) {
      throw error;
    }
    return openNew(path, tries - 1);
  }
}
