import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { TaskPriority } from '@task-queue/contracts';
import { RedisConnections } from '@task-queue/redis';
import { RunTimes, throwStoreError, type RunTimesSource, type TimedCount } from '@task-queue/tasks/server';
import { mergeOf, middleOf } from './histogram.js';
import { Numbers } from './numbers.js';
import { stepOf, type Series } from './tiers.js';

/** Steps of ten minutes that say how long attempts take now; a day's where those say too little. */
const [NOW_STEPS, DAY_STEPS] = [6, 144];

/** So many attempts say enough. */
const ENOUGH = 100;

/** How long an answer is good for, in milliseconds: people ask again and again. */
const KEPT_MS = 10_000;

/** Gives the engine how long attempts took of late, from the numbers. */
@Injectable()
export class MeasuredTimes implements RunTimesSource, OnModuleInit {
  readonly #answers = new Map<Series, { readonly atMs: number; readonly times: Promise<readonly TimedCount[]> }>();

  constructor(
    private readonly numbers: Numbers,
    private readonly redis: RedisConnections,
    private readonly runTimes: RunTimes,
  ) {}

  onModuleInit(): void {
    this.runTimes.measuredBy(this);
  }

  ofLane(lane: TaskPriority): Promise<readonly TimedCount[]> {
    return this.#answer(`lane:${lane}`);
  }

  ofType(type: string): Promise<readonly TimedCount[]> {
    return this.#answer(`type:${type}`);
  }

  #answer(series: Series): Promise<readonly TimedCount[]> {
    const nowMs = this.redis.clock.nowMs();
    for (const [name, { atMs }] of this.#answers) {
      if (nowMs - atMs > KEPT_MS) {
        this.#answers.delete(name);
      }
    }
    const known = this.#answers.get(series);
    if (known !== undefined) {
      return known.times;
    }
    const times = this.#read(series, stepOf('tenMinutes', nowMs)).catch(throwStoreError);
    this.#answers.set(series, { atMs: nowMs, times });
    times.catch(() => this.#answers.delete(series)); // the next one to ask tries again
    return times;
  }

  async #read(series: Series, last: number): Promise<readonly TimedCount[]> {
    let times: TimedCount[] = [];
    for (const steps of [NOW_STEPS, DAY_STEPS]) {
      const read = await this.numbers.read(series, 'tenMinutes', last - steps + 1, steps);
      times = [...mergeOf(read.map(({ run }) => run))].map(([bucket, count]) => ({ ms: middleOf(bucket), count }));
      if (times.reduce((sum, { count }) => sum + count, 0) >= ENOUGH) {
        break;
      }
    }
    return times;
  }
}
