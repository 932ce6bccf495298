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

/** A lease that counts how often Redis is asked for it. */
class CountedLease extends Lease {
  asked = 0;

  override hold(): Promise<boolean> {
    this.asked += 1;
    return super.hold();
  }
}

/** What a worker does when it is its turn; `heldMs` is short, so that another asks again soon. */
function duty(turn: DutyWork['turn'], intervalMs = 3_600_000, heldMs = 60_000): Duty {
  return new Duty({ name: 'test', intervalMs, heldMs, turn }, new Lease(fixture.redis, key(), heldMs), LOG);
}

describe('a duty', () => {
  test("is one worker's, and another's once that one is silent", async () => {
    const turns: string[] = [];
    const one = duty(async () => turns.push('one'), 3_600_000, 1_500);
    const other = duty(async () => turns.push('other'), 3_600_000, 1_500);
    expect([await one.turn(), await other.turn()]).toEqual([true, false]);
    while (!(await other.turn())) {
      await fixture.redis.ping();
    }
    expect(await one.turn()).toBe(false);
    expect(turns).toEqual(['one', 'other']);
  });

  test('of many short turns and steps asks for its lease no oftener than it takes to keep it', async () => {
    const lease = new CountedLease(fixture.redis, key(), 60_000);
    const held: boolean[] = [];
    const turn: DutyWork['turn'] = async (isHeld) => held.push(await isHeld(), await isHeld());
    const busy = new Duty({ name: 'test', intervalMs: 1, heldMs: 60_000, turn }, lease, LOG);
    for (let turns = 0; turns < 20; turns += 1) {
      expect(await busy.turn()).toBe(true);
    }
    expect([held.every(Boolean), held.length, lease.asked]).toEqual([true, 40, 1]);
  });

  test('keeps its lease as long as it has turns', async () => {
    const lease = new CountedLease(fixture.redis, key(), 2_000);
    const busy = new Duty({ name: 'test', intervalMs: 1, heldMs: 2_000, turn: async () => undefined }, lease, LOG);
    while (lease.asked < 4) {
      expect(await busy.turn()).toBe(true);
      expect(await fixture.redis.exists(key())).toBe(1);
    }
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
