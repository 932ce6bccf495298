import { entryOfCall } from '@task-queue/audit-trail';
import { Logger, type OnApplicationShutdown } from '@nestjs/common';
import { ProblemError } from '@task-queue/problems';
import { connectRedis, FAIL_FAST, FormatSeat, troubleOf, type RedisPlace } from '@task-queue/redis';
import type { Redis } from 'ioredis';
import { identityFormat, IdentityKeys } from './identity-keys.js';
import { AUDITED, SCRIPT_TEXTS, type ScriptName } from './scripts.js';

/** Runs a script; its answer is what the script's header says. */
export type IdentityScript = (...args: (string | number)[]) => Promise<unknown>;

/** The connection for accounts and sessions; it fails fast. */
export class IdentityRedis implements OnApplicationShutdown {
  private constructor(
    private readonly client: Redis,
    readonly keys: IdentityKeys,
    private readonly seat: FormatSeat,
  ) {
    for (const [name, lua] of Object.entries(SCRIPT_TEXTS)) {
      client.defineCommand(commandOf(name), { numberOfKeys: 1, lua });
    }
  }

  /** @throws FormatError where its data is none that this program may touch */
  static async open(place: RedisPlace): Promise<IdentityRedis> {
    const client = await connectRedis(place, FAIL_FAST);
    const seat = await FormatSeat.take(client, {
      prefix: place.prefix,
      format: identityFormat(place.prefix),
      onShutOut: ({ message }) => {
        new Logger(IdentityRedis.name).error(message);
        client.disconnect();
      },
    }).catch((error: unknown) => {
      client.disconnect();
      throw error;
    });
    return new IdentityRedis(client, new IdentityKeys(place.prefix), seat);
  }

  /**
   * A script, sent by its SHA. Its one key is the prefix: every key it touches begins with it and so lies in the same
   * Cluster slot. Its last argument is what it tells in the audit log, of one that does.
   */
  script(name: ScriptName): IdentityScript {
    const commands = this.client as unknown as Record<string, IdentityScript>; // methods that TypeScript can't see
    return AUDITED.has(name)
      ? (...args) => this.ask(() => commands[commandOf(name)]!(this.keys.prefix, ...args, entryOfCall()))
      : (...args) => this.ask(() => commands[commandOf(name)]!(this.keys.prefix, ...args));
  }

  /** Asks Redis. @throws ProblemError UNAVAILABLE where it is out of reach, full or not serving, INTERNAL for a fault of ours */
  async ask<Answer>(question: (client: Redis) => Promise<Answer>): Promise<Answer> {
    try {
      return await question(this.client);
    } catch (error) {
      const trouble = troubleOf(error);
      throw trouble === null
        ? error
        : new ProblemError(trouble === 'fault' ? 'INTERNAL' : 'UNAVAILABLE', { cause: error });
    }
  }

  /** What time it is by Redis' clock, in epoch milliseconds: those of several processes may differ. */
  async nowMs(): Promise<number> {
    const [seconds, micros] = await this.ask((client) => client.time());
    return Number(seconds) * 1000 + Math.floor(Number(micros) / 1000);
  }

  onApplicationShutdown(): void {
    this.seat.leave();
    this.client.disconnect();
  }
}

const commandOf = (name: string): string => `identity:${name}`;
