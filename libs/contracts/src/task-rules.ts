import type { TaskStatus } from './task.js';

/** The changes of state there are. Nothing else, ever. */
export const TASK_TRANSITIONS = {
  /** A worker begins an attempt. */
  start: { from: ['pending'], to: 'running' },
  /** The attempt's handler returned. */
  complete: { from: ['running'], to: 'completed' },
  /** The attempt failed and no retry is left. */
  fail: { from: ['running'], to: 'failed' },
  /** The attempt failed and a retry is left: back in its lane after its backoff. */
  retry: { from: ['running'], to: 'pending' },
  /** A shutdown interrupted the attempt: back in its lane, no retry used up. */
  interrupt: { from: ['running'], to: 'pending' },
  /** A person gave the task up before it started. */
  cancel: { from: ['pending'], to: 'cancelled' },
  /** It had not begun by when it was to. */
  expire: { from: ['pending'], to: 'cancelled' },
  /** A person had the running attempt stopped: its handler broke off, did not in time, or was lost. */
  stop: { from: ['running'], to: 'cancelled' },
  /** A person retries by hand: the retry count begins again at 0. */
  retryByHand: { from: ['failed'], to: 'pending' },
} as const satisfies Record<string, { from: readonly TaskStatus[]; to: TaskStatus }>;

/** The name of a change of state. */
export type TaskTransition = keyof typeof TASK_TRANSITIONS;

/** Whether a task in this state is over: it changes no more unless a person retries it. */
export function isFinal(status: TaskStatus): boolean {
  return status === 'completed' || status === 'failed' || status === 'cancelled';
}
