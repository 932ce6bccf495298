import { randomUUID } from 'node:crypto';
import { expect, test } from '@jest/globals';
import { storesForAll } from '../../testing/stores.js';
import { deployment, idOf, takeAll } from '../../testing/waiting-room.js';

storesForAll();

test('as many as end in one script give their slots to as many who wait', async () => {
  const place = await deployment(4);
  const ids = await place.createSome('ann', 10);
  const running = await takeAll(place);
  expect(running.map(idOf)).toEqual(ids.slice(0, 4));
  await Promise.all([
    place.attempts.start({ taskId: randomUUID(), number: 1 }), // what is said while this is under way goes together
    ...running.map(async ({ attempt }) => place.attempts.complete(attempt!, '1', null, null)),
  ]);
  for (const { ticket } of running) {
    await place.workers.leave(ticket);
  }
  expect((await takeAll(place)).map(idOf)).toEqual(ids.slice(4, 8));
  expect(await place.intact()).toEqual([]);
});
