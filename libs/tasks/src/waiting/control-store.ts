import type { Redis } from 'ioredis';
import {
  MAX_LANE_PEOPLE,
  TASK_PRIORITIES,
  type IsoInstant,
  type LanePeople,
  type LanePerson,
  type LaneState,
  type Pause,
  type TaskCreator,
  type TaskPriority,
  type TaskStatus,
  type TypeLimit,
} from '@task-queue/contracts';
import type { Clock } from '../domain/clock.js';
import { toStoreFilter } from '../index/task-filter.js';
import { instant, type TaskHead } from '../record/codec.js';
import { TaskKeys } from '../record/keys.js';
import { throwStoreError } from '../record/store-error.js';
import { scriptRunner, type RunScript } from '../scripts/scripts.js';

/** What is paused: a lane or a type. */
export type Pausable = `lane:${TaskPriority}` | `type:${string}`;

/** A pause as it is kept. Times are epoch milliseconds. */
export interface StoredPause {
  readonly by: TaskCreator;
  readonly at: number;
  readonly reason?: string;
  readonly ends?: number;
}

/** What operators have set. */
export interface Control {
  pauseOf(what: Pausable): Pause | null;
  slotsOf(lane: TaskPriority): number | null;
  /** As somebody set them, else as the handler declares them. */
  limitsOf(type: string): readonly TypeLimit[];
  /** Whether somebody set them. */
  hasSetLimits(type: string): boolean;
}

/** What is known of a task that waits; `waiting/why.lua`. */
export interface WaitingFacts {
  readonly status: TaskStatus;
  /** Of a pending one: its place. */
  readonly place?: 'held' | 'due' | 'gate' | 'room' | 'lane';
  readonly lane: TaskPriority;
  readonly type: string;
  readonly runAt?: number;
  readonly retryCount: number;
  readonly lanePause?: StoredPause;
  readonly typePause?: StoredPause;
  readonly hasWorker: boolean;
  readonly gate?: Partial<TypeLimit> & { readonly name: string; readonly held: number; readonly opensAt?: number };
  readonly isFairShare?: boolean;
  readonly ahead: number;
  readonly isExact: boolean;
}

/** Running tasks that count for a limit that is set while they run. */
const MOST_RUNNING = 10_000;

/** Running tasks, people in a queue, and gates that are looked at for who has most in a lane; people for who waits longest. */
const COUNTED_PEOPLE = 1_000;

/** How many tasks before another are counted one by one. */
const COUNTED_AHEAD = 100;

/** What operators set, and what becomes of it: pauses, slots, limits; who waits and why. */
export class ControlStore {
  readonly #keys: TaskKeys;
  readonly #runScript: RunScript;

  constructor(
    private readonly redis: Redis,
    private readonly clock: Clock,
    prefix: string,
  ) {
    this.#keys = new TaskKeys(prefix);
    this.#runScript = scriptRunner(redis, clock, prefix);
  }

  nowMs(): number {
    return this.clock.nowMs();
  }

  async pause(what: Pausable, pause: Omit<StoredPause, 'at'>): Promise<void> {
    const stored: StoredPause = { ...pause, at: this.clock.nowMs() };
    await this.#run('pause', this.#keys.control, what, JSON.stringify(pause.by), JSON.stringify(stored));
  }

  async resume(what: Pausable, by: TaskCreator): Promise<void> {
    await this.#run('resume', this.#keys.control, what, JSON.stringify(by));
  }

  /** @param slots - of each worker; `null` for its own setting */
  async setSlots(lane: TaskPriority, slots: number | null, by: TaskCreator): Promise<void> {
    await this.#run('setSlots', this.#keys.control, lane, JSON.stringify(by), slots ?? '');
  }

  /** @param limits - `null` for those that the handler declares */
  async setLimits(type: string, limits: readonly TypeLimit[] | null, by: TaskCreator): Promise<void> {
    await this.#setLimits('limits', type, limits, by);
  }

  /** What the handlers of this program declare; `[]` for none. */
  async declareLimits(
    types: readonly { readonly type: string; readonly limits: readonly TypeLimit[] }[],
  ): Promise<void> {
    const known = await this.redis.hgetall(this.#keys.control).catch(throwStoreError);
    for (const { type, limits } of types) {
      const declared = limits.length === 0 ? undefined : JSON.stringify(limits);
      if (declared !== known[`declared:${type}`]) {
        await this.#setLimits('declared', type, declared === undefined ? null : limits, null);
      }
    }
  }

  async read(): Promise<Control> {
    const fields = await this.redis.hgetall(this.#keys.control).catch(throwStoreError);
    return {
      pauseOf: (what) => this.#pauseOf(fields[`pause:${what}`]),
      slotsOf: (lane) => (fields[`slots:${lane}`] === undefined ? null : Number(fields[`slots:${lane}`])),
      hasSetLimits: (type) => fields[`limits:${type}`] !== undefined,
      limitsOf: (type) =>
        JSON.parse(fields[`limits:${type}`] ?? fields[`declared:${type}`] ?? '[]') as readonly TypeLimit[],
    };
  }

  /** Every lane as it is now. */
  async lanes(): Promise<readonly LaneState[]> {
    const control = await this.read();
    return Promise.all(TASK_PRIORITIES.map((lane) => this.#lane(lane, control)));
  }

  /** A lane as it is now. */
  async lane(lane: TaskPriority): Promise<LaneState> {
    return this.#lane(lane, await this.read());
  }

  /** How many tasks of a lane wait for a slot; since when the oldest does, in epoch milliseconds, `null` where none does. */
  async waitingIn(lane: TaskPriority): Promise<{ readonly waiting: number; readonly oldestMs: number | null }> {
    const [inLane, [inQueue, aside]] = await Promise.all([
      this.redis.llen(`${this.#keys.prefix}:lane-${lane}:wait`),
      this.redis.hmget(this.#keys.room(lane), 'waiting', 'aside'),
    ]).catch(throwStoreError);
    const waiting = inLane + Number(inQueue ?? 0) + Number(aside ?? 0);
    if (waiting === 0) {
      return { waiting, oldestMs: null };
    }
    const oldestMs = (await this.#run('oldestWaiting', this.#keys.room(lane), lane, COUNTED_PEOPLE)) as string | null;
    return { waiting, oldestMs: oldestMs === null ? null : Number(oldestMs) };
  }

  /** Who has most in each lane. Of more than a thousand people who wait in one, those with the most slots are looked at. */
  async people(): Promise<readonly LanePeople[]> {
    return Promise.all(TASK_PRIORITIES.map(async (lane) => ({ lane, people: await this.#peopleIn(lane) })));
  }

  /** Why a task waits; `null` where there is no such task. */
  async why(id: string): Promise<WaitingFacts | null> {
    const json = (await this.#run('why', this.#keys.record(id), id, COUNTED_AHEAD)) as string | null;
    return json === null ? null : (JSON.parse(json, withTimes) as WaitingFacts);
  }

  /** How many slots a lane has over all workers, and how many tasks run in it. @throws StoreUnavailableError */
  async loadOf(lane: TaskPriority): Promise<{ readonly slots: number; readonly running: number }> {
    const [running, slots] = await Promise.all([
      this.#running(lane),
      this.redis.hget(this.#keys.room(lane), 'slots').catch(throwStoreError),
    ]);
    return { slots: Number(slots ?? 0), running };
  }

  async #lane(lane: TaskPriority, control: Control): Promise<LaneState> {
    const pause = control.pauseOf(`lane:${lane}`);
    const [{ waiting, oldestMs }, { slots, running }] = await Promise.all([this.waitingIn(lane), this.loadOf(lane)]);
    return {
      lane,
      paused: pause !== null,
      pause,
      slotsPerWorker: control.slotsOf(lane),
      slots,
      waiting,
      running,
      oldestWaiting: oldestMs === null ? null : instant(oldestMs),
    };
  }

  async #peopleIn(lane: TaskPriority): Promise<readonly LanePerson[]> {
    const room = this.#keys.room(lane);
    const flat = (await this.#run('people', room, lane, MAX_LANE_PEOPLE, COUNTED_PEOPLE)) as (string | number)[];
    const people: Promise<LanePerson>[] = [];
    for (let i = 0; i < flat.length; i += 4) {
      const [id, running, waiting, taskId] = flat.slice(i, i + 4) as [string, number, number, string];
      people.push(this.#creatorOf(taskId, id).then((owner) => ({ owner, running, waiting })));
    }
    return Promise.all(people);
  }

  /** Somebody as one of their tasks names them. */
  async #creatorOf(taskId: string, id: string): Promise<TaskCreator> {
    const head = await this.redis.hget(this.#keys.record(taskId), 'h').catch(throwStoreError);
    try {
      return { id, username: (JSON.parse(head ?? '{}') as Partial<TaskHead>).createdBy?.username ?? '' };
    } catch {
      return { id, username: '' }; // found by whoever lists it
    }
  }

  async #running(lane: TaskPriority): Promise<number> {
    const filter = toStoreFilter({ status: ['running'], priority: [lane] }, null);
    const [total] = (await this.#run('list', this.#keys.meta, filter!.facets, 0, 0, '', '', 0, 1, '')) as [number];
    return total;
  }

  #pauseOf(json: string | undefined): Pause | null {
    const stored = json === undefined ? null : (JSON.parse(json) as StoredPause);
    return stored === null || (stored.ends ?? Infinity) <= this.clock.nowMs() ? null : shownPause(stored);
  }

  async #setLimits(
    whose: 'limits' | 'declared',
    type: string,
    limits: readonly TypeLimit[] | null,
    by: TaskCreator | null,
  ): Promise<void> {
    const [byJson, json] = [by, limits].map((value) => (value === null ? '' : JSON.stringify(value)));
    await this.#run('setLimits', this.#keys.control, whose, type, byJson!, json!, MOST_RUNNING);
  }

  #run(...script: Parameters<RunScript>): Promise<unknown> {
    return this.#runScript(...script).catch(throwStoreError);
  }
}

/** A pause as people see it. */
export function shownPause({ by, at, reason, ends }: StoredPause): Pause {
  const until: IsoInstant | null = ends === undefined ? null : instant(ends);
  return { by, at: instant(at), reason: reason ?? null, until };
}

/** What `waiting/why.lua` tells as text is a number. */
function withTimes(field: string, value: unknown): unknown {
  return field === 'runAt' || field === 'ends' ? Number(value) : value;
}
