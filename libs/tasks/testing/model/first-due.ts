import type { ModelTask } from './model-task.js';

/**
 * Those whose time has come, as a sorted set has them: by their time, then by the name of their entry.
 *
 * @param timeMs - `null` for who has none
 */
export function firstDue(
  tasks: Iterable<ModelTask>,
  timeMs: (task: ModelTask) => number | null,
  nowMs: number,
  limit: number,
): ModelTask[] {
  const entry = ({ id, ticket }: ModelTask): string => `${id}.${ticket}`;
  return [...tasks]
    .map((task) => ({ task, atMs: timeMs(task) ?? Infinity }))
    .filter(({ atMs }) => atMs <= nowMs)
    .sort((a, b) => a.atMs - b.atMs || (entry(a.task) < entry(b.task) ? -1 : 1))
    .slice(0, limit)
    .map(({ task }) => task);
}
