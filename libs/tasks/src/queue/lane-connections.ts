import type { Redis } from 'ioredis';
import { BLOCKING, openRedis, PATIENT } from '../store/redis-connection.js';

/** The connections that Bull asks for. It leaves those it did not make itself open when it closes. */
export class LaneConnections {
  readonly #working: Redis[] = [];
  readonly #blocked: Redis[] = [];

  /** Opens a connection for one of Bull's three uses. */
  open(url: string, use: 'client' | 'bclient' | 'subscriber'): Redis {
    const redis = openRedis(url, use === 'client' ? PATIENT : BLOCKING);
    (use === 'bclient' ? this.#blocked : this.#working).push(redis);
    return redis;
  }

  /** Lets what is under way be answered; only a blocking pop is cut off. */
  async closeAll(): Promise<void> {
    await Promise.all(this.#working.splice(0).map((redis) => redis.quit().catch(() => redis.disconnect())));
    for (const redis of this.#blocked.splice(0)) {
      redis.disconnect();
    }
  }
}
