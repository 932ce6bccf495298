import type { TaskCreator } from '@task-queue/contracts';
import { AttemptError } from '../domain/failure.js';

/** Why a handler's signal aborts: a person asked to stop the task. Whatever it throws then, the task is cancelled. */
export class TaskStoppedError extends Error {
  override readonly name = 'TaskStoppedError';

  /**
   * @param by - who asked
   * @param reason - what they said of why, if anything
   */
  constructor(
    readonly by: TaskCreator,
    readonly reason: string | null,
  ) {
    super(reason === null ? `${by.username} stopped the task` : `${by.username} stopped the task: ${reason}`);
  }
}

/** Why a handler's signal aborts: the attempt took longer than its `timeoutMs`. It has failed already. */
export class TaskTimeoutError extends AttemptError {
  override readonly name: string = 'TaskTimeoutError';

  constructor(readonly timeoutMs: number) {
    super('TIMEOUT', `The attempt took longer than ${timeoutMs} ms`, true);
  }
}

/** Why a handler's signal aborts: its process ends. Another worker begins the task again, no retry used up. */
export class WorkerShutdownError extends Error {
  override readonly name = 'WorkerShutdownError';

  constructor() {
    super('The worker is shutting down');
  }
}
