import { riskAtMs } from '../in-time/deadline.js';
import type { NewTask } from './task-store.js';

/** On what conditions a task is created, as the script takes them: JSON, `''` for none. */
export function conditionsOf({ once, head, runAtMs }: NewTask, nowMs: number): string {
  const { startWithinMs, deadlineAtMs, timeoutMs } = head;
  if (!once && startWithinMs === undefined && deadlineAtMs === undefined) {
    return '';
  }
  const beginsMs = once?.delayMs === undefined ? runAtMs : nowMs + once.delayMs;
  const riskAt =
    deadlineAtMs === undefined ? undefined : riskAtMs({ deadlineAtMs, timeoutMs, runAtMs: beginsMs, createdMs: nowMs });
  return JSON.stringify({ once: once ?? undefined, startWithinMs, riskAt });
}
