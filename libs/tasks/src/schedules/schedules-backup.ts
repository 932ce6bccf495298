import type { BackupEntry } from '@task-queue/redis';
import type { Redis } from 'ioredis';
import type { Clock } from '../domain/clock.js';
import { createdAtMs } from '../record/codec.js';
import { decodeSchedule } from './schedule-record.js';

/** Schedules read at once. */
const READ_AT_ONCE = 100;

/** A schedule as a backup has it: its record, and what became of its newest ticks, the latest first. */
export interface ScheduleData {
  readonly schedule: string;
  readonly record: Readonly<Record<string, string>>;
  readonly ticks: readonly string[];
}

/** Schedules in a backup: they go on after a restore with the tick that came next, and make up for others as they say. */
export class SchedulesBackup {
  constructor(
    private readonly redis: Redis,
    private readonly clock: Clock,
    private readonly prefix: string,
  ) {}

  async *entries(): AsyncGenerator<BackupEntry> {
    const all = `${this.prefix}:schedules`;
    const seen = new Set<string>(); // one that is deleted meanwhile has the next ones move up
    for (let from = 0; ; from += READ_AT_ONCE / 2) {
      const ids = await this.redis.zrange(all, from, from + READ_AT_ONCE - 1);
      for (const id of ids.filter((one) => !seen.has(one))) {
        seen.add(id);
        const data = await this.#read(id);
        if (data !== null) {
          yield { data: { ...data } };
        }
      }
      if (ids.length < READ_AT_ONCE) {
        return;
      }
    }
  }

  /** It is looked at as soon as there is a worker. */
  async restore({ schedule: id, record, ticks }: ScheduleData): Promise<void> {
    const { createdBy, declared } = decodeSchedule(id, record).definition;
    const key = this.#key(id);
    const write = this.redis
      .multi()
      .hset(key, record)
      .zadd(`${this.prefix}:schedules`, createdAtMs(id), id)
      .zadd(`${this.prefix}:schedules:of:${createdBy.id}`, createdAtMs(id), id)
      .zadd(`${this.prefix}:schedules:due`, 0, id);
    if (ticks.length > 0) {
      write.del(`${key}:ticks`).rpush(`${key}:ticks`, ...ticks);
    }
    if (declared !== undefined) {
      const names = `${this.prefix}:schedules:declared`;
      write.hset(names, declared.as, id).zadd(`${names}:seen`, this.clock.nowMs(), declared.as);
    }
    await write.exec();
  }

  /** As it is at one moment; `null` where it is gone. */
  async #read(id: string): Promise<ScheduleData | null> {
    const answers = await this.redis
      .multi()
      .hgetall(this.#key(id))
      .lrange(`${this.#key(id)}:ticks`, 0, -1)
      .exec();
    const [record, ticks] = (answers ?? []).map(([, answer]) => answer) as [Record<string, string>, string[]];
    return record['d'] === undefined ? null : { schedule: id, record, ticks };
  }

  #key(id: string): string {
    return `${this.prefix}:schedule:${id}`;
  }
}
