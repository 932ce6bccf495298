import { randomBytes } from 'node:crypto';
import { hostname } from 'node:os';
import { Inject, Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { ARTIFACT_STORAGE, type ArtifactStorage } from '../artifacts/artifact-storage.js';
import { TaskRegistry } from '../handlers/task-registry.js';
import { RedisConnections } from '../redis-connections.js';
import { TaskStore } from '../store/task-store.js';
import { AttemptStore } from '../store/attempt-store.js';
import { DEFAULT_PREFIX, TASKS_OPTIONS, type TasksModuleOptions } from '../tasks-options.js';
import { Retention } from './retention.js';
import { Recovery } from './recovery.js';
import { TaskProcessor } from './task-processor.js';
import { TaskQueue } from './task-queue.js';
import { TaskRunner } from './task-runner.js';

const DEFAULT_CONCURRENCY = { high: 8, normal: 8, low: 4 } as const;
const DEFAULT_LEASE_MS = 15_000;
const DEFAULT_SHUTDOWN_GRACE_MS = 10_000;

/**
 * A process' worker: lanes, runner and sweep, begun when the application has bootstrapped (so that every handler is
 * registered) and drained while its modules are destroyed (so that its connections still stand).
 */
@Injectable()
export class TaskWorker implements OnApplicationBootstrap, OnModuleDestroy {
  readonly #processor: TaskProcessor;
  readonly #recovery: Recovery;
  readonly #retention: Retention;

  constructor(
    @Inject(TASKS_OPTIONS) options: TasksModuleOptions,
    @Inject(ARTIFACT_STORAGE) artifacts: ArtifactStorage,
    redis: RedisConnections,
    queue: TaskQueue,
    registry: TaskRegistry,
    tasks: TaskStore,
  ) {
    const logger = new Logger(TaskWorker.name);
    const leaseMs = options.leaseMs ?? DEFAULT_LEASE_MS;
    const store = new AttemptStore(
      redis.patient,
      redis.clock,
      options.redis.prefix ?? DEFAULT_PREFIX,
      `${hostname()}:${process.pid}:${randomBytes(3).toString('hex')}`,
      leaseMs,
    );
    const runner = new TaskRunner(store, registry, artifacts, redis.clock, options.observer);
    this.#recovery = new Recovery(store, queue, runner, leaseMs, logger);
    this.#retention = new Retention(
      tasks,
      artifacts,
      redis.patient,
      redis.clock,
      options.redis.prefix ?? DEFAULT_PREFIX,
      options.retention ?? {},
      logger,
    );
    this.#processor = new TaskProcessor(
      queue.lanes,
      runner,
      options.concurrency ?? DEFAULT_CONCURRENCY,
      options.shutdownGraceMs ?? DEFAULT_SHUTDOWN_GRACE_MS,
      logger,
    );
  }

  onApplicationBootstrap(): void {
    this.#processor.start();
    this.#recovery.start();
    this.#retention.start();
  }

  async onModuleDestroy(): Promise<void> {
    await this.#processor.stop();
    this.#recovery.stop();
    await this.#retention.stop();
  }
}
