import { Logger } from '@nestjs/common';
import type { Redis } from 'ioredis';
import { messageOf } from '../domain/error-text.js';
import { SEGMENT_TASKS, type TaskKeys } from '../record/keys.js';
import type { ScriptName } from '../scripts/scripts.js';

/** Damages remembered, so that each is logged and counted once. */
const REMEMBERED = 10_000;

/** Tasks mended together. */
const MENDED_AT_ONCE = 20;

/** Keys looked at in one step of a search. */
const SCANNED = 1_000;

/** The containers that tell what a task is counted by. */
const COUNTING = /^(owner|status|type):/;

/** A task whose record is gone or cannot be read. */
interface DamagedTask {
  readonly id: string;
  readonly number: number;
}

type Run = (name: ScriptName, key: string, ...args: (string | number)[]) => Promise<unknown>;

/**
 * Tasks whose record somebody deleted or wrote over: lists leave them out, and what is left of them is taken off the
 * index, the counts, the leases and the due set. A ticket is dropped when it comes up. It needs the names of all containers,
 * so a whole batch of tasks is mended at once.
 */
export class DamagedRecords {
  readonly #logger = new Logger('TaskStore');
  readonly #known = new Set<string>();
  #count = 0;
  #waiting: DamagedTask[] = [];
  #mending: Promise<void> | undefined;

  constructor(
    private readonly redis: Redis,
    private readonly keys: TaskKeys,
    private readonly run: Run,
  ) {}

  /** How many damages were found by this process. */
  get count(): number {
    return this.#count;
  }

  /** A list met a task without a readable record. @param id - '' where it is lost, too: then its number is nobody's */
  found(id: string, number: number): void {
    if (this.#isNew(`${number}`)) {
      this.#logger.error(
        `The record of task ${id || `number ${number}`} is gone or cannot be read: lists leave it out`,
      );
      if (id !== '') {
        this.#waiting.push({ id, number });
        this.#mending ??= this.#mendAll().finally(() => (this.#mending = undefined));
      }
    }
  }

  /** A task was read without a part of it. @param part - e.g. `log` */
  foundPart(id: string, part: string): void {
    if (this.#isNew(`${id} ${part}`)) {
      this.#logger.error(`Task ${id}: its ${part} is gone or cannot be read, and is left out`);
    }
  }

  /** Resolves when what was found so far is mended, or could not be. */
  async settled(): Promise<void> {
    await this.#mending;
  }

  #isNew(damage: string): boolean {
    if (this.#known.has(damage)) {
      return false;
    }
    if (this.#known.size >= REMEMBERED) {
      this.#known.clear();
    }
    this.#known.add(damage);
    this.#count += 1;
    return true;
  }

  async #mendAll(): Promise<void> {
    while (this.#waiting.length > 0) {
      const segment = segmentOf(this.#waiting[0]!);
      const batch = this.#waiting.filter((task) => segmentOf(task) === segment).slice(0, MENDED_AT_ONCE);
      this.#waiting = this.#waiting.filter((task) => !batch.includes(task));
      try {
        await this.#mend(segment, batch);
      } catch (error) {
        this.#logger.warn(`Damaged records are not mended yet: ${messageOf(error)}`);
        batch.forEach(({ number }) => this.#known.delete(`${number}`)); // whoever meets them next
      }
    }
  }

  async #mend(segment: number, tasks: readonly DamagedTask[]): Promise<void> {
    const beginning = this.keys.containers(segment);
    const containers = await this.#names(beginning);
    const isCounting = (name: string): boolean => COUNTING.test(name.slice(beginning.length));
    const counting = containers.filter(isCounting);
    const others = containers.filter((name) => !isCounting(name));
    const pairs = JSON.stringify(tasks.map(({ id, number }) => [id, number]));
    for (let from = 0; from < others.length; from += SCANNED) {
      await this.run('withdraw', this.keys.meta, pairs, JSON.stringify(others.slice(from, from + SCANNED)));
    }
    const due = await this.#dueEntries(new Set(tasks.map(({ id }) => id)));
    for (const { id, number } of tasks) {
      const entries = JSON.stringify(due.get(id) ?? []);
      await this.run('forgetRecord', this.keys.meta, id, number, entries, JSON.stringify(counting));
    }
  }

  /** The keys that begin so. */
  async #names(beginning: string): Promise<readonly string[]> {
    const names = new Set<string>();
    for (let cursor = '0', isFirst = true; isFirst || cursor !== '0'; isFirst = false) {
      const [next, keys] = await this.redis.scan(cursor, 'MATCH', `${beginning}*`, 'COUNT', SCANNED);
      keys.forEach((key) => names.add(key));
      cursor = next;
    }
    return [...names];
  }

  /** Entries of the due set, by the ids of their tasks. */
  async #dueEntries(ids: ReadonlySet<string>): Promise<ReadonlyMap<string, string[]>> {
    const entries = new Map<string, string[]>();
    for (let cursor = '0', isFirst = true; isFirst || cursor !== '0'; isFirst = false) {
      const [next, flat] = await this.redis.zscan(this.keys.due, cursor, 'COUNT', SCANNED);
      cursor = next;
      for (const member of flat.filter((_entry, i) => i % 2 === 0)) {
        const id = member.slice(0, member.lastIndexOf('.'));
        if (ids.has(id)) {
          entries.set(id, [...(entries.get(id) ?? []), member]);
        }
      }
    }
    return entries;
  }
}

function segmentOf({ number }: DamagedTask): number {
  return Math.floor(number / SEGMENT_TASKS);
}
