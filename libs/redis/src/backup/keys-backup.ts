import type { Redis } from 'ioredis';
import type { BackupEntry } from './backup-part.js';

/** How many keys are looked at, and values written, at once. */
const AT_ONCE = 1_000;

/** A key as a backup has it. */
interface KeptKey {
  /** Without what begins every key. */
  readonly key: string;
  readonly type: 'hash' | 'zset' | 'stream';
  /** When it goes, epoch milliseconds; `null` for one that stays. */
  readonly goesAt: number | null;
  /** Fields and values, or members and scores, in turn; of a stream some entries: their ids and their fields (JSON). */
  readonly values: readonly string[];
}

/** Hashes, sorted sets and streams in a backup as they are: what is said once, and follows from nothing else. */
export class KeysBackup {
  /** @param names - of the keys, without what begins every key; `*` at the end of one stands for anything */
  constructor(
    private readonly redis: Redis,
    private readonly prefix: string,
    private readonly names: readonly string[],
  ) {}

  /** Each key at one moment; a stream in parts, as it was when it was begun. */
  async *entries(): AsyncGenerator<BackupEntry> {
    for (const name of this.names) {
      for await (const key of name.endsWith('*') ? this.#matching(name) : [name]) {
        yield* this.#entriesOf(key);
      }
    }
  }

  /** Writes a key that is not there, or the next part of a stream. @returns whether the entry is one of these keys */
  async restore({ data }: BackupEntry): Promise<boolean> {
    const { key, type, goesAt, values } = data as unknown as KeptKey; // what `entries` wrote, or another's entry
    if (typeof key !== 'string' || !this.names.some((name) => isNamed(key, name))) {
      return false;
    }
    const place = `${this.prefix}:${key}`;
    const writing = this.redis.multi();
    for (let i = 0; i < values.length; i += 2 * AT_ONCE) {
      const some = values.slice(i, i + 2 * AT_ONCE);
      if (type === 'stream') {
        for (let j = 0; j < some.length; j += 2) {
          writing.xadd(place, some[j]!, ...(JSON.parse(some[j + 1]!) as string[]));
        }
      } else if (type === 'hash') {
        writing.hset(place, ...some);
      } else {
        writing.zadd(place, ...some.toReversed()); // the score stands before its member
      }
    }
    if (goesAt !== null) {
      writing.pexpireat(place, goesAt);
    }
    await writing.exec();
    return true;
  }

  async *#entriesOf(key: string): AsyncGenerator<BackupEntry> {
    const place = `${this.prefix}:${key}`;
    const [type, goesAt] = await Promise.all([this.redis.type(place), this.redis.pexpiretime(place)]);
    if (type === 'stream') {
      yield* this.#partsOf(key, goesAt);
      return;
    }
    const kept = await this.#read(key, type, goesAt);
    if (kept !== null) {
      yield { data: { ...kept } };
    }
  }

  async *#partsOf(key: string, goesAt: number): AsyncGenerator<BackupEntry> {
    const place = `${this.prefix}:${key}`;
    const [newest] = await this.redis.xrevrange(place, '+', '-', 'COUNT', 1);
    for (let after = '-'; newest !== undefined;) {
      const some = await this.redis.xrange(place, after, newest[0], 'COUNT', AT_ONCE);
      const part = kept(
        key,
        'stream',
        goesAt,
        some.flatMap(([id, fields]) => [id, JSON.stringify(fields)]),
      );
      if (part === null) {
        return;
      }
      yield { data: { ...part } };
      after = `(${some.at(-1)![0]}`;
    }
  }

  async #read(key: string, type: string, goesAt: number): Promise<KeptKey | null> {
    const place = `${this.prefix}:${key}`;
    if (type === 'hash') {
      return kept(key, type, goesAt, Object.entries(await this.redis.hgetall(place)).flat());
    }
    if (type === 'zset') {
      return kept(key, type, goesAt, await this.redis.zrange(place, 0, -1, 'WITHSCORES'));
    }
    return null; // gone meanwhile, or written over by somebody else
  }

  /** Some may come twice, which does no harm. */
  async *#matching(name: string): AsyncGenerator<string> {
    const begins = `${this.prefix}:`;
    const pattern = `${(begins + name.slice(0, -1)).replace(/[\\*?[\]]/g, '\\$&')}*`;
    let cursor = '0';
    do {
      const [next, keys] = await this.redis.scan(cursor, 'MATCH', pattern, 'COUNT', AT_ONCE);
      yield* keys.map((key) => key.slice(begins.length));
      cursor = next;
    } while (cursor !== '0');
  }
}

const isNamed = (key: string, name: string): boolean =>
  name.endsWith('*') ? key.startsWith(name.slice(0, -1)) : key === name;

/** A key that went between two looks has no values any more. */
function kept(key: string, type: KeptKey['type'], goesAt: number, values: readonly string[]): KeptKey | null {
  return values.length === 0 ? null : { key, type, goesAt: goesAt < 0 ? null : goesAt, values };
}
