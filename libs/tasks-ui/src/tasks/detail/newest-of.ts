import type { Task } from '@task-queue/contracts';

/**
 * What was read, with whatever events have told since: an answer that was on its way when an event came does not take the
 * task back to what it was.
 */
export function newestOf(read: Task, shown: Task | undefined): Task {
  if (shown?.id !== read.id || shown.version <= read.version) {
    return read;
  }
  const { params, result, attempts, log, logDropped, artifact } = read;
  return { ...shown, params, result, attempts, log, logDropped, artifact };
}
