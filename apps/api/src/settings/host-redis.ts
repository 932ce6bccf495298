import { createHash } from 'node:crypto';
import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { connectRedis, FAIL_FAST } from '@task-queue/redis';
import { storeError } from '@task-queue/tasks/server';
import type { Redis } from 'ioredis';
import type { Settings } from './settings.js';

/** Runs one of the host's scripts; its answer is what the script's header says. */
export type HostScript = (...args: (string | number)[]) => Promise<unknown>;

/** The host's own connection, for accounts and sessions; it fails fast. */
@Injectable()
export class HostRedis implements OnApplicationShutdown {
  private constructor(
    readonly client: Redis,
    private readonly prefix: string,
  ) {}

  static async open(settings: Settings): Promise<HostRedis> {
    const { REDIS_URL: url, REDIS_PREFIX: prefix } = settings;
    return new HostRedis(await connectRedis({ url, prefix }, FAIL_FAST), prefix);
  }

  /** A key of ours. */
  key(name: string): string {
    return `${this.prefix}:${name}`;
  }

  /**
   * Makes a script known to the connection, sent by its SHA. Its one key is the prefix: every key it touches begins
   * with it and so lies in the same Cluster slot.
   */
  script(source: string): HostScript {
    // Whoever is to make room has to get in while Redis is full; what accounts take is little and bounded.
    const lua = `#!lua flags=allow-oom\n${source}`;
    const name = `host:${createHash('sha1').update(lua).digest('hex')}`;
    this.client.defineCommand(name, { numberOfKeys: 1, lua });
    const commands = this.client as unknown as Record<string, HostScript>; // methods that TypeScript can't see
    return (...args) => this.ask(() => commands[name]!(this.prefix, ...args));
  }

  /** Asks Redis. @throws StoreUnavailableError where it is out of reach, full or not serving */
  async ask<Answer>(question: (client: Redis) => Promise<Answer>): Promise<Answer> {
    try {
      return await question(this.client);
    } catch (error) {
      throw storeError(error);
    }
  }

  onApplicationShutdown(): void {
    this.client.disconnect();
  }
}
