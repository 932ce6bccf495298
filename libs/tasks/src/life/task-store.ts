import { randomBytes } from 'node:crypto';
import type { Redis } from 'ioredis';
import { TASK_STATUSES, type Task, type TaskStats, type TaskStatus } from '@task-queue/contracts';
import type { Clock } from '../domain/clock.js';
import { ProblemError } from '@task-queue/problems';
import { IDEMPOTENCY_LIFETIME_MS, SNAPSHOT_LIFETIME_MS } from '../domain/limits.js';
import { FinishedOrder } from '../finished/finished-order.js';
import type { FinishedPart, FinishedPlace } from '../finished/finished-part.js';
import { FINISHED_FACET } from '../finished/finished-span.js';
import type { StopOrder } from '../stop/stop-order.js';
import type { WantedLock } from '../once/once.js';
import {
  decodeCore,
  decodeCreated,
  decodeSummary,
  decodeTask,
  isReadable,
  type Decoding,
  type StoredTask,
  type TaskHead,
} from '../record/codec.js';
import { fieldsOf } from '../record/fields.js';
import { TaskKeys } from '../record/keys.js';
import { throwStoreError } from '../record/store-error.js';
import { DamagedRecords } from '../index/damaged-records.js';
import { EntryFiling } from '../index/entry-filing.js';
import { groupedRunner } from '../grouped/grouping.js';
import { plainRunner, tellingRunner, type RunScript, type ScriptName } from '../scripts/scripts.js';
import { conditionsOf } from './conditions.js';
import type { Creation } from './creation.js';
import type { ListedRecord, ListedTasks, ListWindow, OldTask, OldTasks, Removable } from './listed-tasks.js';
import { refusal } from './refusal.js';
import { uuidTail } from './uuid-tail.js';
import { wellFormed } from './well-formed.js';
import { toStoreFilter, within, type StoreFilter } from '../index/task-filter.js';
import { indexedBy, termsTogether, type SearchedHead } from '../index/task-terms.js';

/** A task to be created. */
export interface NewTask {
  readonly head: TaskHead;
  /** JSON, with masks in place of secrets. */
  readonly params: string;
  /** Those, sealed. @default none */
  readonly secrets?: string | null;
  readonly maxRetries: number;
  /** Epoch milliseconds; a past one, or `null`, is now. */
  readonly runAtMs: number | null;
  readonly idempotency: { readonly key: string; readonly requestHash: string } | null;
  /** How many tasks of its owner may wait; with as many it is refused. @default any number */
  readonly mostWaiting?: number;
  /** The lock it is created with. @default none */
  readonly once?: WantedLock | null;
  /** Whether it is created also by a Redis at its limit: it makes room. @default false */
  readonly makesRoom?: boolean;
}

/** A place in a lane for one attempt at a task. */
export interface Ticket {
  readonly taskId: string;
  /** Grows with every ticket of a task, so that no ticket is ever used twice. */
  readonly number: number;
}

/** Most tasks whose texts have the id of another, as it is looked for. */
const MOST_NAMESAKES = 100;

/**
 * What people do with tasks, each change one atomic script. Connection errors come out as
 * `StoreUnavailableError`, refusals as `ProblemError`.
 */
export class TaskStore {
  readonly #keys: TaskKeys;
  readonly #runScript: RunScript;
  readonly #damaged: DamagedRecords;
  readonly #filing: EntryFiling;
  readonly #finished: FinishedOrder;

  constructor(
    private readonly redis: Redis,
    private readonly clock: Clock,
    prefix: string,
  ) {
    this.#keys = new TaskKeys(prefix);
    this.#runScript = tellingRunner(groupedRunner(plainRunner(redis, clock, prefix), this.#keys));
    this.#finished = new FinishedOrder(redis, this.#keys, this.#runScript);
    this.#filing = new EntryFiling(this.#keys, this.#runScript);
    this.#damaged = new DamagedRecords(redis, this.#keys, (...script) => this.#run(...script));
  }

  /**
   * Creates a task, or finds the one that the same idempotency key created, or that has the lock.
   *
   * @throws ProblemError IDEMPOTENCY_KEY_REUSED, TASK_DUPLICATE, QUEUE_FULL
   */
  async create(task: NewTask): Promise<Creation> {
    const { idempotency } = task;
    const head = wellFormed(task.head);
    const [outcome, id, state, toFile] = (await this.#run(
      task.makesRoom ? 'createAtLimit' : 'create',
      this.#keys.meta,
      uuidTail(),
      JSON.stringify(head),
      task.params,
      head.type,
      head.priority,
      head.createdBy.id,
      task.runAtMs ?? 0,
      task.maxRetries,
      indexedBy(head),
      idempotency?.key ?? '',
      idempotency?.requestHash ?? '',
      IDEMPOTENCY_LIFETIME_MS,
      task.mostWaiting ?? 0,
      conditionsOf(task, this.clock.nowMs()),
      task.secrets ?? '',
    )) as ['created' | 'exists' | 'deduplicated' | 'refused', string, string, string[]?];
    if (outcome === 'refused') {
      throw refusal(id, state);
    }
    if (toFile !== undefined) {
      void this.#filing.file(toFile).catch(() => undefined); // whoever reads does it then
    }
    const isNew = outcome === 'created';
    return {
      id,
      task: isNew ? decodeCreated(id, head, state, task.params, { nowMs: this.clock.nowMs() }).task : null,
      isDeduplicated: outcome === 'deduplicated',
    };
  }

  /**
   * Cancels a pending task.
   *
   * @returns the task as that left it
   * @throws ProblemError TASK_NOT_FOUND, TASK_RUNNING, TASK_FINISHED
   */
  async cancel(id: string): Promise<Task> {
    return this.#change('cancel', id);
  }

  /**
   * Asks the worker of a running task to stop it, or ends it now.
   *
   * @returns the task as that left it, and whether anything was left to ask for
   * @throws ProblemError TASK_NOT_FOUND, TASK_NOT_RUNNING, TASK_FINISHED, TASK_NOT_STOPPABLE
   */
  async stop(id: string, order: StopOrder): Promise<{ readonly task: Task; readonly isNew: boolean }> {
    const { by, reason, graceMs, byForce, isStoppable } = order;
    const who = JSON.stringify({ id: by.id.toWellFormed(), username: by.username.toWellFormed() });
    const answer = await this.#run(
      'stop',
      this.#keys.record(id),
      id,
      who,
      reason ?? '',
      graceMs,
      byForce ? 'force' : '',
      isStoppable ? 1 : 0,
    );
    const [outcome, record, log] = answer as [string, string[], string[]]; // its header says so
    const isNew = outcome !== 'again';
    if (isNew) {
      this.#accept(outcome);
    }
    return { task: this.#decodedWhole(id, record, log), isNew };
  }

  /**
   * Puts a failed task back in its lane.
   *
   * @param mostWaiting - how many tasks of its owner may wait
   * @returns the task as that left it
   * @throws ProblemError TASK_NOT_FOUND, TASK_NOT_FAILED, TASK_DUPLICATE, QUEUE_FULL
   */
  async retryByHand(id: string, mostWaiting = 0): Promise<Task> {
    return this.#change('retryByHand', id, mostWaiting);
  }

  /** Deletes a finished task. @throws ProblemError TASK_NOT_FOUND, TASK_NOT_FINISHED */
  async remove(id: string, head: SearchedHead): Promise<void> {
    const [outcome] = await this.#removeAll([{ id, head }]);
    this.#accept(outcome);
  }

  /**
   * Deletes those of some tasks that are still there and finished, in one step.
   *
   * @param tasks - some hundreds at most, for Redis does nothing else meanwhile
   * @returns the ids of those
   */
  async removeFinished(tasks: readonly Removable[]): Promise<readonly string[]> {
    const outcomes = await this.#removeAll(tasks);
    return tasks.map(({ id }) => id).filter((_id, i) => outcomes[i] === 'ok');
  }

  /** The whole record, or `null`. */
  async get(id: string): Promise<StoredTask<Task> | null> {
    const [flat, log] = (await this.#run('get', this.#keys.record(id), id)) as [string[], string[]];
    const record = fieldsOf(flat);
    if (!isReadable(record)) {
      return null; // its remains are found by whoever lists them
    }
    return decodeTask(id, record, fieldsOf(log), this.#decoding(id));
  }

  /** What matches, newest first, and (with `countAll`) how much does. */
  async list(filter: StoreFilter, window: ListWindow): Promise<ListedTasks> {
    const { total, passed, records } = await this.#rows(filter, window);
    const items = records.flatMap((record) => this.#decoded(record) ?? []);
    return { total, passed, items, read: records.length, lowestNumber: records.at(-1)?.[5] ?? 0 };
  }

  async #rows(
    filter: StoreFilter,
    window: ListWindow,
  ): Promise<{ readonly total: number; readonly passed: number; readonly records: readonly ListedRecord[] }> {
    const [total, passed, ...records] = (await this.#run(
      'list',
      this.#keys.meta,
      await this.#facetsOf(filter),
      window.offset,
      window.limit,
      filter.fromMs ?? '',
      filter.beforeMs ?? '',
      window.belowNumber ?? 0,
      window.countAll ? 1 : 0,
      window.afterId ?? '',
    )) as [number, number, ...ListedRecord[]];
    return { total, passed, records };
  }

  /** Whether {@link finishedPart} has all that is finished. */
  async knowsFinished(): Promise<boolean> {
    return this.#finished.isWhole().catch(throwStoreError);
  }

  /** A part of what matches and is finished, in the order in which it finished. It may have no item, and there is more. */
  async finishedPart(filter: StoreFilter, place: FinishedPlace): Promise<FinishedPart> {
    const isAll = filter.finished === null && filter.facets === toStoreFilter({}, null)!.facets;
    const { rows, next } = await this.#finished
      .part({ ...filter, facets: await this.#facetsOf(within(filter, FINISHED_FACET)) }, place, isAll)
      .catch(throwStoreError);
    return { items: rows.flatMap((row) => this.#decoded(row) ?? []), next };
  }

  /** What matches, oldest first. @param aboveNumber - only tasks created after the one with this number */
  async oldest(filter: StoreFilter, aboveNumber: number, limit: number): Promise<OldTasks> {
    const flat = (await this.#run(
      'oldest',
      this.#keys.meta,
      await this.#facetsOf(filter),
      aboveNumber,
      limit,
    )) as unknown[];
    const tasks: OldTask[] = [];
    let lastNumber: number | null = null;
    for (let i = 0; i < flat.length; i += 4) {
      const [id, h, s, number] = flat.slice(i, i + 4) as [id: string, head: string, state: string, number: number];
      lastNumber = number;
      try {
        const { head, state } = decodeCore(h, s);
        tasks.push({ id, head, number, finishedAtMs: state.finishedAt ?? Infinity, bytes: state.bytes ?? 0 });
      } catch {
        this.#damaged.found(id, number);
      }
    }
    return { tasks, lastNumber };
  }

  /** Counts an owner's tasks, or (`null`) everybody's, by status and by type. */
  async stats(owner: string | null): Promise<TaskStats> {
    const counts = await this.redis.hgetall(this.#keys.count(owner ?? '')).catch(throwStoreError);
    const byStatus = Object.fromEntries(
      TASK_STATUSES.map((status) => [status, Number(counts[`status:${status}`] ?? 0)]),
    ) as Record<TaskStatus, number>;
    const types = Object.entries(counts).filter(([field]) => field.startsWith('type:'));
    return {
      total: Object.values(byStatus).reduce((sum, count) => sum + count, 0),
      byStatus,
      byType: Object.fromEntries(types.map(([field, count]) => [field.slice('type:'.length), Number(count)])),
    };
  }

  /** Memory that the records and logs of finished tasks take, those of some statuses, in bytes. */
  async finishedBytes(statuses: readonly TaskStatus[]): Promise<number> {
    const fields = statuses.map((status) => `bytes:${status}`);
    const bytes = await this.redis.hmget(this.#keys.count(''), ...fields).catch(throwStoreError);
    return bytes.reduce((sum, of) => sum + Number(of ?? 0), 0);
  }

  /** Fixes what matches now under a token, which {@link inSnapshot} then asks for. When tasks were created is not fixed: that never changes. */
  async snapshot(filter: StoreFilter, token: string): Promise<void> {
    await this.#run('snapshot', this.#keys.meta, await this.#facetsOf(filter), token, SNAPSHOT_LIFETIME_MS);
  }

  /** A random text that all processes of a deployment share, and nobody else knows; made when it is first needed. */
  async secret(): Promise<string> {
    return (await this.#run('secret', this.#keys.secret, randomBytes(32).toString('base64'))) as string;
  }

  /** Deletes a snapshot that is not needed any more. One that nobody deletes is forgotten in a week. */
  async forgetSnapshot(token: string): Promise<void> {
    await this.#run('forgetSnapshot', this.#keys.meta, token);
  }

  /**
   * Takes what is left of a task whose record is gone or cannot be read off the lists.
   *
   * @param owner - whose it has to be, or `null` for anybody's
   * @returns whether something was left
   */
  async repair(id: string, owner: string | null): Promise<boolean> {
    const filter = toStoreFilter({ q: id }, owner);
    if (filter === null) {
      return false;
    }
    const namesakes = { offset: 0, limit: MOST_NAMESAKES, countAll: false };
    const find = async (): Promise<ListedRecord | undefined> =>
      (await this.#rows(filter, namesakes)).records.find(([of]) => of === id);
    const row = await find();
    if (row === undefined || this.#decoded(row) !== null) {
      return false;
    }
    await this.#damaged.settled();
    return (await find()) === undefined;
  }

  /** How many damages this process found: records, or parts of them, that are gone or cannot be read. */
  get damagedCount(): number {
    return this.#damaged.count;
  }

  /** A part of a task that is kept elsewhere is gone. @param part - e.g. `file` */
  foundDamage(id: string, part: string): void {
    this.#damaged.foundPart(id, part);
  }

  /** Resolves when the damages found so far are mended. */
  async mended(): Promise<void> {
    await this.#damaged.settled();
  }

  /** The facets of a filter, with that of when tasks finished. */
  async #facetsOf(filter: StoreFilter): Promise<string> {
    if (filter.finished === null) {
      return filter.facets;
    }
    const token = await this.#finished.spanToken(filter.finished, this.clock.nowMs()).catch(throwStoreError);
    return within(within(filter, FINISHED_FACET), ['finished', token]).facets;
  }

  /** A row, unless its record is gone or cannot be read: then it is left out, and taken off the index. */
  #decoded([id, head, state, error, artifact, number]: ListedRecord): StoredTask | null {
    try {
      return decodeSummary(id, head, state, error, artifact, this.#decoding(id));
    } catch {
      this.#damaged.found(id, number); // not by our scripts
      return null;
    }
  }

  /** As of now; parts of a task that are gone or cannot be read are told. */
  #decoding(id: string): Decoding {
    return { nowMs: this.clock.nowMs(), onLost: (part) => this.#damaged.foundPart(id, part) };
  }

  /** @returns the task as the change left it */
  async #change(name: ScriptName, id: string, ...rest: number[]): Promise<Task> {
    const answer = await this.#run(name, this.#keys.record(id), id, ...rest);
    if ((answer as string[])[0] === 'TASK_DUPLICATE') {
      throw refusal(...(answer as [string, string]));
    }
    const [outcome, record, log] = answer as [string, string[], string[]]; // its header says so
    this.#accept(outcome);
    return this.#decodedWhole(id, record, log);
  }

  #decodedWhole(id: string, record: readonly string[], log: readonly string[]): Task {
    return decodeTask(id, fieldsOf(record), fieldsOf(log), this.#decoding(id)).task;
  }

  async #removeAll(tasks: readonly Removable[]): Promise<unknown[]> {
    const ids = JSON.stringify(tasks.map(({ id }) => id));
    const terms = JSON.stringify(termsTogether(tasks.map(({ head }) => head)));
    return (await this.#run('remove', this.#keys.meta, ids, terms)) as unknown[];
  }

  #accept(answer: unknown): void {
    if (answer !== 'ok') {
      throw new ProblemError(answer as ProblemError['code']); // the scripts refuse in the words of ErrorCode
    }
  }

  #run(...script: Parameters<RunScript>): Promise<unknown> {
    return this.#runScript(...script).catch(throwStoreError);
  }
}
