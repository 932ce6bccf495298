import { beforeEach, expect, test } from '@jest/globals';
import { keepSchedule, outcomesOf, schedules, serviceOf, tasksOfSchedule, ticksOf } from '../../testing/schedules.js';
import { clock, owner, storesForAll } from '../../testing/stores.js';
import type { ScheduleDefinition } from './schedule-record.js';

storesForAll();

const MINUTE_MS = 60_000;
const person = () => ({ id: owner, username: owner, roles: ['user'] as const });

let startMs: number;
beforeEach(() => {
  clock.timeMs = Math.ceil(clock.timeMs / (60 * MINUTE_MS)) * 60 * MINUTE_MS;
  startMs = clock.nowMs();
});

/** A schedule whose tick after ten minutes waits for its jitter. */
async function waiting(timing: Partial<ScheduleDefinition>): Promise<string> {
  const id = await keepSchedule({ ...timing, jitterMs: 9 * MINUTE_MS });
  clock.advance(10 * MINUTE_MS);
  await ticksOf().look();
  expect(await tasksOfSchedule(id)).toEqual([]);
  return id;
}

const TIMES = {
  cron: [{ cron: '*/10 * * * *' }, { cron: ' */10  * * * *', everyMs: null, startsAt: null, timeZone: 'UTC' }],
  everyMs: [
    { everyMs: 10 * MINUTE_MS, startsAt: 0 },
    { everyMs: 10 * MINUTE_MS, startsAt: '1970-01-01T01:00+01:00' },
  ],
} as const;

test.each(['cron', 'everyMs'] as const)(
  'a change that repeats the %s there is keeps a tick that waits',
  async (what) => {
    const [kept, repeated] = TIMES[what];
    const id = await waiting(kept);
    const { nextRunAt } = await serviceOf().get(person(), id);
    const changed = await serviceOf().change(person(), id, { ...repeated, name: 'other' });
    expect([changed.nextRunAt, changed.name]).toEqual([nextRunAt, 'other']);
    clock.advance(9 * MINUTE_MS);
    await ticksOf().look();
    expect(await outcomesOf(id, startMs)).toEqual(['started 600']);
  },
);

test('a change of the times goes on from now, and a tick that waits is missed', async () => {
  const id = await waiting({ cron: '*/10 * * * *' });
  await serviceOf().change(person(), id, { cron: '*/20 * * * *' });
  expect(await outcomesOf(id, startMs)).toEqual(['missed 600']);
  expect((await schedules().get(id))!.next).toBe(startMs + 20 * MINUTE_MS);
});

test('a schedule that is over takes a change that repeats its end', async () => {
  const endsAt = startMs + 15 * MINUTE_MS;
  const id = await keepSchedule({ cron: '*/10 * * * *', endsAt });
  clock.advance(20 * MINUTE_MS);
  const change = { endsAt: new Date(endsAt).toISOString(), name: 'over' };
  expect(await serviceOf().change(person(), id, change)).toMatchObject({ name: 'over', nextRunAt: null });
});
