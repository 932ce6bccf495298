import { Logger, type FactoryProvider } from '@nestjs/common';
import { shortenLog } from '@task-queue/event-log';
import { RedisConnections } from '@task-queue/redis';
import { tasksFormat } from './format/tasks-format.js';
import { TaskKeys } from './record/keys.js';
import { redisPlaceOf, TASKS_OPTIONS, type TasksModuleOptions } from './tasks-options.js';

/** How Nest makes the connections of a process. They close last, after Bull's. */
export const redisConnectionsProvider: FactoryProvider<RedisConnections> = {
  provide: RedisConnections,
  inject: [TASKS_OPTIONS],
  useFactory: (options: TasksModuleOptions) => {
    const place = redisPlaceOf(options);
    const keys = new TaskKeys(place.prefix);
    return RedisConnections.open({
      place,
      use: {
        probeKey: keys.probe,
        kept: 'tasks',
        whenFull: 'no task is created: delete finished ones, set RETENTION_COMPLETED and RETENTION_FAILED',
        makeRoom: (redis, limitBytes) => shortenLog(redis, place.prefix, limitBytes),
      },
      format: tasksFormat(place.prefix),
      isUnsafeWanted: options.redis.unsafe ?? false,
      logger: new Logger('Redis'),
    });
  },
};
