import { ReplyError, type Redis } from 'ioredis';
import { RedisConnectionError } from './redis-connection-error.js';
import type { RedisUse } from './redis-use.js';

/** The oldest Redis (or Valkey, which says that it is Redis 7.2) whose scripts may have flags. */
const OLDEST_MAJOR = 7;

/** What a Redis says of itself, as far as what is kept in it depends on it. */
export interface RedisFacts {
  readonly version: string;
  readonly isReplica: boolean;
  /** What it does when it is full, e.g. `noeviction`. */
  readonly evictionPolicy: string;
  /** Whether it keeps an append-only file. */
  readonly isAppendOnly: boolean;
  /** What it says where it takes no writes at all (its disk fails, it became a replica, our rights were taken); else `null`. */
  readonly writesRefused: string | null;
  /** Memory in use, in bytes, as it counts towards the limit. */
  readonly usedBytes: number;
  /** What it may use at most, in bytes; `null` where nothing bounds it. */
  readonly limitBytes: number | null;
}

/**
 * Asks it; `INFO` is all that the rights of docs/operations.md allow.
 *
 * @param probeKey - see {@link RedisUse.probeKey}
 */
export async function readRedisFacts(redis: Redis, probeKey: string): Promise<RedisFacts> {
  const sections = await Promise.all(
    ['server', 'replication', 'memory', 'persistence'].map((section) => redis.info(section)),
  );
  const facts = new Map(
    sections
      .join('\n')
      .split(/\r?\n/)
      .map((line): [string, string] => {
        const [name = '', value = ''] = line.split(':', 2);
        return [name, value];
      }),
  );
  const number = (name: string): number => Number(facts.get(name) ?? 0);
  const limit = number('maxmemory');
  return {
    version: facts.get('redis_version') ?? '',
    isReplica: facts.get('role') === 'slave',
    evictionPolicy: facts.get('maxmemory_policy') ?? 'noeviction',
    isAppendOnly: facts.get('aof_enabled') === '1',
    writesRefused: await writesRefused(redis, probeKey),
    usedBytes: number('used_memory') - number('mem_not_counted_for_evict'),
    limitBytes: limit === 0 ? null : limit,
  };
}

async function writesRefused(redis: Redis, probeKey: string): Promise<string | null> {
  try {
    await redis.del(probeKey);
    return null;
  } catch (error) {
    if (error instanceof Error && error instanceof ReplyError) {
      return error.message;
    }
    throw error; // it is away
  }
}

/** Why a Redis is no place for what is kept in it, each with what helps; none where it is one. */
export function dangersOf({ version, isReplica, evictionPolicy }: RedisFacts, { kept }: RedisUse): string[] {
  return [
    ...(Number.parseInt(version) < OLDEST_MAJOR
      ? [`Redis ${version} is too old: ${OLDEST_MAJOR} or newer is needed`]
      : []),
    ...(isReplica ? ['it is a replica, which takes no writes: name the master, or the sentinels'] : []),
    ...(evictionPolicy === 'noeviction'
      ? []
      : [`it throws ${kept} away when it is full (maxmemory-policy ${evictionPolicy}): set it to noeviction`]),
  ];
}

/** @throws RedisConnectionError where what is kept would get lost */
export function requireSafe(facts: RedisFacts, use: RedisUse): void {
  const dangers = dangersOf(facts, use);
  if (dangers.length > 0) {
    throw new RedisConnectionError(
      `This Redis would lose ${use.kept}: ${dangers.join('; ')}. REDIS_UNSAFE=true starts all the same`,
    );
  }
}
