import { expect, test } from '@jest/globals';
import { createdAtMs } from '../record/codec.js';
import { clock, newTask, storesForAll } from '../../testing/stores.js';
import { BY, deployment, takeAll, TYPE, type Deployment } from '../../testing/waiting-room.js';

storesForAll();

const oldestMs = async (place: Deployment): Promise<number | null> =>
  (await place.control.waitingIn('normal')).oldestMs;

test('since when the longest of a lane waits is known however many tasks are to run later', async () => {
  const place = await deployment(1);
  await Promise.all(
    Array.from({ length: 120 }, () => place.tasks.create(newTask({ runAtMs: clock.nowMs() + 86_400_000 }))),
  );
  expect(await oldestMs(place)).toBeNull();
  await place.control.pause('lane:normal', { by: BY });
  clock.advance(5);
  const waiting = await place.create('ann');
  clock.advance(5);
  await place.create('ben');
  expect(await oldestMs(place)).toBe(createdAtMs(waiting));
});

test('since when the longest waits is asked of every place where somebody does', async () => {
  const place = await deployment(1);
  const inLane = await place.create('ann');
  clock.advance(5);
  await place.control.setLimits(TYPE, [{ key: 'none', concurrency: 1 }], BY);
  expect(await oldestMs(place)).toBe(createdAtMs(inLane));
  await takeAll(place);
  expect(await oldestMs(place)).toBeNull();
  const atGate = await place.create('ann');
  clock.advance(5);
  await place.create('ben', {}, 'test.other');
  expect(await oldestMs(place)).toBe(createdAtMs(atGate));
});

test('a task that was to run later has waited since then', async () => {
  const place = await deployment(1);
  const runAtMs = clock.nowMs() + 10;
  await place.create('ann');
  await place.tasks.create(newTask({ head: { ...newTask().head, priority: 'normal' }, runAtMs }));
  await takeAll(place);
  clock.advance(20);
  await place.attempts.issueDueTickets(10);
  await place.create('ben');
  expect(await oldestMs(place)).toBe(runAtMs);
});
