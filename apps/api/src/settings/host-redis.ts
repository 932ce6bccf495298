import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { connectRedis, IMPATIENT } from '@task-queue/tasks';
import type { Redis } from 'ioredis';
import type { Settings } from './settings.js';

/** The host's own connection, for accounts and sessions; it fails fast. */
@Injectable()
export class HostRedis implements OnApplicationShutdown {
  private constructor(readonly client: Redis) {}

  static async open(settings: Settings): Promise<HostRedis> {
    return new HostRedis(await connectRedis(settings.REDIS_URL, IMPATIENT));
  }

  onApplicationShutdown(): void {
    this.client.disconnect();
  }
}
