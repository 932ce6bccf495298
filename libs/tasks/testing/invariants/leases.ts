import type { RedisState } from './redis-state.js';

/** Who is to stop is known by when that is forced, and nobody else. */
export async function stopsAreOfRunning({ redis, prefix, records }: RedisState): Promise<string[]> {
  const stops = new Set(await redis.zrange(`${prefix}:stops`, 0, -1));
  const found: string[] = [];
  for (const [id, { state }] of records) {
    const isToStop = state.status === 'running' && state.stop !== undefined;
    if (stops.delete(id) !== isToStop) {
      found.push(`${id} is ${state.status} ${isToStop ? 'and not' : 'and'} among those to stop`);
    }
  }
  return [...found, ...[...stops].map((id) => `${id} is to stop and has no record`)];
}

/** Which handlers may still run is known where their attempts say so, and of no others but those of tasks that are gone. */
export async function handlersAreWatched({ redis, prefix, records }: RedisState): Promise<string[]> {
  const watched = new Set(await redis.hkeys(`${prefix}:abandoned`));
  const found: string[] = [];
  for (const [id, { state, fields }] of records) {
    const name = `${id}.${state.attempt}`;
    const attempt = JSON.parse(fields[`a${state.attempt}`] ?? '{}') as {
      readonly outcome?: string;
      readonly handlerEndedAt?: number;
    };
    const mayRun = attempt.outcome === 'abandoned' && attempt.handlerEndedAt === undefined;
    if (watched.delete(name) !== mayRun) {
      found.push(
        `the handler of ${name} ${mayRun ? 'may still run and is not watched' : 'is watched and does not run'}`,
      );
    }
  }
  const isOfRecord = (name: string): boolean => records.has(name.slice(0, name.lastIndexOf('.')));
  return [...found, ...[...watched].filter(isOfRecord).map((name) => `the handler of ${name} is watched in vain`)];
}

/** Who runs has a lease, and nobody else. */
export async function leasesAreOfRunning({ redis, prefix, records }: RedisState): Promise<string[]> {
  const leased = new Set(await redis.zrange(`${prefix}:leases`, 0, -1));
  const found: string[] = [];
  for (const [id, { state }] of records) {
    if (leased.delete(id) !== (state.status === 'running')) {
      found.push(`${id} is ${state.status} ${state.status === 'running' ? 'without' : 'with'} a lease`);
    }
  }
  return [...found, ...[...leased].map((id) => `${id} has a lease and no record`)];
}
