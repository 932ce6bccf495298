import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { RedisClock } from './redis-clock.js';

const HOUR_MS = 3_600_000;

const machineMs = Date.now.bind(Date);
const asked = { times: 0 };

/** A Redis whose clock is right, whatever this machine's says. */
const redis = {
  time: async (): Promise<[number, number]> => {
    asked.times += 1;
    const ms = machineMs();
    return [Math.floor(ms / 1_000), (ms % 1_000) * 1_000];
  },
};

let clock: RedisClock;
beforeEach(async () => {
  asked.times = 0;
  clock = new RedisClock(redis);
  await clock.start();
});
afterEach(() => {
  clock.stop();
  jest.restoreAllMocks();
});

const wrongByMs = (): number => Math.abs(clock.nowMs() - machineMs());

describe.each([
  ['an hour ahead', HOUR_MS],
  ['an hour back', -HOUR_MS],
])("this machine's clock that jumps %s", (_name, jumpMs) => {
  test('changes nothing, neither at once nor when Redis has been asked again', async () => {
    jest.spyOn(Date, 'now').mockImplementation(() => machineMs() + jumpMs);
    expect(wrongByMs()).toBeLessThan(1_000);
    await new Promise(setImmediate);
    expect(wrongByMs()).toBeLessThan(1_000);
    expect(asked.times).toBe(2);
    clock.nowMs();
    expect(asked.times).toBe(2);
  });
});

test('the time of Redis is whole milliseconds', () => {
  expect(Number.isInteger(clock.nowMs())).toBe(true);
});
