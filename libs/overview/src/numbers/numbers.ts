import type { Gap } from '@task-queue/event-log';
import { TASK_PRIORITIES, type TaskPriority } from '@task-queue/contracts';
import type { Redis } from 'ioredis';
import type { Happening, HappeningKind } from '../reader/happening.js';
import type { Command, Sums } from '../reader/sums.js';
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
const [WAIT, RUN, LOOKS] = ['w', 'r', 'n'];
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
    const minutes = new Minutes();
    for (const happening of happenings) {
      const { atMs, type, owner, priority } = happening;
      for (const field of fieldsOf(happening)) {
        minutes.add('all', atMs, field);
        minutes.add(`type:${type}`, atMs, field);
        minutes.add(`owner:${owner}`, atMs, type + APART + field);
        if (field.startsWith(RUN)) {
          minutes.add(`lane:${priority}`, atMs, field);
        }
      }
    }
    this.#addTo(sums, minutes);
    return this.#seen(happenings);
  }

  /** Adds a look at the lanes to sums. */
  countDepths(depths: Readonly<Record<TaskPriority, number>>, atMs: number, sums: Sums): void {
    const minutes = new Minutes();
    minutes.add('all', atMs, LOOKS);
    for (const lane of TASK_PRIORITIES) {
      minutes.add('all', atMs, DEPTHS[lane], depths[lane]);
    }
    this.#addTo(sums, minutes);
  }

  /**
   * The numbers of some steps in a row.
   *
   * @param type - of an owner's, the only type that counts
   */
  async read(series: Series, tier: Tier, first: number, count: number, type?: string): Promise<readonly StepNumbers[]> {
    const hashes = await this.#hashes(series, tier, first, count);
    return hashes.map((hash) => numbersOf(hash, series, type));
  }

  /** How long an owner's attempts took in some steps in a row, by type. */
  async runsByType(owner: string, tier: Tier, first: number, count: number): Promise<ReadonlyMap<string, Histogram>> {
    const runs = new Map<string, Map<number, number>>();
    for (const hash of await this.#hashes(`owner:${owner}`, tier, first, count)) {
      for (const [name, value] of Object.entries(hash)) {
        const space = name.lastIndexOf(APART);
        const [type, field] = [name.slice(0, space), name.slice(space + 1)];
        if (field.startsWith(RUN)) {
          const run = runs.get(type) ?? new Map<number, number>();
          runs.set(type, run);
          addToBucket(run, field, value);
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

  async #hashes(
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

  #addTo(sums: Sums, minutes: Minutes): void {
    for (const { series, atMs, counts } of minutes.all) {
      for (const tier of series.startsWith('lane:') ? LANE_TIERS : ALL_TIERS) {
        const step = stepOf(tier, atMs);
        const { stepMs, keptMs } = TIERS[tier];
        const [key, expiresAtMs] = [this.#key(series, tier, step), (step + 1) * stepMs + keptMs];
        counts.forEach((by, field) => sums.add(key, expiresAtMs, field, by));
      }
    }
  }
}

const ALL_TIERS = Object.keys(TIERS) as readonly Tier[];
const LANE_TIERS: readonly Tier[] = ['tenMinutes'];

/** What is counted of a series in a minute, by field. */
interface Minute {
  readonly series: Series;
  readonly atMs: number;
  readonly counts: Map<string, number>;
}

/** Counts by minute, of which all steps are made: a busy one has many of few kinds, and each is added in all tiers. */
class Minutes {
  readonly #minutes = new Map<string, Minute>();

  get all(): Iterable<Minute> {
    return this.#minutes.values();
  }

  add(series: Series, atMs: number, field: string, by = 1): void {
    const name = `${stepOf('minute', atMs)} ${series}`;
    let minute = this.#minutes.get(name);
    if (minute === undefined) {
      this.#minutes.set(name, (minute = { series, atMs, counts: new Map() }));
    }
    minute.counts.set(field, (minute.counts.get(field) ?? 0) + by);
  }
}

function fieldsOf({ kind, waitedMs, ranMs }: Happening): readonly string[] {
  return [
    ...(kind === 'started' ? [] : [FIELDS[kind]]),
    ...(waitedMs === null ? [] : [WAIT + String(bucketOf(waitedMs))]),
    ...(ranMs === null ? [] : [RUN + String(bucketOf(ranMs))]),
  ];
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
  const bucket = Number(field.slice(1));
  histogram.set(bucket, (histogram.get(bucket) ?? 0) + Number(count));
}

function depthOf(hash: Readonly<Record<string, string>>): StepNumbers['depth'] {
  const looks = Number(hash[LOOKS] ?? 0);
  const average = (lane: TaskPriority): number => Math.round(Number(hash[DEPTHS[lane]] ?? 0) / looks);
  return looks === 0 ? null : { high: average('high'), normal: average('normal'), low: average('low') };
}
