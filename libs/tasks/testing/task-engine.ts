import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { INestApplicationContext, Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { CreateTaskRequest, Task } from '@task-queue/contracts';
import { connectRedis, PERSISTENT } from '@task-queue/redis';
import type { TasksModuleOptions } from '../src/tasks-options.js';
import { TasksModule } from '../src/tasks.module.js';
import { BulkService } from '../src/bulk/bulk.service.js';
import { TasksService } from '../src/tasks.service.js';
import { openRedisFixture, type RedisFixture } from './redis-fixture.js';

/** The person the engine's tasks belong to. */
export const OWNER = { id: 'owner', username: 'owner', roles: ['user'] } as const;

/** An engine with workers and without HTTP, for tests of handlers under the real rules. */
export interface TaskEngine {
  readonly fixture: RedisFixture;
  readonly tasks: TasksService;
  readonly bulk: BulkService;
  readonly context: INestApplicationContext;
  create(request: CreateTaskRequest): Promise<Task>;
  read(id: string): Promise<Task>;
  /** Resolves with the task once the event log has this event of it `times` times. */
  until(id: string, event: string, times?: number): Promise<Task>;
  /** The names of a task's events so far. */
  eventsOf(id: string): Promise<readonly string[]>;
  /** Starts another worker process' worth of engine on the same Redis. @param other - what is set otherwise there */
  another(other?: Partial<TasksModuleOptions>): Promise<TaskEngine>;
  /** Shuts this worker down as a signal does, and leaves the data to the others. */
  leave(): Promise<void>;
  /** Shuts down and deletes the data. */
  stop(): Promise<void>;
}

/** Starts an engine on the test Redis, with a key prefix and an artifact folder of its own. */
export async function startTaskEngine(
  handlers: readonly Type[],
  options: Partial<TasksModuleOptions> = {},
): Promise<TaskEngine> {
  const fixture = await openRedisFixture();
  const artifactsDir = await mkdtemp(join(tmpdir(), 'task-engine-'));
  return start(handlers, { artifactsDir, ...options }, fixture, async () => {
    await fixture.close();
    await rm(artifactsDir, { recursive: true, force: true });
  });
}

async function start(
  handlers: readonly Type[],
  options: Partial<TasksModuleOptions>,
  fixture: RedisFixture,
  cleanUp: () => Promise<void>,
): Promise<TaskEngine> {
  const rootModule = {
    module: class TestModule {},
    imports: [
      TasksModule.forRootAsync({
        role: 'worker',
        useFactory: () => ({
          redis: { url: fixture.url, prefix: fixture.prefix },
          identity: () => OWNER,
          shutdownGraceMs: 0,
          ...options,
        }),
      }),
      TasksModule.forFeature(handlers),
    ],
  };
  const context = await NestFactory.createApplicationContext(rootModule, { logger: false, abortOnError: false });
  const watcher = await connectRedis(fixture, PERSISTENT);
  const tasks = context.get(TasksService);
  const eventsKey = `${fixture.prefix}:events`;
  const read = (id: string): Promise<Task> => tasks.get(OWNER, id);
  const eventsOf = async (id: string): Promise<readonly string[]> => {
    const entries = await fixture.redis.xrange(eventsKey, '-', '+');
    return entries.filter(([, fields]) => fields[3] === id).map(([, fields]) => fields[1]!);
  };
  let left: Promise<void> | undefined;
  const leave = (): Promise<void> => (left ??= context.close());
  return {
    fixture,
    tasks,
    bulk: context.get(BulkService),
    context,
    read,
    eventsOf,
    create: async (request) => (await tasks.create(OWNER, request, { locale: 'en', requestId: 'test-request' })).task,
    async until(id, event, times = 1) {
      let cursor = '0-0';
      let seen = 0;
      while (seen < times) {
        const answer = await watcher.xread('BLOCK', 25_000, 'STREAMS', eventsKey, cursor);
        if (answer === null) {
          throw new Error(`${event} did not come; so far ${(await eventsOf(id)).join(', ')}`);
        }
        for (const [entry, fields] of answer[0]![1]) {
          cursor = entry;
          seen += fields[1] === event && fields[3] === id ? 1 : 0;
        }
      }
      return read(id);
    },
    another: (other = {}) => start(handlers, { ...options, ...other }, fixture, async () => undefined),
    leave,
    async stop() {
      await leave();
      watcher.disconnect();
      await cleanUp();
    },
  };
}
