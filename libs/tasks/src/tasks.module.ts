import { getQueueToken } from '@nestjs/bull';
import {
  Logger,
  Module,
  type DynamicModule,
  type FactoryProvider,
  type InjectionToken,
  type ModuleMetadata,
  type OptionalFactoryDependency,
  type Provider,
  type Type,
} from '@nestjs/common';
import { DiscoveryModule, RouterModule } from '@nestjs/core';
import { AuditLog } from '@task-queue/audit-trail';
import { EventFollowers, EventLog, LiveFollower } from '@task-queue/event-log';
import { IDENTITY_RESOLVER } from '@task-queue/access';
import { TASKS_NAMESPACE } from '@task-queue/contracts';
import { DEFAULT_LOCALE } from '@task-queue/problems';
import type { Queue } from 'bull';
import { ArtifactLinks } from './artifacts/artifact-links.js';
import { ARTIFACT_STORAGE } from './artifacts/artifact-storage.js';
import { artifactStorageOf } from './artifacts/artifact-storage-of.js';
import { Deeds } from './deeds/deeds.js';
import { ThrottledLog } from './domain/throttled-log.js';
import { FinishedKeeper, finishedKeeper } from './finished/finished-keeper.js';
import { IdentityNotices } from './live/identity-notices.js';
import { TaskEventLog } from './live/task-event-log.js';
import { gatewayAt } from './live/gateway-at.js';
import { TasksGateway } from './live/tasks.gateway.js';
import { TaskRegistry } from './handlers/task-registry.js';
import { BatchController } from './batch/batch.controller.js';
import { BatchService } from './batch/batch.service.js';
import { BulkController } from './bulk/bulk.controller.js';
import { BulkService } from './bulk/bulk.service.js';
import { InTimeWatch } from './in-time/in-time-watch.js';
import { ArtifactsController } from './http/artifacts.controller.js';
import { TasksController } from './http/tasks.controller.js';
import { LaneConnections } from './lanes/lane-connections.js';
import { laneModules } from './lanes/lanes.module.js';
import { LANES, laneName, TaskQueue, type Lanes } from './lanes/task-queue.js';
import { TaskWorker } from './worker/task-worker.js';
import { WorkerRoster } from './worker/worker-roster.js';
import { redisConnectionsProvider } from './redis-connections.provider.js';
import { isFull, RedisConnections } from '@task-queue/redis';
import { ScheduleStore } from './schedules/schedule-store.js';
import { SchedulesController } from './schedules/schedules.controller.js';
import { SchedulesService } from './schedules/schedules.service.js';
import { SecretParams } from './secrets/secret-params.js';
import { SecretsOfTasks } from './secrets/secrets-of-tasks.js';
import { StopController } from './stop/stop.controller.js';
import { TaskStore } from './life/task-store.js';
import { throwStoreError } from './record/store-error.js';
import { redisPlaceOf, TASKS_OPTIONS, type ProcessRole, type TasksModuleOptions } from './tasks-options.js';
import { TasksGauges } from './tasks-gauges.js';
import { TasksService } from './tasks.service.js';
import { ControlService } from './waiting/control.service.js';
import { ControlStore } from './waiting/control-store.js';
import { LanesController } from './waiting/lanes.controller.js';
import { TypesController } from './waiting/types.controller.js';
import { RunTimes } from './waiting/run-times.js';
import { WaitingController } from './waiting/waiting.controller.js';
import { WaitingService } from './waiting/waiting.service.js';
import { ViewStore } from './views/view-store.js';
import { ViewsController } from './views/views.controller.js';
import { ViewsService } from './views/views.service.js';
import { WorkersController } from './workers/workers.controller.js';
import { WorkersService } from './workers/workers.service.js';

/** What an application decides where it is put together: which parts of the engine it has, and where they are reached. */
export interface TasksPlace {
  /** What this process does. @default 'all' */
  readonly role?: ProcessRole;
  /** Stands before `tasks` in the addresses of REST, below the application's own prefix. @default '' */
  readonly routePrefix?: string;
  /** The Socket.IO namespace in which tasks tell what happens to them. @default '/tasks' */
  readonly namespace?: string;
}

/** What {@link TasksModule.forRootAsync} takes. */
export interface TasksModuleAsyncOptions extends TasksPlace {
  readonly imports?: NonNullable<ModuleMetadata['imports']>;
  readonly inject?: readonly (InjectionToken | OptionalFactoryDependency)[];
  // The dependencies are whatever `inject` names; only the caller knows their types.
  readonly useFactory: (...dependencies: never[]) => TasksModuleOptions | Promise<TasksModuleOptions>;
}

/** Holds what the lanes' modules import. */
@Module({})
class TasksOptionsModule {}

/** Holds the handlers of one {@link TasksModule.forFeature}. */
@Module({})
class TaskHandlersModule {}

/**
 * Tasks for a Nest application: REST under `tasks`, Socket.IO under `/tasks`, workers for the handlers.
 *
 * @example
 * ```ts
 * @Module({
 *   imports: [
 *     TasksModule.forRootAsync({
 *       inject: [Session],
 *       useFactory: (session: Session) => ({ redis: { url: process.env.REDIS_URL! }, identity: session.identify }),
 *     }),
 *     TasksModule.forFeature([ReportTask]),
 *   ],
 * })
 * export class AppModule {}
 * ```
 */
@Module({})
export class TasksModule {
  /** The engine, once an application, with options that are known at once: {@link TasksModule.forRootAsync} otherwise. */
  static forRoot({ role, routePrefix, namespace, ...options }: TasksModuleOptions & TasksPlace): DynamicModule {
    return TasksModule.forRootAsync({
      ...(role === undefined ? {} : { role }),
      ...(routePrefix === undefined ? {} : { routePrefix }),
      ...(namespace === undefined ? {} : { namespace }),
      useFactory: () => options,
    });
  }

  /** The engine, once an application. */
  static forRootAsync(options: TasksModuleAsyncOptions): DynamicModule {
    const role = options.role ?? 'all';
    const optionsModule: DynamicModule = {
      module: TasksOptionsModule,
      imports: options.imports ?? [],
      providers: [
        {
          provide: TASKS_OPTIONS,
          inject: [...(options.inject ?? [])],
          useFactory: options.useFactory as FactoryProvider['useFactory'], // see TasksModuleAsyncOptions
        },
        {
          provide: DEFAULT_LOCALE,
          inject: [TASKS_OPTIONS],
          useFactory: ({ defaultLocale }: TasksModuleOptions) => defaultLocale,
        },
        {
          provide: IDENTITY_RESOLVER,
          inject: [TASKS_OPTIONS],
          useFactory: ({ identity }: TasksModuleOptions) => identity,
        },
        LaneConnections,
      ],
      exports: [TASKS_OPTIONS, DEFAULT_LOCALE, IDENTITY_RESOLVER, LaneConnections],
    };
    return {
      module: TasksModule,
      global: true,
      imports: [
        DiscoveryModule,
        optionsModule,
        ...laneModules(optionsModule),
        ...(options.routePrefix ? [RouterModule.register([{ path: options.routePrefix, module: TasksModule }])] : []),
      ],
      controllers: role === 'worker' ? [] : CONTROLLERS,
      providers: [
        ...ENGINE,
        ...(role === 'worker'
          ? []
          : [eventLogProvider, { provide: TasksGateway, useClass: gatewayAt(options.namespace ?? TASKS_NAMESPACE) }]),
        ...(role === 'api' ? [] : [TaskWorker]),
        InTimeWatch,
      ],
      exports: [
        optionsModule,
        RunTimes,
        TasksGauges,
        TasksService,
        BulkService,
        SchedulesService,
        IdentityNotices,
        AuditLog,
        EventFollowers,
        ARTIFACT_STORAGE,
        RedisConnections,
      ],
    };
  }

  /** Handlers: classes with `@TaskHandler` (also found among the providers of any module), made by Nest with what they inject. @throws Error naming a class without it */
  static forFeature(handlers: readonly Type[]): DynamicModule {
    for (const handler of handlers) {
      TaskRegistry.requireHandler(handler);
    }
    return { module: TaskHandlersModule, providers: [...handlers] };
  }
}

const eventLogProvider: Provider = {
  provide: TaskEventLog,
  inject: [RedisConnections, EventLog],
  useFactory: (redis: RedisConnections, log: EventLog) => new TaskEventLog(log, new LiveFollower(log, redis.blocking)),
};

const CONTROLLERS: Type[] = [
  TasksController,
  StopController,
  WaitingController,
  BatchController,
  BulkController,
  ArtifactsController,
  LanesController,
  TypesController,
  ViewsController,
  WorkersController,
  SchedulesController,
];

const ENGINE: Provider[] = [
  redisConnectionsProvider,
  Deeds,
  SecretParams,
  SecretsOfTasks,
  TaskRegistry,
  TasksGauges,
  TasksService,
  BatchService,
  BulkService,
  ControlService,
  RunTimes,
  WaitingService,
  ViewsService,
  WorkersService,
  SchedulesService,
  {
    provide: ScheduleStore,
    inject: [RedisConnections, TASKS_OPTIONS],
    useFactory: (redis: RedisConnections, options: TasksModuleOptions) =>
      new ScheduleStore(redis.failFast, redis.clock, redisPlaceOf(options).prefix),
  },
  {
    provide: ControlStore,
    inject: [RedisConnections, TASKS_OPTIONS],
    useFactory: (redis: RedisConnections, options: TasksModuleOptions) =>
      new ControlStore(redis.failFast, redis.clock, redisPlaceOf(options).prefix),
  },
  {
    provide: EventLog,
    inject: [RedisConnections, TASKS_OPTIONS],
    useFactory: (redis: RedisConnections, options: TasksModuleOptions) =>
      new EventLog(redis.failFast, redisPlaceOf(options).prefix),
  },
  {
    provide: AuditLog,
    inject: [RedisConnections, TASKS_OPTIONS],
    useFactory: (redis: RedisConnections, options: TasksModuleOptions) =>
      new AuditLog(redis.failFast, redisPlaceOf(options).prefix, throwStoreError),
  },
  {
    provide: EventFollowers,
    inject: [RedisConnections, TASKS_OPTIONS],
    useFactory: ({ persistent: redis }: RedisConnections, options: TasksModuleOptions) => {
      const place = redisPlaceOf(options);
      const warnings = new ThrottledLog(new Logger(EventFollowers.name), isFull);
      return new EventFollowers({
        log: new EventLog(redis, place.prefix),
        prefix: place.prefix,
        redis,
        onError: (follower, error) => warnings.warn(`Follower ${follower}`, error),
      });
    },
  },
  {
    provide: FinishedKeeper,
    inject: [EventFollowers, RedisConnections, TASKS_OPTIONS],
    useFactory: (followers: EventFollowers, redis: RedisConnections, options: TasksModuleOptions) =>
      finishedKeeper(followers, redis.persistent, redis.clock, redisPlaceOf(options).prefix),
  },
  {
    provide: IdentityNotices,
    inject: [EventLog],
    useFactory: (log: EventLog) => new IdentityNotices(log),
  },
  {
    provide: ARTIFACT_STORAGE,
    inject: [TASKS_OPTIONS],
    useFactory: artifactStorageOf,
  },
  {
    provide: TaskStore,
    inject: [RedisConnections, TASKS_OPTIONS],
    useFactory: (redis: RedisConnections, options: TasksModuleOptions) =>
      new TaskStore(redis.failFast, redis.clock, redisPlaceOf(options).prefix),
  },
  {
    provide: ArtifactLinks,
    inject: [TaskStore, RedisConnections, TASKS_OPTIONS],
    useFactory: (store: TaskStore, { clock }: RedisConnections, { sockets }: TasksModuleOptions) =>
      new ArtifactLinks(() => store.secret(), clock, sockets?.areStillValid),
  },
  {
    provide: ViewStore,
    inject: [RedisConnections, TASKS_OPTIONS],
    useFactory: (redis: RedisConnections, options: TasksModuleOptions) =>
      new ViewStore(redis.failFast, redis.clock, redisPlaceOf(options).prefix),
  },
  {
    provide: WorkerRoster,
    inject: [RedisConnections, TASKS_OPTIONS],
    useFactory: (redis: RedisConnections, options: TasksModuleOptions) =>
      new WorkerRoster(redis.failFast, redis.clock, redisPlaceOf(options).prefix),
  },
  {
    provide: TaskQueue,
    inject: [RedisConnections, LaneConnections, ...LANES.map((lane) => getQueueToken(laneName(lane)))],
    useFactory: (redis: RedisConnections, connections: LaneConnections, ...queues: Queue[]) =>
      new TaskQueue(
        Object.fromEntries(LANES.map((lane, i) => [lane, queues[i]])) as Lanes,
        connections,
        redis.persistent,
      ),
  },
];
