import { AUDIT_LUA, entryOfCall } from '@task-queue/audit-trail';
import type { ErrorOrder, ErrorSample, ErrorState, TaskCreator } from '@task-queue/contracts';
import type { Redis } from 'ioredis';
import type { Happening } from '../reader/happening.js';
import { increase, inner } from '../reader/counts.js';
import type { Command, Sums } from '../reader/sums.js';
import say from './say.lua';

/** Kinds of errors that are kept: the latest, of everybody and of one person. */
const MOST_OF_ALL = 1_000;
const MOST_OF_OWNER = 200;

const HOUR_MS = 3_600_000;

/** Hours of a trend. */
export const TREND_HOURS = 24;

/** Whose errors: everybody's (`''`), or those of a person's tasks by their id. */
export type Whose = string;

/** What is kept of errors of one kind. Times are epoch milliseconds. */
export interface KeptGroup {
  readonly fingerprint: string;
  readonly count: number;
  readonly firstMs: number;
  readonly lastMs: number;
  readonly trend: readonly number[];
  readonly sample: ErrorSample;
}

/** What somebody said of a kind of errors. */
interface SaidState {
  readonly state: Exclude<ErrorState, 'open'>;
  readonly at: number;
  readonly by: TaskCreator;
}

/** Says something of a kind: arguments as below, then what it tells in the audit log. */
const SAY = `local prefix = ARGV[1]\n${AUDIT_LUA}${say}`;

/** Errors by kind, of everybody and of each owner, counted from what happened. */
export class ErrorGroups {
  /** @param redis - for answering people. @param persistent - for what has to get through */
  constructor(
    private readonly redis: Redis,
    private readonly persistent: Redis,
    private readonly prefix: string,
  ) {}

  /** Adds those among what happened. @returns what else is to be done with the sums */
  count(happenings: readonly Happening[], sums: Sums): readonly Command[] {
    const commands: Command[] = [];
    const trends = new Map<number, Map<Whose, Map<string, number>>>();
    for (const { failure, atMs, taskId, type, owner } of happenings) {
      if (failure?.fingerprint === undefined) {
        continue;
      }
      const { fingerprint, message, code } = failure;
      const sample: ErrorSample = { taskId, type, message, code };
      const hour = Math.floor(atMs / HOUR_MS);
      for (const whose of ['', owner]) {
        commands.push(
          ['ZADD', this.#key('last', whose), 'GT', String(atMs), fingerprint],
          ['ZINCRBY', this.#key('count', whose), '1', fingerprint],
          ['HSETNX', this.#key('first', whose), fingerprint, String(atMs)],
          ['HSET', this.#key('sample', whose), fingerprint, JSON.stringify(sample)],
        );
        increase(inner(inner(trends, hour), whose), fingerprint);
      }
    }
    for (const [hour, byWhose] of trends) {
      const expiresAtMs = (hour + TREND_HOURS + 1) * HOUR_MS;
      byWhose.forEach((counts, whose) => sums.add([{ key: this.#trendKey(whose, hour), expiresAtMs }], counts));
    }
    return commands;
  }

  /** Forgets kinds that were seen the longest time ago, where there are too many; it does no harm to do so again. */
  async forgetOldest(happenings: readonly Happening[]): Promise<void> {
    const owners = new Set(happenings.flatMap(({ failure, owner }) => (failure === null ? [] : ['', owner])));
    for (const whose of owners) {
      const most = whose === '' ? MOST_OF_ALL : MOST_OF_OWNER;
      const forgotten = await this.persistent.zrange(this.#key('last', whose), 0, -most - 1);
      if (forgotten.length > 0) {
        const transaction = this.persistent
          .multi()
          .zrem(this.#key('last', whose), ...forgotten)
          .zrem(this.#key('count', whose), ...forgotten)
          .hdel(this.#key('first', whose), ...forgotten)
          .hdel(this.#key('sample', whose), ...forgotten);
        await (whose === '' ? transaction.hdel(this.#statesKey, ...forgotten) : transaction).exec();
      }
    }
  }

  /** The kinds in a state, in an order, downwards. */
  async list(whose: Whose, state: ErrorState | undefined, order: ErrorOrder): Promise<readonly string[]> {
    const found = await this.redis.zrange(this.#key(order === 'count' ? 'count' : 'last', whose), 0, -1, 'REV');
    if (state === undefined || found.length === 0) {
      return found;
    }
    const states = await this.statesOf(found);
    return found.filter((_fingerprint, i) => states[i] === state);
  }

  /** What is kept of some kinds, `null` of those that nobody knows. @param nowMs - by Redis' clock */
  async read(whose: Whose, fingerprints: readonly string[], nowMs: number): Promise<readonly (KeptGroup | null)[]> {
    if (fingerprints.length === 0) {
      return [];
    }
    const hour = Math.floor(nowMs / HOUR_MS);
    const hours = Array.from({ length: TREND_HOURS }, (_, i) => hour - TREND_HOURS + 1 + i);
    const pipeline = this.redis
      .pipeline()
      .zmscore(this.#key('count', whose), ...fingerprints)
      .zmscore(this.#key('last', whose), ...fingerprints)
      .hmget(this.#key('first', whose), ...fingerprints)
      .hmget(this.#key('sample', whose), ...fingerprints);
    hours.forEach((each) => pipeline.hmget(this.#trendKey(whose, each), ...fingerprints));
    const answers = (await pipeline.exec())!.map(([error, answer]) => {
      if (error !== null) {
        throw error;
      }
      return answer as (string | null)[];
    });
    const [counts, lasts, firsts, samples, ...trends] = answers; // in the order of the calls
    return fingerprints.map((fingerprint, i) =>
      samples![i] === null
        ? null
        : {
            fingerprint,
            count: Number(counts![i]),
            firstMs: Number(firsts![i]),
            lastMs: Number(lasts![i]),
            trend: trends.map((trend) => Number(trend[i] ?? 0)),
            sample: JSON.parse(samples![i]!) as ErrorSample, // `count` wrote it
          },
    );
  }

  /** What was said of some kinds. What was resolved is open again from its next recurrence on. */
  async statesOf(fingerprints: readonly string[]): Promise<readonly ErrorState[]> {
    if (fingerprints.length === 0) {
      return [];
    }
    const [said, lasts] = await Promise.all([
      this.redis.hmget(this.#statesKey, ...fingerprints),
      this.redis.zmscore(this.#key('last', ''), ...fingerprints),
    ]);
    return said.map((json, i) => {
      const { state, at } = json === null ? { state: 'open' as const, at: 0 } : (JSON.parse(json) as SaidState);
      return state === 'resolved' && Number(lasts[i]) > at ? 'open' : state;
    });
  }

  /** Says something of a kind. @param at - epoch milliseconds, by Redis' clock */
  async say(fingerprint: string, state: ErrorState, by: TaskCreator, at: number): Promise<void> {
    const said: SaidState | null = state === 'open' ? null : { state, at, by: { id: by.id, username: by.username } };
    const json = said === null ? '' : JSON.stringify(said);
    await this.redis.eval(SAY, 1, this.#statesKey, this.prefix, fingerprint, json, entryOfCall());
  }

  get #statesKey(): string {
    return `${this.prefix}:errors:states`;
  }

  #key(what: 'last' | 'count' | 'first' | 'sample', whose: Whose): string {
    return `${this.prefix}:errors:${what}:${whose}`;
  }

  #trendKey(whose: Whose, hour: number): string {
    return `${this.prefix}:errors:trend:${hour}:${whose}`;
  }
}
