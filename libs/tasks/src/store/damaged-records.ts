import { Logger } from '@nestjs/common';
import type { Redis } from 'ioredis';
import { SEGMENT_TASKS, type TaskKeys } from './keys.js';

/** Records remembered as found, so that each is logged and mended once. */
const REMEMBERED = 10_000;

/** Keys looked at in one step of the search for containers. */
const SCANNED = 1_000;

type Forget = (id: string, number: number, containers: readonly string[]) => Promise<unknown>;

/**
 * Tasks whose record somebody deleted, or wrote over: lists leave them out, and what is left of them is taken off the index and
 * the counts, one after the other.
 */
export class DamagedRecords {
  readonly #logger = new Logger('TaskStore');
  readonly #known = new Set<string>();
  #count = 0;
  #mending: Promise<void> = Promise.resolve();

  constructor(
    private readonly redis: Redis,
    private readonly keys: TaskKeys,
    private readonly forget: Forget,
  ) {}

  /** How many were found by this process. */
  get count(): number {
    return this.#count;
  }

  found(id: string, number: number): void {
    if (this.#known.has(id) || this.#known.size >= REMEMBERED) {
      return;
    }
    this.#known.add(id);
    this.#count += 1;
    this.#logger.error(`The record of task ${id} is gone or cannot be read: it is taken off the lists`);
    this.#mending = this.#mending.then(() => this.#mend(id, number));
  }

  async #mend(id: string, number: number): Promise<void> {
    try {
      const containers: string[] = [];
      const pattern = `${this.keys.containers(Math.floor(number / SEGMENT_TASKS))}*`;
      for (let cursor = '0', isFirst = true; isFirst || cursor !== '0'; isFirst = false) {
        const [next, keys] = await this.redis.scan(cursor, 'MATCH', pattern, 'COUNT', SCANNED);
        containers.push(...keys);
        cursor = next;
      }
      await this.forget(id, number, containers);
    } catch {
      this.#known.delete(id); // whoever meets it next
    }
  }
}
