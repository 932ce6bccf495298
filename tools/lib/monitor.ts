import type { Redis } from 'ioredis';

/**
 * Hears every command that a Redis takes from now on, as `monitor` events of what is resolved with. As `monitor()` of ioredis, but
 * where the first commands come together with the answer to MONITOR, of a Redis that is busy, they are missed and are no error.
 */
export async function monitor(redis: Redis): Promise<Redis> {
  const ear = redis.duplicate({ monitor: true, lazyConnect: false });
  ear.on('error', () => undefined);
  await new Promise<void>((resolve) => ear.once('monitoring', resolve));
  return ear;
}
