import type { TaskCreator } from '@task-queue/contracts';

/** How a running task is to be stopped. */
export interface StopOrder {
  readonly by: TaskCreator;
  readonly reason: string | null;
  /** How long its handler gets, in milliseconds. */
  readonly graceMs: number;
  readonly byForce: boolean;
  /** Whether its type allows it. */
  readonly isStoppable: boolean;
}
