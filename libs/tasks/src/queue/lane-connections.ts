import type { Redis } from 'ioredis';
import { BLOCKING, openRedis, PATIENT } from '../store/redis-connection.js';

/** The connections that Bull asks for. It leaves those it did not make itself open when it closes. */
export class LaneConnections {
  readonly #connections: Redis[] = [];

  /** Opens a connection for one of Bull's three uses. */
  open(url: string, use: 'client' | 'bclient' | 'subscriber'): Redis {
    const redis = openRedis(url, use === 'client' ? PATIENT : BLOCKING);
    this.#connections.push(redis);
    return redis;
  }

  closeAll(): void {
    for (const redis of this.#connections.splice(0)) {
      redis.disconnect();
    }
  }
}
