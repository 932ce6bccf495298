import type { Redis } from 'ioredis';
import { BLOCKING, openRedis, PERSISTENT, type RedisPlace } from '@task-queue/redis';
import { within } from '../domain/within.js';

/** How long the answers to what is under way are waited for, in milliseconds. */
const QUIT_MS = 1_000;

/** The connections that Bull asks for. It leaves those it did not make itself open when it closes. */
export class LaneConnections {
  readonly #working: Redis[] = [];
  readonly #blocked: Redis[] = [];
  readonly #settled = new WeakMap<Redis, () => Promise<void>>();

  /** Opens a connection for one of Bull's three uses. */
  open(place: RedisPlace, use: 'client' | 'bclient' | 'subscriber'): Redis {
    const redis = openRedis(place, use === 'client' ? PERSISTENT : BLOCKING);
    (use === 'bclient' ? this.#blocked : this.#working).push(redis);
    if (use === 'bclient') {
      // Bull gives it a name and awaits no answer: where it is closed before one came, nobody would hear the error.
      const ask = redis.client.bind(redis) as (...args: unknown[]) => Promise<unknown>;
      const unheard = (...args: unknown[]): Promise<unknown> => ask(...args).catch(() => undefined);
      redis.client = unheard as typeof redis.client;
    }
    return redis;
  }

  /** What has yet to be sent on a connection is waited for before it closes. */
  closeAfter(redis: Redis, settled: () => Promise<void>): void {
    this.#settled.set(redis, settled);
  }

  /** Lets what is under way be answered, if Redis is there to answer; only a blocking pop is cut off. */
  async closeAll(): Promise<void> {
    const working = this.#working.splice(0);
    await within(QUIT_MS, Promise.all(working.map((redis) => this.#quit(redis))));
    for (const redis of [...working, ...this.#blocked.splice(0)]) {
      redis.disconnect();
    }
  }

  async #quit(redis: Redis): Promise<void> {
    await this.#settled.get(redis)?.();
    await redis.quit();
  }
}
