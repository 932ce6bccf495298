import { BullModule } from '@nestjs/bull';
import type { DynamicModule } from '@nestjs/common';
import type { QueueOptions } from 'bull';
import { DEFAULT_PREFIX, TASKS_OPTIONS, type TasksModuleOptions } from '../tasks-options.js';
import { LaneConnections } from './lane-connections.js';
import { LANES, laneName } from './task-queue.js';

/** A Bull queue for each lane. Bull's own attempts, timeout, priority and delay stay unused. */
export function lanesModule(optionsModule: DynamicModule): DynamicModule {
  return BullModule.registerQueueAsync(
    ...LANES.map((lane) => ({
      name: laneName(lane),
      imports: [optionsModule],
      inject: [TASKS_OPTIONS, LaneConnections],
      useFactory: (options: TasksModuleOptions, connections: LaneConnections): QueueOptions => ({
        prefix: options.redis.prefix ?? DEFAULT_PREFIX,
        createClient: (type) => connections.open(options.redis.url, type),
        // A ticket whose worker died is taken up by another within 20 s; as often as it takes, for the record and
        // not Bull counts the starts of a task.
        settings: { lockDuration: 10_000, stalledInterval: 5_000, maxStalledCount: 1_000_000 },
      }),
    })),
  );
}
