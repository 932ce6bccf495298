import type { TaskPriority } from '@task-queue/contracts';
import { laneName, parseTicket } from '../src/lanes/task-queue.js';
import type { Ticket } from '../src/life/task-store.js';
import type { RedisFixture } from './redis-fixture.js';

type Place = Pick<RedisFixture, 'redis' | 'prefix'>;

/** The tickets that wait in a lane, the next one first. */
export async function waitingTickets({ redis, prefix }: Place, lane: TaskPriority): Promise<Ticket[]> {
  const names = await redis.lrange(`${prefix}:${laneName(lane)}:wait`, 0, -1);
  return names.reverse().map((name) => parseTicket(name)!);
}

/** A worker pops a ticket and dies before it begins. @returns whether it was there */
export async function loseTicket(
  { redis, prefix }: Place,
  lane: TaskPriority,
  { taskId, number }: Ticket,
): Promise<boolean> {
  const key = `${prefix}:${laneName(lane)}`;
  const name = `${taskId}.${number}`;
  const popped = await redis.lrem(`${key}:wait`, 1, name);
  await redis.del(`${key}:${name}`);
  return popped === 1;
}
