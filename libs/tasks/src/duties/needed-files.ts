import type { Redis } from 'ioredis';
import { TaskKeys } from '../record/keys.js';
import type { ArtifactKey, FoundFile } from '../artifacts/artifact-storage.js';

/** Which files the records of tasks speak of. */
export class NeededFiles {
  readonly #keys: TaskKeys;

  constructor(
    private readonly redis: Redis,
    prefix: string,
  ) {
    this.#keys = new TaskKeys(prefix);
  }

  /**
   * Those of some files that somebody may still need: the attempt that writes it runs, or its task names it. Whatever cannot
   * be read counts as needed. Ask about files that were seen before: an attempt is in its record before its file is there.
   */
  async among<File extends Pick<FoundFile, keyof ArtifactKey | 'isWhole'>>(
    files: readonly File[],
  ): Promise<ReadonlySet<File>> {
    const pipeline = this.redis.pipeline();
    files.forEach(({ taskId }) => pipeline.hmget(this.#keys.record(taskId), 's', 'f', 'h'));
    const answers = (await pipeline.exec()) ?? [];
    return new Set(
      files.filter((file, i) => {
        const [error, fields] = answers[i] ?? [new Error('no answer'), null];
        return error !== null || isNeeded(file, fields as (string | null)[]);
      }),
    );
  }
}

function isNeeded(
  { attempt, isWhole }: Pick<FoundFile, 'attempt' | 'isWhole'>,
  [state = null, file = null, head = null]: readonly (string | null)[],
): boolean {
  if (state === null && file === null && head === null) {
    return false; // there is no such task
  }
  const { status, attempt: newest } = partOf(state);
  // A number that is still to come is of a Redis that forgot: it may be given again, to one that writes under it.
  if (typeof newest !== 'number' || attempt > newest || (status === 'running' && attempt === newest)) {
    return true;
  }
  return isWhole && file !== null && (partOf(file)['attempt'] ?? attempt) === attempt;
}

/** A part of a record as JSON; nothing is known of one that somebody else wrote. */
function partOf(json: string | null): Readonly<Record<string, unknown>> {
  try {
    const part: unknown = JSON.parse(json ?? '');
    return typeof part === 'object' && part !== null ? (part as Readonly<Record<string, unknown>>) : {};
  } catch {
    return {};
  }
}
