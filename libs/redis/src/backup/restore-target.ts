import type { Redis } from 'ioredis';
import { formatKeys, type DataFormat } from '../format/data-format.js';
import { runningPrograms } from '../format/format-scripts.js';

/** How many keys are looked at, or deleted, at once. */
const KEYS_AT_ONCE = 500;

/** The keys under a prefix, into which a backup is restored. From when it is begun until it is ended no program starts on them. */
export class RestoreTarget {
  constructor(
    private readonly redis: Redis,
    private readonly prefix: string,
    private readonly formats: readonly DataFormat[],
  ) {}

  /** Whether nothing is there. */
  async isEmpty(): Promise<boolean> {
    for await (const keys of this.#keys()) {
      if (keys.length > 0) {
        return false;
      }
    }
    return true;
  }

  /** The programs that run on it, of those that say so, as `host:pid`: each has a seat at every format. */
  async programs(): Promise<readonly string[]> {
    const byFormat = await Promise.all(
      this.formats.map((format) => runningPrograms(this.redis, formatKeys(this.prefix, format))),
    );
    return [...new Set(byFormat.flat().map((seat) => seat.slice(0, seat.lastIndexOf(':'))))];
  }

  /** Closes it to programs, and deletes what is there. */
  async begin(): Promise<void> {
    const marks = this.formats.map((format) => formatKeys(this.prefix, format).format);
    const marking = this.redis.multi();
    for (const mark of marks) {
      marking.del(mark).hset(mark, 'restoring', new Date().toISOString());
    }
    await marking.exec();
    for await (const keys of this.#keys()) {
      const others = keys.filter((key) => !marks.includes(key));
      if (others.length > 0) {
        await this.redis.unlink(...others);
      }
    }
  }

  /** Opens it, with what is there by now. @param versions - of the formats, by owner */
  async end(versions: Readonly<Record<string, number>>): Promise<void> {
    const opening = this.redis.multi();
    for (const format of this.formats) {
      const key = formatKeys(this.prefix, format).format;
      opening.del(key).hset(key, 'version', versions[format.owner]!);
    }
    await opening.exec();
  }

  async *#keys(): AsyncGenerator<readonly string[]> {
    const pattern = `${this.prefix.replace(/[\\*?[\]]/g, '\\$&')}:*`;
    let cursor = '0';
    do {
      const [next, keys] = await this.redis.scan(cursor, 'MATCH', pattern, 'COUNT', KEYS_AT_ONCE);
      yield keys;
      cursor = next;
    } while (cursor !== '0');
  }
}
