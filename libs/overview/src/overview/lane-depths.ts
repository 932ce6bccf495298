import { Inject, Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import type { TaskPriority } from '@task-queue/contracts';
import { Lease, RedisConnections } from '@task-queue/redis';
import { TasksGauges } from '@task-queue/tasks/server';
import { Numbers } from '../numbers/numbers.js';
import { Sums } from '../reader/sums.js';
import type { DepthLook } from './drain.js';
import { PREFIX } from '../prefix.js';

/** How often it is looked, in milliseconds, and how many looks are kept for the forecast: ten minutes' worth. */
const LOOK_MS = 10_000;
const KEPT_LOOKS = 60;

type Depths = Readonly<Record<TaskPriority, number>>;

/** Looks at intervals how many wait in each lane, in one process at a time: nothing tells it where nothing happens. */
@Injectable()
export class LaneDepths implements OnApplicationBootstrap, OnModuleDestroy {
  readonly #logger = new Logger(LaneDepths.name);
  readonly #lease: Lease;
  readonly #key: string;
  #timer: NodeJS.Timeout | undefined;
  #isWarned = false;

  constructor(
    private readonly redis: RedisConnections,
    private readonly gauges: TasksGauges,
    private readonly numbers: Numbers,
    @Inject(PREFIX) prefix: string,
  ) {
    this.#lease = new Lease(redis.persistent, `${prefix}:duty:lane-depths`, 2 * LOOK_MS);
    this.#key = `${prefix}:numbers:depths`;
  }

  onApplicationBootstrap(): void {
    const look = (): void => {
      this.#look().then(
        () => (this.#isWarned = false),
        (error: unknown) => this.#warn(error),
      );
    };
    this.#timer = setInterval(look, LOOK_MS).unref();
    look();
  }

  async onModuleDestroy(): Promise<void> {
    clearInterval(this.#timer);
    await Promise.race([this.#lease.giveBack(), new Promise((resolve) => setTimeout(resolve, 1_000).unref())]).catch(
      () => undefined,
    );
  }

  /** The looks of the last minutes at a lane, the newest first. */
  async looksAt(lane: TaskPriority): Promise<readonly DepthLook[]> {
    const looks = await this.redis.failFast.lrange(this.#key, 0, KEPT_LOOKS - 1);
    const oldestMs = this.redis.clock.nowMs() - (KEPT_LOOKS + 1) * LOOK_MS;
    return looks
      .map((json) => JSON.parse(json) as { readonly atMs: number; readonly depths: Depths })
      .filter(({ atMs }) => atMs >= oldestMs)
      .map(({ atMs, depths }) => ({ atMs, waiting: depths[lane] }));
  }

  async #look(): Promise<void> {
    if (!(await this.#lease.hold())) {
      return;
    }
    const lanes = await this.gauges.lanes();
    const depths = Object.fromEntries(lanes.map(({ lane, waiting }) => [lane, waiting])) as Depths;
    const atMs = this.redis.clock.nowMs();
    const sums = new Sums();
    this.numbers.countDepths(depths, atMs, sums);
    const transaction = this.redis.persistent.multi();
    for (const { hashes, counts } of sums.all) {
      for (const { key, expiresAtMs } of hashes) {
        counts.forEach((by, field) => transaction.hincrby(key, field, by));
        transaction.pexpireat(key, expiresAtMs);
      }
    }
    await transaction
      .lpush(this.#key, JSON.stringify({ atMs, depths }))
      .ltrim(this.#key, 0, KEPT_LOOKS - 1)
      .exec();
  }

  /** Once a trouble: Redis is away or full for a while. */
  #warn(error: unknown): void {
    if (!this.#isWarned) {
      this.#isWarned = true;
      this.#logger.warn({ err: error }, 'How many wait in each lane is not known at the moment');
    }
  }
}
