import { TASK_PRIORITIES, type TaskPriority } from '@task-queue/contracts';
import { laneName } from '../../src/lanes/task-queue.js';
import { pick, PRIORITIES } from './choices.js';
import type { StoreCommand } from './pair.js';

/** Workers come and go: a lane has so many slots, or (`null`) nobody counts them. People see nothing of it. */
export function slots(lane: number, count: number | null): StoreCommand {
  return {
    name: 'slots',
    args: [lane, count],
    async run({ fixture, prefix }) {
      const room = `${prefix}:room:${pick(PRIORITIES, lane)!}`;
      await (count === null ? fixture.redis.hdel(room, 'slots') : fixture.redis.hset(room, 'slots', count));
    },
  };
}

/** Somebody looks after the room; Bull holds the tickets of what runs meanwhile, as it does wherever workers begin by it. */
export const lookAfterWaiting: StoreCommand = {
  name: 'lookAfterWaiting',
  args: [],
  async run({ fixture, prefix, model, workers }) {
    const activeOf = (lane: TaskPriority): string => `${prefix}:${laneName(lane)}:active`;
    for (const { id, ticket, status, priority } of model.tasks.values()) {
      if (status === 'running') {
        await fixture.redis.lpush(activeOf(priority), `${id}.${ticket}`);
      }
    }
    while ((await workers[0]!.lookAfterWaiting(10)).isMore) {
      // there is more to do
    }
    await fixture.redis.del(TASK_PRIORITIES.map(activeOf));
  },
};
