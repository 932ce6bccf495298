import type { BeforeApplicationShutdown } from '@nestjs/common';
import type { Queue } from 'bull';
import type { Redis } from 'ioredis';
import { TASK_PRIORITIES, type TaskPriority } from '@task-queue/contracts';
import type { LaneTicket } from '../store/attempt-store.js';
import { TaskKeys } from '../store/keys.js';
import type { Ticket } from '../store/task-store.js';
import type { LaneConnections } from './lane-connections.js';
import { within } from './within.js';

/** What the name of each lane's Bull queue begins with. */
export const LANE_NAME_PREFIX = 'lane-';

/** The name of a lane's Bull queue. */
export function laneName(lane: TaskPriority): string {
  return `${LANE_NAME_PREFIX}${lane}`;
}

/** The three Bull queues. */
export type Lanes = Readonly<Record<TaskPriority, Queue>>;

/** The lanes in order of urgency. */
export const LANES = TASK_PRIORITIES;

/** How long the lanes get to close, in milliseconds: without Redis they never would. */
const CLOSE_MS = 3_000;

/**
 * Puts tickets in lanes. A ticket is a Bull job without data: its id says which task and which of the task's
 * tickets. Adding one twice is adding it once.
 */
export class TaskQueue implements BeforeApplicationShutdown {
  readonly #dueKey: string;

  constructor(
    readonly lanes: Lanes,
    private readonly connections: LaneConnections,
    private readonly redis: Redis,
    prefix: string,
  ) {
    this.#dueKey = new TaskKeys(prefix).due;
  }

  /**
   * Puts a ticket in its lane, then takes the task off the due set. Where this fails or the process dies half-way
   * the task stays due, and a worker issues a new ticket.
   */
  async addTicket(ticket: LaneTicket): Promise<void> {
    const jobId = `${ticket.taskId}.${ticket.number}`;
    await this.lanes[ticket.lane].add({}, { jobId, removeOnComplete: true, removeOnFail: true });
    await this.redis.zrem(this.#dueKey, jobId);
  }

  /** How many tickets wait in a lane. */
  waiting(lane: TaskPriority): Promise<number> {
    return this.redis.llen(this.lanes[lane].toKey('wait'));
  }

  /**
   * Closes the lanes before `@nestjs/bull` does, without waiting for jobs: the runner has done so, and while Redis is
   * away they never end. What is under way is answered before the connections quit; a ticket that comes later is left
   * to the sweep.
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
