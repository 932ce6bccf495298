import type { Redis } from 'ioredis';

/** How many lease threads are connected to this very server. */
export async function leaseThreadsAt(redis: Redis): Promise<number> {
  return (String(await redis.client('LIST')).match(/ name=leases:/g) ?? []).length;
}
