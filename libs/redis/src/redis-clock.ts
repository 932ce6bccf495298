import type { Redis } from 'ioredis';

const RESYNC_MS = 30_000;

/**
 * The time of Redis, so that every process stores times of one clock: this machine's clock with its distance to
 * Redis' `TIME`, measured again every 30 s.
 */
export class RedisClock {
  #offsetMs = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(private readonly redis: Redis) {}

  async start(): Promise<void> {
    await this.#measure();
    this.#timer = setInterval(() => void this.#measure().catch(() => undefined), RESYNC_MS).unref();
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  /** Epoch milliseconds. */
  nowMs(): number {
    return Date.now() + this.#offsetMs;
  }

  async #measure(): Promise<void> {
    const sentMs = Date.now();
    const [seconds, microseconds] = await this.redis.time();
    const receivedMs = Date.now();
    const redisMs = Number(seconds) * 1000 + Math.floor(Number(microseconds) / 1000);
    this.#offsetMs = Math.round(redisMs - (sentMs + receivedMs) / 2);
  }
}
