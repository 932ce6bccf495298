import type { IsoInstant, TaskPriority } from './task.js';

/** A lane of one worker. */
export interface WorkerLane {
  readonly lane: TaskPriority;
  /** Slots with a task, those whose handler goes on after its task was ended by force too. */
  readonly used: number;
  readonly total: number;
}

/** What a worker runs. */
export interface WorkerTask {
  readonly taskId: string;
  readonly type: string;
  readonly title: string;
  readonly lane: TaskPriority;
  readonly attempt: number;
  readonly startedAt: IsoInstant;
  /** Whether the task was ended by force, and its handler goes on all the same. */
  readonly mayStillRun?: true;
}

/** Memory of a worker's process, in bytes. */
export interface WorkerMemory {
  readonly rssBytes: number;
  readonly heapUsedBytes: number;
}

/** A worker that is alive, as it said last. What an older version does not say of itself is `null`, or none. */
export interface WorkerState {
  /** Its name, as attempts have it in `worker`. */
  readonly id: string;
  readonly host: string;
  /** The id of its process on that host. */
  readonly process: number;
  /** Of the application. */
  readonly version: string | null;
  readonly startedAt: IsoInstant | null;
  /** When it said last that it is alive. */
  readonly heartbeatAt: IsoInstant | null;
  /** In order of urgency. */
  readonly lanes: readonly WorkerLane[];
  /** What it runs, the oldest first; of more than 50 those. */
  readonly running: readonly WorkerTask[];
  /** How late its event loop was in the last second: 99 of 100 turns were no later. */
  readonly eventLoopDelayMs: number | null;
  readonly memory: WorkerMemory | null;
}

/** Every worker that is alive, by host and process. */
export interface WorkerStates {
  readonly items: readonly WorkerState[];
}
