import type { BeforeApplicationShutdown } from '@nestjs/common';
import type { Queue } from 'bull';
import type { Redis } from 'ioredis';
import { TASK_PRIORITIES, type TaskPriority } from '@task-queue/contracts';
import type { Ticket } from '../life/task-store.js';
import type { LaneConnections } from './lane-connections.js';
import { within } from '../domain/within.js';

/** The name of a lane's Bull queue; the scripts put tickets in it by the same name. */
export function laneName(lane: TaskPriority): string {
  return `lane-${lane}`;
}

/** The three Bull queues. */
export type Lanes = Readonly<Record<TaskPriority, Queue>>;

/** The lanes in order of urgency. */
export const LANES = TASK_PRIORITIES;

/** How long the lanes get to close, in milliseconds: without Redis they never would. */
const CLOSE_MS = 3_000;

/**
 * The lanes that tickets wait in. A ticket is a Bull job without data: its id says which task and which of the task's
 * tickets. The script that makes a task ready puts its ticket there, so neither is ever without the other.
 */
export class TaskQueue implements BeforeApplicationShutdown {
  constructor(
    readonly lanes: Lanes,
    private readonly connections: LaneConnections,
    private readonly redis: Redis,
  ) {}

  /** How many tickets wait in a lane. */
  waiting(lane: TaskPriority): Promise<number> {
    return this.redis.llen(this.lanes[lane].toKey('wait'));
  }

  /**
   * Closes the lanes before `@nestjs/bull` does, without waiting for jobs: the runner has done so, and while Redis is
   * away they never end. What is under way is answered before the connections quit.
   */
  async beforeApplicationShutdown(): Promise<void> {
    await within(CLOSE_MS, Promise.all(LANES.map((lane) => this.lanes[lane].close(true))));
    await this.connections.closeAll();
  }
}

/** Reads a ticket from a Bull job's id; `null` when it is none. */
export function parseTicket(jobId: string | number): Ticket | null {
  const match = /^([0-9a-f-]{36})\.(\d+)$/.exec(String(jobId));
  return match && { taskId: match[1]!, number: Number(match[2]) };
}
