import type { Readable } from 'node:stream';
import type { TaskArtifact } from '@task-queue/contracts';
import { ProblemError } from '@task-queue/problems';
import type { ThrottledLog } from '../domain/throttled-log.js';
import type { ArtifactLinks } from './artifact-links.js';
import type { ArtifactKey, ArtifactStorage, ByteRange } from './artifact-storage.js';

/** A task's file, found and not opened. */
export interface ArtifactFile {
  readonly artifact: TaskArtifact;
  /** Strong, in quotes: a task's file never changes. */
  readonly entityTag: string;
  readonly writtenAtMs: number;
  /** @throws ProblemError ARTIFACT_NOT_FOUND, ARTIFACT_UNAVAILABLE */
  readonly open: (range?: ByteRange) => Promise<Readable>;
  /** An address of the storage itself to fetch it from; left out where files are streamed. */
  readonly addressAs?: (disposition: string) => Promise<string>;
}

/** The files that tasks produced, for whoever downloads them. */
export class ArtifactFiles {
  constructor(
    private readonly storage: ArtifactStorage,
    private readonly links: Pick<ArtifactLinks, 'entityTag'>,
    private readonly warnings: Pick<ThrottledLog, 'warn'>,
  ) {}

  /** @param onLost - told where the storage does not have it, though its task does */
  async file(
    key: ArtifactKey,
    { artifact, writtenAtMs }: Pick<ArtifactFile, 'artifact' | 'writtenAtMs'>,
    onLost: () => void,
  ): Promise<ArtifactFile> {
    const { storage } = this;
    return {
      artifact,
      entityTag: await this.links.entityTag(key),
      writtenAtMs,
      open: async (range) => {
        const stream = await this.#asked(storage.read(key, range));
        if (stream === null) {
          onLost();
          throw new ProblemError('ARTIFACT_NOT_FOUND');
        }
        return stream;
      },
      ...(storage.addressOf !== undefined && {
        addressAs: async (disposition) =>
          this.#asked(storage.addressOf!(key, { contentType: artifact.contentType, disposition })),
      }),
    };
  }

  /** What the storage answers. @throws ProblemError ARTIFACT_UNAVAILABLE; the storage's own words are for the log */
  async #asked<Answer>(answer: Promise<Answer>): Promise<Answer> {
    try {
      return await answer;
    } catch (cause) {
      this.warnings.warn('Reading the file of a task', cause);
      throw new ProblemError('ARTIFACT_UNAVAILABLE', { cause });
    }
  }
}
