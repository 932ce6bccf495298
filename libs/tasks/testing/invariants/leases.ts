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
