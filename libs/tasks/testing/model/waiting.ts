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

export const lookAfterWaiting: StoreCommand = {
  name: 'lookAfterWaiting',
  args: [],
  async run({ workers }) {
    while ((await workers[0]!.lookAfterWaiting(10)).isMore) {
      // there is more to do
    }
  },
};
