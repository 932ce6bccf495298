import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { Lease } from '@task-queue/redis';
import { openRedisFixture, type RedisFixture } from '../../testing/index.js';
import { ThrottledLog } from '../domain/throttled-log.js';
import { Duty, type DutyWork } from './duty.js';

const LOG = new ThrottledLog(new Logger());

let fixture: RedisFixture;
const key = (): string => `${fixture.prefix}:duty:test`;
beforeEach(async () => {
  fixture = await openRedisFixture();
});
afterEach(() => fixture.close());

/** What a worker does when it is its turn; `heldMs` is short, so that another asks again soon. */
function duty(turn: DutyWork['turn'], intervalMs = 3_600_000, heldMs = 60_000): Duty {
  return new Duty({ name: 'test', intervalMs, heldMs, turn }, new Lease(fixture.redis, key(), heldMs), LOG);
}

describe('a duty', () => {
  test("is one worker's, and another's once that one is silent", async () => {
    const turns: string[] = [];
    const one = duty(async () => turns.push('one'));
    expect([await one.turn(), await duty(async () => turns.push('other')).turn()]).toEqual([true, false]);
    expect(await one.turn()).toBe(true);
    await fixture.redis.del(key()); // as when its time is over
    expect(await duty(async () => turns.push('third')).turn()).toBe(true);
    expect(await one.turn()).toBe(false);
    expect(turns).toEqual(['one', 'one', 'third']);
  });

  test('is given back by a worker that stops, after the turn under way, and taken by the next at once', async () => {
    const { promise: asked, resolve: ask } = Promise.withResolvers<void>();
    const { promise: open, resolve: finish } = Promise.withResolvers<void>();
    const goesOn: boolean[] = [];
    const one = duty(async (isHeld) => {
      ask();
      await open;
      goesOn.push(await isHeld());
    }, 1);
    one.start();
    await asked;
    const stopped = one.stop();
    expect(await duty(async () => undefined).turn()).toBe(false);
    finish();
    await stopped;
    expect(goesOn).toEqual([false]);
    expect(await duty(async () => undefined).turn()).toBe(true);
  });

  test('is not begun while Redis says nothing of who holds it, and goes on when it does', async () => {
    const turns: number[] = [];
    let asked = 0;
    const lease = { hold: () => (asked++ === 0 ? Promise.reject(new Error('away')) : Promise.resolve(true)) };
    const { promise: done, resolve } = Promise.withResolvers<void>();
    const turn = async (): Promise<'done'> => {
      turns.push(asked);
      resolve();
      return 'done';
    };
    Logger.overrideLogger(false); // it is told, once
    const shaky = new Duty({ name: 'test', intervalMs: 1, heldMs: 1, turn }, lease as unknown as Lease, LOG);
    shaky.start();
    await done;
    Logger.overrideLogger(['error', 'warn']);
    expect(turns).toEqual([2]);
  });
});
