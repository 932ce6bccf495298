import { describe, expect, it } from '@jest/globals';
import { planOf, timingOf, type Plan, type Timing } from './plan';

describe('the builder’s forms', () => {
  it.each<[Plan, Timing]>([
    [{ kind: 'every', count: 90, unit: 'minute' }, { everyMs: 5_400_000 }],
    [{ kind: 'every', count: 2, unit: 'hour' }, { everyMs: 7_200_000 }],
    [{ kind: 'every', count: 3, unit: 'day' }, { everyMs: 259_200_000 }],
    [{ kind: 'every', count: 61.5, unit: 'second' }, { everyMs: 61_500 }],
    [{ kind: 'daily', time: '02:30' }, { cron: '30 2 * * *' }],
    [{ kind: 'weekly', weekdays: [1, 2, 3, 4, 5], time: '02:30' }, { cron: '30 2 * * 1-5' }],
    [{ kind: 'weekly', weekdays: [0, 6], time: '23:05' }, { cron: '5 23 * * 0,6' }],
    [{ kind: 'weekly', weekdays: [1, 2, 3, 5], time: '00:00' }, { cron: '0 0 * * 1-3,5' }],
    [{ kind: 'monthly', days: [1, 15, 31], time: '09:00' }, { cron: '0 9 1,15,31 * *' }],
    [{ kind: 'cron', cron: '*/5 * * * *' }, { cron: '*/5 * * * *' }],
    [{ kind: 'cron', cron: '0 9 1 1 *' }, { cron: '0 9 1 1 *' }],
    [{ kind: 'cron', cron: '0 9 1 * 1' }, { cron: '0 9 1 * 1' }],
  ])('there and back: %j', (plan, timing) => {
    expect(timingOf(plan)).toEqual(timing);
    expect(planOf(timing)).toEqual(plan);
  });

  it.each<[string, Plan]>([
    ['30 02 * * MON-FRI', { kind: 'weekly', weekdays: [1, 2, 3, 4, 5], time: '02:30' }],
    ['30 2 * * 7', { kind: 'weekly', weekdays: [0], time: '02:30' }],
    ['30 2 * * 0-6', { kind: 'daily', time: '02:30' }],
    ['30 2 1-31 * *', { kind: 'daily', time: '02:30' }],
    ['30 2 */1 * 1', { kind: 'daily', time: '02:30' }], // either is enough, and one of them is every day
    ['30 2 * 1-12 *', { kind: 'daily', time: '02:30' }],
    ['0 0 L * *', { kind: 'cron', cron: '0 0 L * *' }],
    ['nonsense', { kind: 'cron', cron: 'nonsense' }],
  ])('%s opens in the simplest form that says the same', (cron, plan) => {
    expect(planOf({ cron })).toEqual(plan);
  });

  it('leaves an expert’s expression as it is but for blanks', () => {
    expect(timingOf({ kind: 'cron', cron: '  */5   9-17 * *  MON ' })).toEqual({ cron: '*/5 9-17 * * MON' });
  });
});
