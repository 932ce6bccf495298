import { randomUUID } from 'node:crypto';
import { mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { Writable, type Readable } from 'node:stream';
import type { ArtifactKey, ArtifactStorage, ByteRange } from './artifact-storage.js';

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/**
 * Artifacts as files: `<dir>/<last two digits of the task's id>/<task id>/<attempt>`. The path holds nothing but the
 * checked id and a number.
 */
export class DiskArtifactStorage implements ArtifactStorage {
  readonly #dir: string;

  constructor(dir: string) {
    this.#dir = resolve(dir);
  }

  async write(key: ArtifactKey): Promise<Writable> {
    const path = this.#pathOf(key);
    const partial = `${path}.${randomUUID()}.partial`;
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    const file = await open(partial, 'wx', 0o600);
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
    if (!Number.isSafeInteger(attempt) || attempt < 1) {
      throw new Error(`${attempt} is no attempt`);
    }
    return join(this.#folderOf(taskId), String(attempt));
  }

  #folderOf(taskId: string): string {
    if (!UUID.test(taskId)) {
      throw new Error('An artifact belongs to a task id');
    }
    return join(this.#dir, taskId.slice(-2), taskId);
  }
}
