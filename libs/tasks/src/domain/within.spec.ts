import { setTimeout as elapsed } from 'node:timers/promises';
import { expect, test } from '@jest/globals';
import { every } from './every.js';
import { within } from './within.js';

test.each([2 ** 31, Infinity])('to wait for %p ms is to wait, not to give up at once', async (ms) => {
  let hasSettled = false;
  await within(
    ms,
    elapsed(100).then(() => (hasSettled = true)),
  );
  expect(hasSettled).toBe(true);
});

test('what is done every 25 days is not done all the time', async () => {
  let times = 0;
  const stop = every(
    2 ** 31,
    async () => (times += 1),
    () => undefined,
  );
  await elapsed(100);
  stop();
  expect(times).toBe(0);
});
