import { PassThrough, type Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ArtifactStorage } from '../artifacts/artifact-storage.js';
import { plainLine } from '@task-queue/contracts';
import type { HeldAttempt } from './attempt-store.js';
import type { StoredArtifact } from '../record/codec.js';

/** What a header can say. */
const HEADER_TEXT = /^[\t\x20-\x7e]+$/;

/** The one file an attempt may write. */
export class AttemptArtifact {
  #written: Promise<StoredArtifact> | undefined;
  #stream: PassThrough | undefined;

  constructor(
    private readonly storage: ArtifactStorage,
    private readonly attempt: HeldAttempt,
  ) {}

  /** Opens the file. @throws Error on a second call, and for a content type that no download could be told with */
  open(name: string, contentType: string): Writable {
    if (this.#stream !== undefined) {
      throw new Error('A task has one artifact: context.artifact() was called twice');
    }
    if (!HEADER_TEXT.test(contentType)) {
      throw new Error(
        `The content type of an artifact is ASCII in one line, as text/csv, not ${JSON.stringify(contentType)}`,
      );
    }
    const stream = new PassThrough();
    this.#stream = stream;
    this.#written = this.#write(stream, plainLine(name), contentType);
    // A failure reaches the handler as its stream's error, and the runner by finish(); it is never unhandled.
    this.#written.catch((error: unknown) => stream.destroy(error as Error));
    return stream;
  }

  /** Ends the file and waits until it is whole; `null` when the attempt opened none. */
  async finish(): Promise<StoredArtifact | null> {
    this.#stream?.end();
    return (await this.#written) ?? null;
  }

  /** Throws the file away. */
  async discard(): Promise<void> {
    if (this.#stream === undefined) {
      return;
    }
    this.#stream.on('error', () => undefined);
    this.#stream.destroy(new Error('The attempt ended without completing'));
    await this.#written?.catch(() => undefined);
    await this.storage.discard({ taskId: this.attempt.taskId, attempt: this.attempt.number });
  }

  async #write(stream: PassThrough, name: string, contentType: string): Promise<StoredArtifact> {
    const attempt = this.attempt.number;
    const file = await this.storage.write({ taskId: this.attempt.taskId, attempt });
    let sizeBytes = 0;
    stream.on('data', (chunk: Buffer) => {
      sizeBytes += chunk.length;
    });
    await pipeline(stream, file);
    return { name, contentType, sizeBytes, attempt };
  }
}
