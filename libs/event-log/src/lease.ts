import { randomUUID } from 'node:crypto';
import type { Redis } from 'ioredis';
import { holdLease } from './log-scripts.js';

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
  hold(): Promise<boolean> {
    return holdLease(this.redis, this.key, this.#holder, this.lifetimeMs);
  }

  async giveBack(): Promise<void> {
    await holdLease(this.redis, this.key, this.#holder, 0);
  }
}
