import { Inject, Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { isFull, Lease, RedisConnections } from '@task-queue/redis';
import { ThrottledLog } from '../domain/throttled-log.js';
import { Duty } from '../duties/duty.js';
import { redisPlaceOf, TASKS_OPTIONS, type TasksModuleOptions } from '../tasks-options.js';
import { InTimeStore } from './in-time-store.js';
import { TimesCome } from './times-come.js';

/** Looks after tasks' times in every process, with workers or without: a task is to expire also where nobody takes tasks. */
@Injectable()
export class InTimeWatch implements OnApplicationBootstrap, OnModuleDestroy {
  readonly #duty: Duty;

  constructor(@Inject(TASKS_OPTIONS) options: TasksModuleOptions, { persistent, clock }: RedisConnections) {
    const { prefix } = redisPlaceOf(options);
    const work = new TimesCome(new InTimeStore(persistent, clock, prefix));
    const log = new ThrottledLog(new Logger(InTimeWatch.name), isFull);
    this.#duty = new Duty(work, new Lease(persistent, `${prefix}:duty:${work.name}`, work.heldMs), log);
  }

  onApplicationBootstrap(): void {
    this.#duty.start();
  }

  async onModuleDestroy(): Promise<void> {
    await this.#duty.stop();
  }
}
