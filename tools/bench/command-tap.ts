import { randomUUID } from 'node:crypto';
import type { Redis } from 'ioredis';
import { monitor } from '../lib/monitor.ts';

/** What Redis was asked for a while. */
export interface Calls {
  /** By processes, each a message: how often by command. */
  readonly sent: ReadonlyMap<string, number>;
  /** By scripts. */
  readonly inside: ReadonlyMap<string, number>;
  readonly tookMs: number;
}

/** Listens to everything that Redis is asked, by us excepted. */
export class CommandTap {
  readonly #redis: Redis;
  readonly #monitor: Redis;
  readonly #own: ReadonlySet<string>;
  #sent = new Map<string, number>();
  #inside = new Map<string, number>();

  private constructor(redis: Redis, monitor: Redis, own: ReadonlySet<string>) {
    this.#redis = redis;
    this.#monitor = monitor;
    this.#own = own;
    monitor.on('monitor', (_time: string, [command]: [string], source: string) => {
      if (!this.#own.has(source)) {
        const counts = source === 'lua' ? this.#inside : this.#sent;
        const name = command.toUpperCase();
        counts.set(name, (counts.get(name) ?? 0) + 1);
      }
    });
  }

  /** @param redis - ours, which is not counted */
  static async open(redis: Redis): Promise<CommandTap> {
    const info = (await redis.call('CLIENT', 'INFO')) as string;
    const own = /addr=(\S+)/.exec(info)![1]!; // every Redis says it
    return new CommandTap(redis, await monitor(redis), new Set([own]));
  }

  /** What is asked while something goes on. */
  async during(what: () => Promise<unknown>): Promise<Calls> {
    this.#sent = new Map();
    this.#inside = new Map();
    const startedMs = performance.now();
    await what();
    await this.#catchUp();
    const tookMs = performance.now() - startedMs;
    return { sent: this.#sent, inside: this.#inside, tookMs };
  }

  /** Resolves when everything that Redis was asked until now was heard of: it is told in order. */
  async #catchUp(): Promise<void> {
    const mark = randomUUID();
    const heard = new Promise<void>((resolve) => {
      const listen = (_time: string, args: readonly string[]): void => {
        if (args[1] === mark) {
          this.#monitor.off('monitor', listen);
          resolve();
        }
      };
      this.#monitor.on('monitor', listen);
    });
    await this.#redis.echo(mark);
    await heard;
  }

  close(): void {
    this.#monitor.disconnect();
  }
}
