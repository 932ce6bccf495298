import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { EventFollowers, type Batch, type EntryView, type FollowerHandler, type Gap } from '@task-queue/event-log';
import { RedisConnections } from '@task-queue/redis';
import { ErrorGroups } from '../errors/error-groups.js';
import { Numbers } from '../numbers/numbers.js';
import { happeningOf, type Happening } from './happening.js';
import { applyOnce, Sums } from './sums.js';

/** The name under which the log is read, by one process at a time. */
const NAME = 'overview';

/** Reads the event log and adds up what happened: each entry once, whatever becomes of the process that reads it. */
@Injectable()
export class TaskReader implements FollowerHandler<Happening>, OnApplicationBootstrap {
  constructor(
    private readonly followers: EventFollowers,
    private readonly redis: RedisConnections,
    private readonly numbers: Numbers,
    private readonly errors: ErrorGroups,
  ) {}

  onApplicationBootstrap(): void {
    this.followers.follow(NAME, 'beginning', this);
  }

  pick(entry: EntryView): Happening | undefined {
    return happeningOf(entry);
  }

  async handle({ picked: happenings, advance }: Batch<Happening>): Promise<void> {
    const sums = new Sums();
    const commands = [...this.numbers.count(happenings, sums), ...this.errors.count(happenings, sums)];
    await applyOnce(this.redis.persistent, advance, sums, commands);
    await this.errors.forgetOldest(happenings);
  }

  async gap(gap: Gap): Promise<void> {
    await this.numbers.keepGap(gap);
  }
}
