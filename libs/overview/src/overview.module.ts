import { Module, type DynamicModule, type Provider } from '@nestjs/common';
import { RouterModule } from '@nestjs/core';
import { RedisConnections } from '@task-queue/redis';
import type { TasksModuleOptions, TasksPlace } from '@task-queue/tasks';
import { redisPlaceOf, TASKS_OPTIONS } from '@task-queue/tasks/server';
import { ErrorGroups } from './errors/error-groups.js';
import { ErrorsController } from './errors/errors.controller.js';
import { ErrorsService } from './errors/errors.service.js';
import { MeasuredTimes } from './numbers/measured-times.js';
import { Numbers } from './numbers/numbers.js';
import { LaneDepths } from './overview/lane-depths.js';
import { SlowestTypes } from './overview/slowest.js';
import { OverviewController } from './overview/overview.controller.js';
import { OverviewService } from './overview/overview.service.js';
import { PREFIX } from './prefix.js';
import { TaskReader } from './reader/task-reader.js';

const PROVIDERS: readonly Provider[] = [
  {
    provide: PREFIX,
    inject: [TASKS_OPTIONS],
    useFactory: (options: TasksModuleOptions) => redisPlaceOf(options).prefix,
  },
  ...[Numbers, ErrorGroups].map((Kept) => ({
    provide: Kept,
    inject: [RedisConnections, PREFIX],
    useFactory: ({ failFast, persistent }: RedisConnections, prefix: string) => new Kept(failFast, persistent, prefix),
  })),
  TaskReader,
  LaneDepths,
];

/**
 * How tasks do and what goes wrong, counted from the event log: REST under `overview` and `errors`. It uses what `TasksModule`
 * of the same application gives.
 */
@Module({})
export class OverviewModule {
  /** @param place - as that of `TasksModule`: whatever a process does, it counts; those that answer people answer */
  static forRoot({ role, routePrefix }: Pick<TasksPlace, 'role' | 'routePrefix'> = {}): DynamicModule {
    const answers = role !== 'worker';
    return {
      module: OverviewModule,
      imports: routePrefix ? [RouterModule.register([{ path: routePrefix, module: OverviewModule }])] : [],
      controllers: answers ? [ErrorsController, OverviewController] : [],
      providers: [...PROVIDERS, ...(answers ? [ErrorsService, MeasuredTimes, OverviewService, SlowestTypes] : [])],
    };
  }
}
