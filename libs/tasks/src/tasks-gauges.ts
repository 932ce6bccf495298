import { Inject, Injectable, Optional } from '@nestjs/common';
import {
  TASK_PRIORITIES,
  type LaneState,
  type StorageRoom,
  type TaskPriority,
  type TaskStatus,
} from '@task-queue/contracts';
import { TasksGateway } from './live/tasks.gateway.js';
import { ControlStore } from './waiting/control-store.js';
import { WorkerRoster } from './worker/worker-roster.js';
import { RedisConnections } from '@task-queue/redis';
import { TaskKeys } from './record/keys.js';
import { throwStoreError } from './record/store-error.js';
import type { RedisWarning } from '@task-queue/redis';
import { TaskStore } from './life/task-store.js';
import { redisPlaceOf, TASKS_OPTIONS, type TasksModuleOptions } from './tasks-options.js';

/** How full a lane is. */
export interface LaneGauge {
  readonly lane: TaskPriority;
  /** Tasks that wait for a slot. */
  readonly waiting: number;
  /** Since the oldest of them was created, or might have begun, in milliseconds. */
  readonly oldestWaitMs: number;
}

/** Pending tasks that have no ticket in their lane. */
export interface TicketlessGauge {
  /** Their run time or the end of their backoff is still to come. */
  readonly delayed: number;
  /** Their time has come: a worker is about to take them up. Many of them mean that no worker sweeps. */
  readonly due: number;
}

/** What can be measured of the engine at this moment. */
@Injectable()
export class TasksGauges {
  constructor(
    private readonly control: ControlStore,
    private readonly redis: RedisConnections,
    private readonly roster: WorkerRoster,
    private readonly store: TaskStore,
    @Inject(TASKS_OPTIONS) private readonly options: TasksModuleOptions,
    @Optional() private readonly gateway?: TasksGateway,
  ) {}

  /** @throws StoreUnavailableError */
  async lanes(): Promise<LaneGauge[]> {
    return Promise.all(
      TASK_PRIORITIES.map(async (lane) => {
        const { waiting, oldestMs } = await this.control.waitingIn(lane);
        return {
          lane,
          waiting,
          oldestWaitMs: oldestMs === null ? 0 : Math.max(0, this.redis.clock.nowMs() - oldestMs),
        };
      }),
    );
  }

  /** Every lane as operators see it. @throws StoreUnavailableError */
  laneStates(): Promise<readonly LaneState[]> {
    return this.control.lanes();
  }

  /** @throws StoreUnavailableError */
  async ticketless(): Promise<TicketlessGauge> {
    const { due: key } = new TaskKeys(redisPlaceOf(this.options).prefix);
    const nowMs = this.redis.clock.nowMs();
    const [delayed, due] = await Promise.all([
      this.redis.failFast.zcount(key, `(${nowMs}`, '+inf'),
      this.redis.failFast.zcount(key, '-inf', nowMs),
    ]).catch(throwStoreError);
    return { delayed, due };
  }

  /** How many workers are attached, of all processes. @throws StoreUnavailableError */
  workers(): Promise<number> {
    return this.roster.count();
  }

  /** Tasks this process found whose record is gone or cannot be read. */
  damagedRecords(): number {
    return this.store.damagedCount;
  }

  /** Memory that records and logs of finished tasks take, in bytes. @throws StoreUnavailableError */
  finishedBytes(status: TaskStatus): Promise<number> {
    return this.store.finishedBytes([status]);
  }

  /** How full Redis is, as of a second ago. */
  room(): StorageRoom {
    return this.redis.watch.room;
  }

  /** What is wrong with Redis itself, as of a second ago; none where all is well. */
  redisWarnings(): readonly RedisWarning[] {
    return this.redis.watch.warnings;
  }

  /** Sockets connected to this process; `null` in a process without any. */
  sockets(): number | null {
    return this.gateway?.socketCount() ?? null;
  }

  /** What waits to be sent to the sockets of this process, in characters; `null` in a process without any. */
  socketBufferedLength(): number | null {
    return this.gateway?.bufferedLength() ?? null;
  }

  /** How far the sockets of this process are behind the event log, in milliseconds; `null` in a process without any. */
  async eventLogLagMs(): Promise<number | null> {
    return (await this.gateway?.lagMs()) ?? null;
  }
}
