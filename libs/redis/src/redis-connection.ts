import type { Socket } from 'node:net';
import { Redis, type RedisOptions } from 'ioredis';
import { clusterOptions, parseCluster } from './cluster-connector.js';
import { RedisConnectionError } from './redis-connection-error.js';
import { parseCredentials, parseNodes, type RedisNode } from './redis-nodes.js';

/** A peer that was asked and says nothing is given up after this long, in milliseconds; above the 5 s that a blocking read waits. */
const SILENCE_MS = 8_000;

const COMMON: RedisOptions = {
  connectTimeout: 2_000,
  retryStrategy: (times) => Math.min(50 * times, 1_000),
};

/** For answering people: fails within 2 s rather than wait for Redis to come back, and never sends a command twice. */
export const FAIL_FAST: RedisOptions = {
  ...COMMON,
  commandTimeout: 2_000,
  maxRetriesPerRequest: 0,
  enableOfflineQueue: false,
  autoResendUnfulfilledCommands: false,
};

/** For what has to get through: a command waits for Redis to come back, so it may be sent twice. */
export const PERSISTENT: RedisOptions = { ...COMMON, maxRetriesPerRequest: null };

/** For blocking reads and subscriptions. */
export const BLOCKING: RedisOptions = { ...PERSISTENT, enableReadyCheck: false };

/** Where a deployment's keys are. */
export interface RedisPlace {
  /**
   * `redis://[user:password@]host:port[/db]`, or `rediss://` for TLS; `redis+sentinel://host:port,…/master-name`;
   * `redis+cluster://host:port,…`, or `rediss+cluster://`: any nodes of a cluster.
   */
  readonly url: string;
  /** Begins every key; its braces keep them in one slot of a cluster. */
  readonly prefix: string;
}

/** How long the first connection may take, in milliseconds: ioredis asks sentinels and clusters for ever. */
const FIRST_CONNECT_MS = 6_000;

/** Connects and waits until Redis answers. @throws RedisConnectionError where it does not, naming where and why */
export async function connectRedis(place: RedisPlace, options: RedisOptions): Promise<Redis> {
  const redis = openRedis(place, { ...options, lazyConnect: true });
  let cause: Error | undefined;
  const note = (error: Error): void => void (cause ??= error); // what the rejection does not say
  redis.on('error', note);
  const { promise: late, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new Error(`no answer within ${FIRST_CONNECT_MS / 1000} s`)), FIRST_CONNECT_MS);
  try {
    await Promise.race([redis.connect(), late]);
    if (redis.options.db) {
      await redis.select(redis.options.db); // ioredis itself goes on with the first one where there is no such database
    }
  } catch (error) {
    redis.disconnect();
    cause ??= error instanceof Error ? error : new Error(String(error));
    const where = place.url.replace(/\/\/[^@/]*@/, '//');
    throw new RedisConnectionError(`Redis does not answer at ${where}: ${cause.message}`, { cause });
  } finally {
    clearTimeout(timer);
  }
  redis.off('error', note);
  return redis;
}

/** At most so many commands are sent together: with one write a turn, Redis would be idle while we work. */
const COMMANDS_A_WRITE = 8;

/** What of ioredis is private in its types. */
interface RedisInsides {
  readonly stream?: Socket;
  /** What is asked and not answered yet. */
  readonly commandQueue: { readonly length: number };
}

/**
 * Sends what is asked in one turn in few writes: a system call costs more than a command. Gives up a peer that falls silent, as
 * ioredis does by `socketTimeout`; but after a time in which our own event loop was blocked it reads first what came.
 */
class WorkingRedis extends Redis {
  #waiting = 0;
  #heard = 0;
  readonly #silence = setTimeout(() => this.#endSilence(), SILENCE_MS).unref();

  /** Hears what a new stream brings. */
  listen(): void {
    this.#silence.refresh();
    this.#insides.stream?.on('data', () => {
      this.#heard += 1;
      this.#silence.refresh();
    });
  }

  override sendCommand(...args: Parameters<Redis['sendCommand']>): unknown {
    const { stream, commandQueue } = this.#insides;
    if (commandQueue.length === 0) {
      this.#silence.refresh();
    }
    if (stream?.writableCorked === 0) {
      stream.cork();
      this.#waiting = 0;
      process.nextTick(() => stream.uncork());
    }
    const answer = super.sendCommand(...args);
    this.#waiting += 1;
    if (this.#waiting % COMMANDS_A_WRITE === 0) {
      stream?.uncork();
      stream?.cork();
    }
    return answer;
  }

  get #insides(): RedisInsides {
    return this;
  }

  #endSilence(): void {
    const { stream, commandQueue } = this.#insides;
    const heardBefore = this.#heard;
    setImmediate(() => {
      if (this.#heard === heardBefore && commandQueue.length > 0) {
        stream?.destroy(new Error(`Redis was asked and said nothing for ${SILENCE_MS / 1000} s`));
      }
    });
  }
}

/** Opens a connection that reconnects by itself; its errors show where a command fails. */
export function openRedis({ url, prefix }: RedisPlace, options: RedisOptions): Redis {
  const several = sentinelOptions(url) ?? clusterOptions(url, prefix);
  const redis = several === null ? new WorkingRedis(url, options) : new WorkingRedis({ ...options, ...several });
  redis.on('connect', () => redis.listen());
  redis.on('error', () => undefined);
  return redis;
}

/** How to connect, as data: what of {@link openRedis} is a function does not get into another thread. */
export interface RedisData {
  /** @default what the options say */
  readonly url: string | null;
  readonly options: RedisOptions;
  /** Where it is a cluster: nodes to ask for the one that has the keys. */
  readonly nodes: readonly RedisNode[] | null;
  readonly isSecure: boolean;
}

/** For asking now or never. Who connects by it adds when to try again. */
export function redisData({ url }: RedisPlace): RedisData {
  const options: RedisOptions = { ...FAIL_FAST, socketTimeout: SILENCE_MS };
  delete options.retryStrategy;
  const sentinel = sentinelOptions(url);
  if (sentinel !== null) {
    return { url: null, options: { ...options, ...sentinel }, nodes: null, isSecure: false };
  }
  const cluster = parseCluster(url);
  if (cluster !== null) {
    const { nodes, access } = cluster;
    return { url: null, options: { ...options, ...access }, nodes, isSecure: access.tls !== undefined };
  }
  return { url, options, nodes: null, isSecure: url.startsWith('rediss:') };
}

const SENTINEL_URL = /^redis\+sentinel:\/\/(?:([^:@/]*)(?::([^@/]*))?@)?([^@/]+)\/([^/]+?)(?:\/(\d+))?\/?$/;

/**
 * `redis+sentinel://[user:password@]host:port,host:port/master-name[/db]` as ioredis takes it; `null` for any other URL.
 *
 * @throws Error where it begins like one and is none
 */
export function sentinelOptions(url: string): RedisOptions | null {
  if (!url.startsWith('redis+sentinel:')) {
    return null;
  }
  const [, user, password, hosts, name, db] = SENTINEL_URL.exec(url) ?? [];
  if (hosts === undefined || name === undefined) {
    throw new Error('A Sentinel URL is redis+sentinel://[user:password@]host:port,…/master-name[/db]');
  }
  return {
    sentinels: [...parseNodes(hosts, 26_379)],
    name: decodeURIComponent(name),
    ...parseCredentials(user, password),
    ...(db === undefined ? {} : { db: Number(db) }),
  };
}
