import type { Writable } from 'node:stream';
import type { Locale } from '@task-queue/contracts';
import type { TaskIdentity } from '../domain/identity.js';

/** What a handler is given beside its params: one attempt's way to speak and to be told to stop. */
export interface TaskContext {
  readonly taskId: string;
  /** Counted from 1 over the task's whole life. */
  readonly attempt: number;
  /** Who created the task; an administrator only while they are one, where the host can tell (`rolesOf`). */
  readonly createdBy: TaskIdentity;
  /** The creator's language, for texts a person reads. */
  readonly locale: Locale;
  /**
   * Aborts when a person stops the task (`reason` is a `TaskStoppedError`), when the deadline passes (`TaskTimeoutError`), at
   * shutdown (`WorkerShutdownError`), and when the attempt was given up: end soon after.
   */
  readonly signal: AbortSignal;
  /**
   * Says how far the work is. Cheap to call often: at most 10 events a second reach people, the last one always.
   *
   * @param percent - 0 to 100; a smaller value than before is ignored
   * @param text - what is being done, at most 200 characters
   */
  progress(percent: number, text?: string): void;
  /** Adds a line (at most 2,000 characters) to the task's log; of each attempt the first 100 and the newest 900 are kept, the rest counted. */
  log(line: string): void;
  /** Sets the line a person reads as the result's gist, at most 200 characters. */
  summary(line: string): void;
  /**
   * Opens the file this task produces. It becomes the task's artifact when the attempt completes; the file of an
   * attempt that fails is discarded.
   *
   * @param name - the name it is downloaded under
   * @param contentType - e.g. `text/csv; charset=utf-8`
   * @throws Error on a second call in the same attempt, and for a content type that is not ASCII in one line
   */
  artifact(name: string, contentType: string): Writable;
}
