import type { Redis, RedisOptions } from 'ioredis';
import { clusterOptions, parseCluster } from './cluster-connector.js';
import { FAIL_FAST } from './connection-purposes.js';
import { RedisConnectionError } from './redis-connection-error.js';
import type { RedisNode } from './redis-nodes.js';
import { sentinelOptions } from './sentinel.js';
import { SILENCE_MS, WorkingRedis } from './working-redis.js';

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
