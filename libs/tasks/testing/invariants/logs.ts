import { readEach, type RedisState } from './redis-state.js';

/** Of an attempt at most so many lines are kept. */
const MOST_LINES = 1_000;

/** A task's log has the lines that its state counts, and ends with the task. */
export async function logsAreCounted({ redis, prefix, records, endingsOf }: RedisState): Promise<string[]> {
  const found = endingsOf('log:')
    .filter((id) => !records.has(id))
    .map((id) => `log of a task that is gone: ${id}`);
  const places = await readEach(redis, [...records.values()], (pipeline, { id }) =>
    pipeline.hkeys(`${prefix}:log:${id}`),
  );
  for (const [{ id, state }, lines] of places) {
    const logged = (lines as string[]).filter((place) => place.startsWith(`${state.attempt}:`)).length;
    if (logged !== Math.min(state.logged ?? 0, MOST_LINES)) {
      found.push(`${id} has ${logged} log lines of its attempt and counts ${state.logged ?? 0}`);
    }
  }
  return found;
}
