import { BullModule } from '@nestjs/bull';
import type { DynamicModule } from '@nestjs/common';
import Bull, { type QueueOptions } from 'bull';
import type { TaskPriority } from '@task-queue/contracts';
import { DEFAULT_LEASE_MS, redisPlaceOf, TASKS_OPTIONS, type TasksModuleOptions } from '../tasks-options.js';
import type { OpenLane } from './lane-consumer.js';
import { LaneConnections } from './lane-connections.js';
import { LANES, laneName } from './task-queue.js';
import { TicketMoves } from './ticket-moves.js';

/** What lanes share: nothing. Without a key of their own they would take what a host's `BullModule.forRoot` gives to its queues. */
const SHARED = 'task-queue';

/** A Bull queue for each lane. Bull's own attempts, timeout, priority and delay stay unused. */
export function laneModules(optionsModule: DynamicModule): DynamicModule[] {
  const queues = LANES.map((lane) => ({
    name: laneName(lane),
    configKey: SHARED,
    imports: [optionsModule],
    inject: [TASKS_OPTIONS, LaneConnections],
    useFactory: (options: TasksModuleOptions, connections: LaneConnections) => laneOptions(lane, options, connections),
  }));
  return [BullModule.forRoot(SHARED, {}), BullModule.registerQueueAsync(...queues)];
}

/** Opens a lane once more, on connections of its own. */
export function reopenLane(lane: TaskPriority, options: TasksModuleOptions): OpenLane {
  const connections = new LaneConnections();
  const queue = new Bull(laneName(lane), laneOptions(lane, options, connections));
  return {
    queue,
    async close() {
      await queue.close(true).catch(() => undefined); // it may be half open, with its connections cut off
      await connections.closeAll();
    },
  };
}

function laneOptions(lane: TaskPriority, options: TasksModuleOptions, connections: LaneConnections): QueueOptions {
  const leaseMs = options.leaseMs ?? DEFAULT_LEASE_MS;
  const place = redisPlaceOf(options);
  return {
    prefix: place.prefix,
    createClient: (type) => {
      const connection = connections.open(place, type);
      if (type === 'client') {
        const moves = TicketMoves.takeOver(connection, lane, place.prefix);
        connections.closeAfter(connection, () => moves.settled());
      }
      return connection;
    },
    settings: {
      // A ticket whose worker died is taken up by another within a lease; as often as it takes, for the record and
      // not Bull counts the starts of a task.
      lockDuration: Math.floor((leaseMs * 2) / 3),
      stalledInterval: Math.floor(leaseMs / 3),
      maxStalledCount: 1_000_000,
      retryProcessDelay: 500,
    },
  };
}
