import type { Redis } from 'ioredis';
import { BLOCKING, FAIL_FAST, PERSISTENT } from './connection-purposes.js';
import { firstFacts } from './redis-access.js';
import { RedisClock } from './redis-clock.js';
import type { DataFormat } from './format/data-format.js';
import { FormatSeat } from './format/format-seat.js';
import { connectRedis, type RedisPlace } from './redis-connection.js';
import { requireSafe } from './redis-facts.js';
import type { RedisUse } from './redis-use.js';
import { RedisWatch, type WatchLogger } from './redis-watch.js';

/** What {@link RedisConnections.open} needs to know. */
export interface ConnectionsOptions {
  readonly place: RedisPlace;
  readonly use: RedisUse;
  /** Of the data that these connections are for. */
  readonly format: DataFormat;
  /** Whether to go on with a Redis that loses what is kept in it: one that evicts, a replica, one older than 7. */
  readonly isUnsafeWanted: boolean;
  readonly logger: WatchLogger;
}

/** This process' own connections to Redis, one a purpose. Nest closes them when the application shuts down. */
export class RedisConnections {
  private constructor(
    /** For answering people: fails fast. */
    readonly failFast: Redis,
    /** For what has to get through: waits for Redis to come back. */
    readonly persistent: Redis,
    /** For blocking reads. */
    readonly blocking: Redis,
    readonly clock: RedisClock,
    readonly watch: RedisWatch,
    private readonly seat: FormatSeat,
  ) {}

  /**
   * Connects all of them.
   *
   * @throws RedisConnectionError where Redis is not there, does not let us in, or loses what it is told
   * @throws FormatError where its data is none that this program may touch
   */
  static async open({ place, use, format, isUnsafeWanted, logger }: ConnectionsOptions): Promise<RedisConnections> {
    const [failFast, persistent, blocking] = await Promise.all([
      connectRedis(place, FAIL_FAST),
      connectRedis(place, PERSISTENT),
      connectRedis(place, BLOCKING),
    ]);
    const facts = await firstFacts(failFast, use.probeKey);
    if (!isUnsafeWanted) {
      requireSafe(facts, use);
    }
    const all = [failFast, persistent, blocking];
    const seat = await FormatSeat.take(failFast, {
      prefix: place.prefix,
      format,
      onShutOut: ({ message }) => {
        logger.warn(message);
        disconnectAll(all);
      },
    }).catch((error: unknown) => {
      disconnectAll(all);
      throw error;
    });
    const clock = new RedisClock(persistent);
    await clock.start();
    const watch = new RedisWatch(failFast, use, facts, logger);
    watch.start();
    return new RedisConnections(failFast, persistent, blocking, clock, watch, seat);
  }

  onApplicationShutdown(): void {
    this.clock.stop();
    this.watch.stop();
    this.seat.leave();
    disconnectAll([this.failFast, this.persistent, this.blocking]);
  }
}

function disconnectAll(connections: readonly Redis[]): void {
  for (const redis of connections) {
    redis.disconnect();
  }
}
