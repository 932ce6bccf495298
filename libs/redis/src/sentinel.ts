import type { RedisOptions } from 'ioredis';
import { parseCredentials, parseNodes } from './redis-nodes.js';

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
