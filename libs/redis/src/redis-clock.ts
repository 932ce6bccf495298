import type { Redis } from 'ioredis';
import { steadyMs } from './steady-clock.js';

const RESYNC_MS = 30_000;

/** As far as this machine's two clocks may part before Redis is asked again at once, in milliseconds. */
const PARTED_MS = 1_000;

/**
 * The time of Redis, so that every process stores times of one clock. It counts on from Redis' `TIME`, measured again every 30 s,
 * by a clock that nobody sets: a jump of this machine's time changes nothing. Where the two part it was set, or the machine has
 * slept, in which the steady one stands still: then Redis is asked at once.
 */
export class RedisClock {
  #offsetMs = 0;
  #apartMs = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(private readonly redis: Pick<Redis, 'time'>) {}

  async start(): Promise<void> {
    await this.#measure();
    this.#timer = setInterval(() => this.#measureAgain(), RESYNC_MS).unref();
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  /** Epoch milliseconds. */
  nowMs(): number {
    const nowMs = steadyMs();
    if (Math.abs(Date.now() - nowMs - this.#apartMs) > PARTED_MS) {
      this.#apartMs = Date.now() - nowMs;
      this.#measureAgain();
    }
    return Math.floor(nowMs + this.#offsetMs);
  }

  #measureAgain(): void {
    this.#measure().catch(() => undefined); // the next time comes
  }

  async #measure(): Promise<void> {
    const sentMs = steadyMs();
    const [seconds, microseconds] = await this.redis.time();
    const receivedMs = steadyMs();
    this.#apartMs = Date.now() - receivedMs;
    this.#offsetMs = Number(seconds) * 1_000 + Number(microseconds) / 1_000 - (sentMs + receivedMs) / 2;
  }
}
