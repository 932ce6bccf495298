import { Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import type { Redis } from 'ioredis';
import { RedisClock } from './store/redis-clock.js';
import { TaskKeys } from './store/keys.js';
import { firstFacts } from './store/redis-access.js';
import { BLOCKING, connectRedis, IMPATIENT, PATIENT } from './store/redis-connection.js';
import { requireSafe } from './store/redis-facts.js';
import { RedisWatch } from './store/redis-watch.js';
import { redisPlaceOf, TASKS_OPTIONS, type TasksModuleOptions } from './tasks-options.js';

/** This process' own connections to Redis. They close last, after Bull's. */
@Injectable()
export class RedisConnections implements OnApplicationShutdown {
  private constructor(
    /** For answering people: fails fast. */
    readonly impatient: Redis,
    /** For workers: waits for Redis to come back. */
    readonly patient: Redis,
    /** For blocking reads. */
    readonly blocking: Redis,
    readonly clock: RedisClock,
    readonly watch: RedisWatch,
  ) {}

  /** Connects all of them; fails when Redis is not there, does not let us in, or would lose tasks. */
  static async open(options: TasksModuleOptions): Promise<RedisConnections> {
    const place = redisPlaceOf(options);
    const [impatient, patient, blocking] = await Promise.all([
      connectRedis(place, IMPATIENT),
      connectRedis(place, PATIENT),
      connectRedis(place, BLOCKING),
    ]);
    const facts = await firstFacts(impatient, new TaskKeys(place.prefix));
    requireSafe(facts, options.redis.unsafe ?? false);
    const clock = new RedisClock(patient);
    await clock.start();
    const watch = new RedisWatch(impatient, place.prefix, facts, new Logger('Redis'));
    watch.start();
    return new RedisConnections(impatient, patient, blocking, clock, watch);
  }

  onApplicationShutdown(): void {
    this.clock.stop();
    this.watch.stop();
    for (const redis of [this.impatient, this.patient, this.blocking]) {
      redis.disconnect();
    }
  }
}

/** How Nest makes the connections. */
export const redisConnectionsProvider = {
  provide: RedisConnections,
  inject: [TASKS_OPTIONS],
  useFactory: (options: TasksModuleOptions) => RedisConnections.open(options),
};
