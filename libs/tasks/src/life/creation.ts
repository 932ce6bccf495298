import type { Task } from '@task-queue/contracts';

/** What came of a `NewTask`. */
export interface Creation {
  readonly id: string;
  /** As it was created; `null` where it was there before. */
  readonly task: Task | null;
  /** Whether it was there before because it has the lock. */
  readonly isDeduplicated: boolean;
}
