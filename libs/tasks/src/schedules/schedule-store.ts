import { Logger } from '@nestjs/common';
import type { Redis } from 'ioredis';
import {
  MAX_KEPT_TICKS,
  MAX_SCHEDULES,
  MAX_SCHEDULES_PER_PERSON,
  type SchedulePause,
  type ScheduleChangedEvent,
  type TaskStatus,
} from '@task-queue/contracts';
import { ProblemError } from '@task-queue/problems';
import type { Clock } from '../domain/clock.js';
import { messageOf } from '../domain/error-text.js';
import { indexedBy } from '../index/task-terms.js';
import { uuidTail } from '../life/uuid-tail.js';
import type { NewTask } from '../life/task-store.js';
import { fieldsOf } from '../record/fields.js';
import { TaskKeys } from '../record/keys.js';
import { throwStoreError } from '../record/store-error.js';
import { scriptRunner, type RunScript } from '../scripts/scripts.js';
import { CODE_OWNER } from './declared/code-owner.js';
import type { TickPlan } from './plan-ticks.js';
import { CODE_GONE_MS } from './schedule-ticker.js';
import { decodeSchedule, type StoredSchedule, type StoredTick } from './schedule-record.js';

/** What a script answers that changed nothing because somebody else changed something before. */
export type Kept = 'ok' | 'changed';

/** The code of a worker that was not heard of for so long runs no more, in milliseconds. */
const CODE_OVER_MS = 60_000;

/** What came of a worker's saying what its code declares. */
export interface Declared {
  readonly counting: readonly { readonly name: string; readonly id: string }[];
  readonly gone: readonly string[];
}

/** What is to become of a schedule's ticks, with what their tasks are made of. */
export interface PlannedTicks {
  readonly schedule: StoredSchedule;
  readonly plan: TickPlan;
  /** `null` where none is to start. */
  readonly task: NewTask | null;
  readonly pause: SchedulePause | null;
}

/** A change of a schedule: the fields it has from now on. */
export interface ScheduleWrite {
  readonly id: string;
  /** As it was read; `null` to create it. */
  readonly before: StoredSchedule | null;
  readonly fields: Readonly<Record<string, string>>;
  readonly dueAt: number | null;
  /** Ticks that were to start something, and do not any more. @default none */
  readonly dropped?: readonly number[];
  readonly change: ScheduleChangedEvent['change'];
}

/** Schedules in Redis, each change one atomic script. */
export class ScheduleStore {
  readonly #logger = new Logger(ScheduleStore.name);
  readonly #keys: TaskKeys;
  readonly #run: RunScript;

  constructor(
    private readonly redis: Redis,
    private readonly clock: Clock,
    private readonly prefix: string,
  ) {
    this.#keys = new TaskKeys(prefix);
    this.#run = scriptRunner(redis, clock, prefix);
  }

  nowMs(): number {
    return this.clock.nowMs();
  }

  /** An id for a schedule that is created now. */
  newId(): string {
    const [ms, tail] = [this.nowMs().toString(16).padStart(12, '0'), uuidTail()];
    return `${ms.slice(0, 8)}-${ms.slice(8)}-${tail.slice(0, 4)}-${tail.slice(4, 8)}-${tail.slice(8)}`;
  }

  /** @throws ProblemError TOO_MANY_SCHEDULES */
  async keep({ id, before, fields, dueAt, dropped = [], change }: ScheduleWrite): Promise<Kept> {
    const outcome = await this.#script(
      'keepSchedule',
      this.#key(id),
      id,
      before === null ? '' : before.version,
      before?.next ?? '',
      JSON.stringify(fields),
      dueAt ?? '',
      change,
      fields['owner'] === CODE_OWNER.id ? MAX_SCHEDULES : MAX_SCHEDULES_PER_PERSON,
      MAX_SCHEDULES,
      JSON.stringify(dropped),
    );
    if (outcome === 'TOO_MANY_SCHEDULES') {
      throw new ProblemError('TOO_MANY_SCHEDULES');
    }
    return outcome as Kept; // its header says so
  }

  /** @returns whether it was there @throws ProblemError SCHEDULE_DECLARED */
  async remove({ id, definition }: StoredSchedule): Promise<boolean> {
    const outcome = await this.#script('removeSchedule', this.#key(id), id, definition.declared?.as ?? '');
    if (outcome === 'SCHEDULE_DECLARED') {
      throw new ProblemError('SCHEDULE_DECLARED');
    }
    return outcome === 'ok';
  }

  /**
   * Says that a worker's code declares some schedules.
   *
   * @param names - of them
   * @returns those whose declaration counts, each with its id, and the names of what was paused because no code declares it
   */
  async declare(codeDigest: string, names: readonly string[]): Promise<Declared> {
    const [counting, gone] = (await this.#script(
      'declareSchedules',
      `${this.prefix}:schedules:code`,
      codeDigest,
      JSON.stringify(names),
      JSON.stringify(names.map(() => this.newId())),
      CODE_OVER_MS,
      CODE_GONE_MS,
    )) as [string[], string[]];
    const pairs = Array.from({ length: counting.length / 2 }, (_, i) => ({
      name: counting[2 * i]!,
      id: counting[2 * i + 1]!,
    }));
    return { counting: pairs, gone };
  }

  /** `null` where there is none. */
  async get(id: string): Promise<StoredSchedule | null> {
    return (await this.getAll([id]))[0] ?? null;
  }

  /** Those of some that are there. */
  async getAll(ids: readonly string[]): Promise<StoredSchedule[]> {
    const pipeline = this.redis.pipeline();
    ids.forEach((id) => pipeline.hgetall(this.#key(id)));
    const answers = (await pipeline.exec().catch(throwStoreError)) ?? [];
    return answers.flatMap(([error, fields], i) => {
      if (error !== null) {
        throwStoreError(error);
      }
      return this.#readable(ids[i]!, fields as Record<string, string>);
    });
  }

  /** Ids, the newest first. @param owner - `null` for everybody's */
  async list(owner: string | null, offset: number, limit: number): Promise<{ ids: string[]; total: number }> {
    const key = owner === null ? `${this.prefix}:schedules` : `${this.prefix}:schedules:of:${owner}`;
    const [ids, total] = await Promise.all([
      this.redis.zrevrange(key, offset, offset + limit - 1),
      this.redis.zcard(key),
    ]).catch(throwStoreError);
    return { ids, total };
  }

  /** The newest ticks, the latest first. */
  async ticks(id: string): Promise<StoredTick[]> {
    const lines = await this.redis.lrange(`${this.#key(id)}:ticks`, 0, MAX_KEPT_TICKS - 1).catch(throwStoreError);
    return lines.map((line) => JSON.parse(line) as StoredTick);
  }

  /** How some tasks are doing, by their ids; those that are gone are left out. */
  async statusesOf(taskIds: readonly string[]): Promise<ReadonlyMap<string, TaskStatus>> {
    const pipeline = this.redis.pipeline();
    taskIds.forEach((id) => pipeline.hget(this.#keys.record(id), 's'));
    const answers = (await pipeline.exec().catch(throwStoreError)) ?? [];
    return new Map(
      answers.flatMap(([, state], i) =>
        typeof state === 'string' ? [[taskIds[i]!, (JSON.parse(state) as { status: TaskStatus }).status] as const] : [],
      ),
    );
  }

  /** Takes schedules that are due, for a moment. */
  async claimDue(limit: number, claimMs: number): Promise<StoredSchedule[]> {
    const claimed = (await this.#script('claimDue', `${this.prefix}:schedules:due`, limit, claimMs)) as [
      string,
      string[],
    ][];
    return claimed.flatMap(([id, flat]) => this.#readable(id, fieldsOf(flat)));
  }

  /**
   * Does what is planned, in one step.
   *
   * @param mostWaiting - how many tasks of the owner may wait
   * @returns `'moved'` where somebody else did, or the schedule was changed; `'full'` where too many tasks of its owner wait
   */
  async tick({ schedule, plan, task, pause }: PlannedTicks, mostWaiting: number): Promise<'ok' | 'moved' | 'full'> {
    const { next, dueAt, lines, runs } = plan;
    const planned = {
      lines,
      runs: runs.map(({ at, waits }) => [at, waits, uuidTail()]),
      heldTail: uuidTail(),
      ...(next === null ? {} : { next, dueAt }),
    };
    const answer = await this.#script(
      'tick',
      this.#keys.meta,
      schedule.id,
      schedule.version,
      schedule.next ?? '',
      JSON.stringify(planned),
      task === null ? '' : JSON.stringify(madeOf(task)),
      mostWaiting,
      pause ?? '',
    );
    return answer as 'ok' | 'moved' | 'full'; // its header says so
  }

  /** Nothing where there is none, or somebody else wrote it. */
  #readable(id: string, fields: Readonly<Record<string, string>>): StoredSchedule[] {
    try {
      return fields['d'] === undefined ? [] : [decodeSchedule(id, fields)];
    } catch (error) {
      this.#logger.error(`Schedule ${id} cannot be read: ${messageOf(error)}`);
      return [];
    }
  }

  #key(id: string): string {
    return `${this.prefix}:schedule:${id}`;
  }

  #script(...script: Parameters<RunScript>): Promise<unknown> {
    return this.#run(...script).catch(throwStoreError);
  }
}

/** A task as `tick.lua` takes it. */
function madeOf({ head, params, secrets, maxRetries, once }: NewTask): Readonly<Record<string, unknown>> {
  return {
    head: JSON.stringify(head),
    params,
    secrets: secrets ?? undefined,
    type: head.type,
    priority: head.priority,
    owner: head.createdBy.id,
    maxRetries,
    facets: indexedBy(head),
    lock: once?.lock,
    scope: once?.scope,
    forMs: once?.forMs,
  };
}
