import type { RedisState } from './redis-state.js';

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
