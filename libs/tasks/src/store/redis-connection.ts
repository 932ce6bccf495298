import { Redis, ReplyError, type RedisOptions } from 'ioredis';
import { StoreUnavailableError } from '../domain/errors.js';

/** A silent peer is given up after this long, in milliseconds; above Bull's blocking time of 5 s. */
const SOCKET_TIMEOUT_MS = 8_000;

const COMMON: RedisOptions = {
  socketTimeout: SOCKET_TIMEOUT_MS,
  connectTimeout: 2_000,
  retryStrategy: (times) => Math.min(50 * times, 1_000),
};

/** For answering people: fails within 2 s rather than wait for Redis to come back, and never sends a command twice. */
export const IMPATIENT: RedisOptions = {
  ...COMMON,
  commandTimeout: 2_000,
  maxRetriesPerRequest: 0,
  enableOfflineQueue: false,
  autoResendUnfulfilledCommands: false,
};

/** For workers: a command waits for Redis to come back. Every worker script may be sent twice. */
export const PATIENT: RedisOptions = { ...COMMON, maxRetriesPerRequest: null };

/** For blocking reads and subscriptions, as Bull needs them. */
export const BLOCKING: RedisOptions = { ...PATIENT, enableReadyCheck: false };

/** Connects and waits until Redis answers. */
export async function connectRedis(url: string, options: RedisOptions): Promise<Redis> {
  const redis = openRedis(url, { ...options, lazyConnect: true });
  await redis.connect();
  return redis;
}

/** Opens a connection that reconnects by itself; its errors show where a command fails. */
export function openRedis(url: string, options: RedisOptions): Redis {
  const sentinel = sentinelOptions(url);
  const redis = sentinel === null ? new Redis(url, options) : new Redis({ ...options, ...sentinel });
  redis.on('error', () => undefined);
  return redis;
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
    sentinels: hosts.split(',').map((address) => {
      const { hostname, port } = new URL(`tcp://${address}`);
      return { host: hostname.replace(/^\[|\]$/g, ''), port: Number(port || 26_379) };
    }),
    name: decodeURIComponent(name),
    ...(user ? { username: decodeURIComponent(user) } : {}),
    ...(password ? { password: decodeURIComponent(password) } : {}),
    ...(db === undefined ? {} : { db: Number(db) }),
  };
}

/** A cut-off peer, a full disk or memory, a restart: Redis answers, but does not serve at the moment. */
const REFUSALS = /^(OOM|LOADING|READONLY|MISCONF|MASTERDOWN|CLUSTERDOWN|BUSY|TRYAGAIN|NOREPLICAS)\b/;

/** Whether Redis answered that it serves no writes at the moment (full, loading, read-only): later it will. */
export function isRefusal(error: unknown): boolean {
  return error instanceof Error && error instanceof ReplyError && REFUSALS.test(error.message);
}

/** Errors of our own code pass as they are: no waiting mends them. */
const FAULTS = ['TypeError', 'SyntaxError', 'RangeError', 'ReferenceError'];

/** An error of ioredis as what it means to a caller: Redis out of reach, full or not serving is «unavailable». */
export function storeError(error: unknown): unknown {
  if (!(error instanceof Error) || FAULTS.includes(error.name)) {
    return error;
  }
  return !(error instanceof ReplyError) || isRefusal(error) ? new StoreUnavailableError({ cause: error }) : error;
}
