import type { Gap } from '@task-queue/event-log';
import { TASK_PRIORITIES, type TaskPriority } from '@task-queue/contracts';
import type { Redis } from 'ioredis';
import type { Happening, HappeningKind } from '../reader/happening.js';
import { increase, inner } from '../reader/counts.js';
import type { Command, Counts, SummedHash, Sums } from '../reader/sums.js';
import { bucketOf, type Histogram } from './histogram.js';
import { stepOf, TIERS, type Series, type Tier } from './tiers.js';

/** What is counted in a step. */
export interface StepNumbers {
  readonly counts: Readonly<Record<Exclude<HappeningKind, 'started'>, number>>;
  readonly wait: Histogram;
  readonly run: Histogram;
  /** How many waited in each lane, on the average of the looks in the step; `null` where nobody looked. */
  readonly depth: Readonly<Record<TaskPriority, number>> | null;
}

/** Between which instants (epoch ms) something is missing. */
export interface MissingSpan {
  readonly fromMs: number;
  readonly toMs: number;
}

/** Names of fields, short: there are many. */
const FIELDS = { created: 'c', completed: 'd', failed: 'f', cancelled: 'x', retried: 'a' } as const;
const [WAIT, RUN, LOOKS] = ['w', 'r', 'n'] as const;
const DEPTHS = { high: 'h', normal: 'm', low: 'l' } as const satisfies Record<TaskPriority, string>;

/** Between type and field, where a hash has those of several types. */
const APART = ' ';

/** Hashes asked for at once. */
const AT_ONCE = 500;

/**
 * Numbers of what happened, in hashes by series, tier and step. Those of an owner hold each type apart: there are many owners,
 * and few types of each.
 */
export class Numbers {
  /** @param redis - for answering people. @param persistent - for what has to get through */
  constructor(
    private readonly redis: Redis,
    private readonly persistent: Redis,
    private readonly prefix: string,
  ) {}

  /** Adds what happened to sums. @returns what else is to be done with them */
  count(happenings: readonly Happening[], sums: Sums): readonly Command[] {
    const minutes = new Map<number, Minute>();
    for (const happening of happenings) {
      minuteOf(minutes, happening.atMs).add(happening);
    }
    for (const [number, minute] of minutes) {
      for (const [series, counts] of minute.bySeries()) {
        sums.add(this.#hashes(series, number), counts);
      }
    }
    return this.#seen(happenings);
  }

  /** Adds a look at the lanes to sums. */
  countDepths(depths: Readonly<Record<TaskPriority, number>>, atMs: number, sums: Sums): void {
    const waiting = TASK_PRIORITIES.map((lane): [string, number] => [DEPTHS[lane], depths[lane]]);
    sums.add(this.#hashes('all', stepOf('minute', atMs)), new Map<string, number>([[LOOKS, 1], ...waiting]));
  }

  /**
   * The numbers of some steps in a row.
   *
   * @param type - of an owner's, the only type that counts
   */
  async read(series: Series, tier: Tier, first: number, count: number, type?: string): Promise<readonly StepNumbers[]> {
    const hashes = await this.#read(series, tier, first, count);
    return hashes.map((hash) => numbersOf(hash, series, type));
  }

  /** How long an owner's attempts took in some steps in a row, by type. */
  async runsByType(owner: string, tier: Tier, first: number, count: number): Promise<ReadonlyMap<string, Histogram>> {
    const runs = new Map<string, Map<number, number>>();
    for (const hash of await this.#read(`owner:${owner}`, tier, first, count)) {
      for (const [name, value] of Object.entries(hash)) {
        const space = name.lastIndexOf(APART);
        const [type, field] = [name.slice(0, space), name.slice(space + 1)];
        if (field.startsWith(RUN)) {
          addToBucket(inner(runs, type), field, value);
        }
      }
    }
    return runs;
  }

  /** The types of which something happened since an instant (epoch ms). */
  async typesSince(fromMs: number): Promise<readonly string[]> {
    return this.redis.zrange(this.#typesKey, fromMs, '+inf', 'BYSCORE');
  }

  /** Keeps that something was not counted. It may be told again. */
  async keepGap({ from, to }: Pick<Gap, 'from' | 'to'>): Promise<void> {
    const [fromMs, toMs] = [parseInt(from), parseInt(to)];
    const kept = TIERS.sixHours.keptMs;
    await this.persistent
      .multi()
      .zadd(this.#gapsKey, toMs, `${fromMs}-${toMs}`)
      .zremrangebyscore(this.#gapsKey, '-inf', toMs - kept)
      .exec();
  }

  /** What is missing from an instant on, the earliest first. */
  async gapsFrom(fromMs: number): Promise<readonly MissingSpan[]> {
    const members = await this.redis.zrange(this.#gapsKey, fromMs, '+inf', 'BYSCORE');
    return members.map((member) => {
      const [from, to] = member.split('-').map(Number) as [number, number];
      return { fromMs: from, toMs: to };
    });
  }

  async #read(
    series: Series,
    tier: Tier,
    first: number,
    count: number,
  ): Promise<readonly Readonly<Record<string, string>>[]> {
    const hashes: Record<string, string>[] = [];
    while (hashes.length < count) {
      const pipeline = this.redis.pipeline();
      const size = Math.min(AT_ONCE, count - hashes.length);
      for (let i = 0; i < size; i += 1) {
        pipeline.hgetall(this.#key(series, tier, first + hashes.length + i));
      }
      for (const [error, hash] of (await pipeline.exec())!) {
        if (error !== null) {
          throw error;
        }
        hashes.push(hash as Record<string, string>);
      }
    }
    return hashes;
  }

  /** When something last happened of each type, and no longer than numbers are kept. */
  #seen(happenings: readonly Happening[]): readonly Command[] {
    const lastMs = new Map<string, number>();
    for (const { type, atMs } of happenings) {
      lastMs.set(type, Math.max(atMs, lastMs.get(type) ?? 0));
    }
    if (lastMs.size === 0) {
      return [];
    }
    const oldestMs = Math.max(...lastMs.values()) - TIERS.sixHours.keptMs;
    return [
      ['ZADD', this.#typesKey, 'GT', ...[...lastMs].flatMap(([type, ms]) => [String(ms), type])],
      ['ZREMRANGEBYSCORE', this.#typesKey, '-inf', String(oldestMs)],
    ];
  }

  get #typesKey(): string {
    return `${this.prefix}:numbers:types`;
  }

  get #gapsKey(): string {
    return `${this.prefix}:numbers:gaps`;
  }

  #key(series: Series, tier: Tier, step: number): string {
    return `${this.prefix}:numbers:${series}:${tier}:${step}`;
  }

  /** Those of all steps that a minute is in. */
  #hashes(series: Series, minute: number): readonly SummedHash[] {
    return (series.startsWith('lane:') ? LANE_TIERS : ALL_TIERS).map((tier) => {
      const { stepMs, keptMs } = TIERS[tier];
      const step = stepOf(tier, minute * TIERS.minute.stepMs);
      return { key: this.#key(series, tier, step), expiresAtMs: (step + 1) * stepMs + keptMs };
    });
  }
}

const ALL_TIERS = Object.keys(TIERS) as readonly Tier[];
const LANE_TIERS: readonly Tier[] = ['tenMinutes'];

/** What happened in a minute, counted once by owner and type: each series is a sum of that. */
class Minute {
  readonly #byOwner = new Map<string, Map<string, Map<string, number>>>();
  readonly #byLane = new Map<TaskPriority, Map<string, number>>();

  add({ kind, owner, type, priority, waitedMs, ranMs }: Happening): void {
    const counts = inner(inner(this.#byOwner, owner), type);
    if (kind !== 'started') {
      increase(counts, FIELDS[kind]);
    }
    if (waitedMs !== null) {
      increase(counts, timeField(WAIT, waitedMs));
    }
    if (ranMs !== null) {
      const field = timeField(RUN, ranMs);
      increase(counts, field);
      increase(inner(this.#byLane, priority), field);
    }
  }

  bySeries(): ReadonlyMap<Series, Counts> {
    const series = new Map<Series, Map<string, number>>();
    const all = inner(series, 'all');
    for (const [owner, byType] of this.#byOwner) {
      const ofOwner = inner(series, `owner:${owner}`);
      for (const [type, counts] of byType) {
        const ofType = inner(series, `type:${type}`);
        for (const [field, by] of counts) {
          increase(all, field, by);
          increase(ofType, field, by);
          ofOwner.set(type + APART + field, by);
        }
      }
    }
    this.#byLane.forEach((counts, lane) => series.set(`lane:${lane}`, counts));
    return series;
  }
}

function minuteOf(minutes: Map<number, Minute>, atMs: number): Minute {
  const number = stepOf('minute', atMs);
  let minute = minutes.get(number);
  if (minute === undefined) {
    minutes.set(number, (minute = new Minute()));
  }
  return minute;
}

/** Names of the fields of {@link timeField} by their buckets, which begin at -1. */
const TIME_FIELDS: Readonly<Record<string, string[]>> = { [WAIT]: [], [RUN]: [] };

/** The field in which a time is counted. */
function timeField(what: string, ms: number): string {
  const bucket = bucketOf(ms);
  return (TIME_FIELDS[what]![bucket + 1] ??= what + String(bucket));
}

function numbersOf(hash: Readonly<Record<string, string>>, series: Series, type: string | undefined): StepNumbers {
  const counts = { created: 0, completed: 0, failed: 0, cancelled: 0, retried: 0 };
  const [wait, run] = [new Map<number, number>(), new Map<number, number>()];
  for (const [name, value] of Object.entries(hash)) {
    const space = series.startsWith('owner:') ? name.lastIndexOf(APART) : -1;
    if (space >= 0 && type !== undefined && name.slice(0, space) !== type) {
      continue;
    }
    const field = name.slice(space + 1);
    const histogram = field.startsWith(WAIT) ? wait : field.startsWith(RUN) ? run : null;
    if (histogram !== null) {
      addToBucket(histogram, field, value);
    }
    for (const [kind, short] of Object.entries(FIELDS)) {
      counts[kind as keyof typeof counts] += short === field ? Number(value) : 0;
    }
  }
  return { counts, wait, run, depth: depthOf(hash) };
}

/** @param field - e.g. `r12`, of bucket 12 */
function addToBucket(histogram: Map<number, number>, field: string, count: string): void {
  increase(histogram, Number(field.slice(1)), Number(count));
}

function depthOf(hash: Readonly<Record<string, string>>): StepNumbers['depth'] {
  const looks = Number(hash[LOOKS] ?? 0);
  const average = (lane: TaskPriority): number => Math.round(Number(hash[DEPTHS[lane]] ?? 0) / looks);
  return looks === 0 ? null : { high: average('high'), normal: average('normal'), low: average('low') };
}
