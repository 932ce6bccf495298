import { randomUUID } from 'node:crypto';
import type { Redis } from 'ioredis';

/**
 * KEYS 1 the lease. ARGV 1 who asks, 2 for how long from now on (ms), 0 to give it back. Returns 1 when it is theirs. Also
 * while Redis is full: what makes room is held by leases too.
 */
const HOLD = `#!lua flags=allow-oom
local holder = redis.call('GET', KEYS[1])
if holder and holder ~= ARGV[1] then
  return 0
end
if tonumber(ARGV[2]) > 0 then
  redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
else
  redis.call('DEL', KEYS[1])
end
return 1`;

/** What one process at a time does, of all on this Redis. It is given back, or runs out with its holder. */
export class Lease {
  readonly #holder = randomUUID();

  constructor(
    private readonly redis: Redis,
    private readonly key: string,
    /** For how long it is held from when it was last asked for, in milliseconds. */
    readonly lifetimeMs: number,
  ) {}

  /** Takes or renews it. @returns whether it is ours */
  async hold(): Promise<boolean> {
    return (await this.redis.eval(HOLD, 1, this.key, this.#holder, this.lifetimeMs)) === 1;
  }

  /** Lets the next who asks have it at once. */
  async giveBack(): Promise<void> {
    await this.redis.eval(HOLD, 1, this.key, this.#holder, 0);
  }
}
