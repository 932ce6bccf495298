import { describe, expect, test } from '@jest/globals';
import { ScheduleTimes, dueAtOf, type Timing } from './schedule-times.js';
import { wrongOfCron } from './cron-fields.js';
import { offsetOf } from './zone-offset.js';

/** The first ticks after an instant, without seconds, and what the clock does to each. */
function ticks(timing: Timing, from: string, count: number): string[] {
  const times = new ScheduleTimes(timing);
  const found: string[] = [];
  let before = Date.parse(from);
  for (let next = times.nextAfter(before); next !== null && found.length < count; next = times.nextAfter(next)) {
    const note = times.noteOf(next, before);
    found.push(`${new Date(next).toISOString().slice(0, 16)}${note === undefined ? '' : ` ${note}`}`);
    before = next;
  }
  return found;
}

/** Zone, expression, from, and every tick that is to come, in UTC. */
const TABLE: readonly [zone: string, cron: string, from: string, expected: readonly string[]][] = [
  // Berlin: 2026-03-29 02:00 → 03:00, 2026-10-25 03:00 → 02:00
  [
    'Europe/Berlin',
    '30 2 * * *',
    '2026-03-28T00:00Z',
    ['2026-03-28T01:30', '2026-03-29T01:00 MOVED', '2026-03-30T00:30'],
  ],
  [
    'Europe/Berlin',
    '30 2 * * *',
    '2026-10-24T00:00Z',
    ['2026-10-24T00:30', '2026-10-25T00:30 REPEATED', '2026-10-26T01:30 OFFSET_CHANGED'],
  ],
  ['Europe/Berlin', '0 3 * * *', '2026-03-28T03:00Z', ['2026-03-29T01:00 OFFSET_CHANGED', '2026-03-30T01:00']],
  // New York: 2026-03-08 02:00 → 03:00, 2026-11-01 02:00 → 01:00
  [
    'America/New_York',
    '30 2 * * *',
    '2026-03-07T00:00Z',
    ['2026-03-07T07:30', '2026-03-08T07:00 MOVED', '2026-03-09T06:30'],
  ],
  [
    'America/New_York',
    '30 1 * * *',
    '2026-10-31T00:00Z',
    ['2026-10-31T05:30', '2026-11-01T05:30 REPEATED', '2026-11-02T06:30 OFFSET_CHANGED'],
  ],
  // Lord Howe, half an hour: 2026-10-04 02:00 → 02:30, 2026-04-05 02:00 → 01:30
  [
    'Australia/Lord_Howe',
    '15 2 * * *',
    '2026-10-02T00:00Z',
    ['2026-10-02T15:45', '2026-10-03T15:30 MOVED', '2026-10-04T15:15'],
  ],
  [
    'Australia/Lord_Howe',
    '45 1 * * *',
    '2026-04-03T00:00Z',
    ['2026-04-03T14:45', '2026-04-04T14:45 REPEATED', '2026-04-05T15:15 OFFSET_CHANGED'],
  ],
  // lists and ranges, whose times in one gap come together when it ends
  [
    'Europe/Berlin',
    '30 2,14 * * *',
    '2027-03-27T12:00Z',
    ['2027-03-27T13:30', '2027-03-28T01:00 MOVED', '2027-03-28T12:30'],
  ],
  [
    'Europe/Berlin',
    '30 2,14 * * *',
    '2027-10-30T20:00Z',
    ['2027-10-31T00:30 REPEATED', '2027-10-31T13:30 OFFSET_CHANGED'],
  ],
  ['Europe/Berlin', '0,30 2 * * *', '2027-03-27T12:00Z', ['2027-03-28T01:00 MOVED', '2027-03-29T00:00']],
  [
    'Europe/Berlin',
    '0 2-4 * * *',
    '2027-03-27T12:00Z',
    ['2027-03-28T01:00 OFFSET_CHANGED', '2027-03-28T02:00', '2027-03-29T00:00'],
  ],
  [
    'Europe/Berlin',
    '0 2-4 * * *',
    '2027-10-30T12:00Z',
    ['2027-10-31T00:00 REPEATED', '2027-10-31T02:00 OFFSET_CHANGED', '2027-10-31T03:00'],
  ],
  [
    'Australia/Lord_Howe',
    '15,45 1,2 * * *',
    '2026-10-03T00:00Z',
    ['2026-10-03T14:45', '2026-10-03T15:15', '2026-10-03T15:30 MOVED', '2026-10-03T15:45', '2026-10-04T14:15'],
  ],
  // Troll, two hours: 2027-03-28 01:00 → 03:00, 2027-10-31 03:00 → 01:00
  [
    'Antarctica/Troll',
    '30 1,2 * * *',
    '2027-03-27T12:00Z',
    ['2027-03-28T01:00 MOVED', '2027-03-28T23:30', '2027-03-29T00:30'],
  ],
  [
    'Antarctica/Troll',
    '30 1,2 * * *',
    '2027-10-30T12:00Z',
    ['2027-10-30T23:30 REPEATED', '2027-10-31T00:30 REPEATED', '2027-11-01T01:30 OFFSET_CHANGED'],
  ],
  // Nuuk, at the end of a day: 2027-03-27 23:00 → 24:00
  ['America/Nuuk', '30 23 * * *', '2027-03-27T12:00Z', ['2027-03-28T01:00 MOVED', '2027-03-29T00:30']],
  ['America/Nuuk', '30 23 * * 6', '2027-03-27T12:00Z', ['2027-03-28T01:00 MOVED', '2027-04-04T00:30']],
  // with a star or a step in minutes or hours: no time of the wall, and each real hour has its own
  [
    'Europe/Berlin',
    '30 * * * *',
    '2027-10-30T23:00Z',
    ['2027-10-30T23:30', '2027-10-31T00:30', '2027-10-31T01:30 OFFSET_CHANGED'],
  ],
  ['Europe/Berlin', '0 */2 * * *', '2027-03-27T22:00Z', ['2027-03-27T23:00', '2027-03-28T02:00 OFFSET_CHANGED']],
  // São Paulo as history: 2018-11-04 00:00 → 01:00, 2018-02-18 00:00 → 23:00
  [
    'America/Sao_Paulo',
    '0 0 * * *',
    '2018-11-03T00:00Z',
    ['2018-11-03T03:00', '2018-11-04T03:00 MOVED', '2018-11-05T02:00'],
  ],
  [
    'America/Sao_Paulo',
    '30 23 * * *',
    '2018-02-16T12:00Z',
    ['2018-02-17T01:30', '2018-02-18T01:30 REPEATED', '2018-02-19T02:30 OFFSET_CHANGED'],
  ],
  // none since 1991, none ever
  ['Asia/Shanghai', '30 2 * * 1-5', '2026-10-23T00:00Z', ['2026-10-25T18:30', '2026-10-26T18:30']],
  ['UTC', '59 23 31 12 *', '2026-01-01T00:00Z', ['2026-12-31T23:59', '2027-12-31T23:59']],
  ['UTC', '0 0 1 1 *', '2026-12-31T23:59Z', ['2027-01-01T00:00', '2028-01-01T00:00']],
  ['UTC', '0 12 29 2 *', '2026-01-01T00:00Z', ['2028-02-29T12:00', '2032-02-29T12:00']],
  ['UTC', '0 12 29 2 *', '2096-03-01T00:00Z', ['2104-02-29T12:00']],
  ['Asia/Shanghai', '0 0 31 * *', '2026-01-01T00:00Z', ['2026-01-30T16:00', '2026-03-30T16:00', '2026-05-30T16:00']],
  ['UTC', '0 0 13 * 5', '2026-03-01T00:00Z', ['2026-03-06T00:00', '2026-03-13T00:00', '2026-03-20T00:00']],
  ['UTC', '0 0 * * 7', '2026-03-01T00:00Z', ['2026-03-08T00:00', '2026-03-15T00:00']],
  ['UTC', '0 0 * * SUN-SUN', '2026-03-01T00:00Z', ['2026-03-08T00:00', '2026-03-15T00:00']],
  ['UTC', '0 0 * * 0-sun', '2026-03-01T00:00Z', ['2026-03-08T00:00', '2026-03-15T00:00']],
  ['UTC', '0 0 * * 5-7', '2026-03-01T00:00Z', ['2026-03-06T00:00', '2026-03-07T00:00', '2026-03-08T00:00']],
];

describe('ticks of an expression', () => {
  test.each(TABLE)('%s, «%s» from %s', (timeZone, cron, from, expected) => {
    expect(ticks({ cron, timeZone }, from, expected.length)).toEqual(expected);
  });

  test.each([
    ['Europe/Berlin', '2026-03-29T00:00Z'],
    ['Europe/Berlin', '2026-10-24T23:00Z'],
    ['America/New_York', '2026-03-08T05:00Z'],
    ['America/New_York', '2026-11-01T04:00Z'],
    ['America/Sao_Paulo', '2018-11-04T01:00Z'],
    ['Asia/Shanghai', '2026-10-25T00:00Z'],
    ['UTC', '2026-12-31T22:00Z'],
  ])('that repeat every half hour go on through every change of the clock in %s at %s', (timeZone, from) => {
    const expected = Array.from({ length: 10 }, (_, i) =>
      new Date(Date.parse(from) + (i + 1) * 1_800_000).toISOString().slice(0, 16),
    );
    expect(ticks({ cron: '*/30 * * * *', timeZone }, from, 10).map((tick) => tick.split(' ')[0])).toEqual(expected);
  });

  test('are as many forwards as backwards, through a year of each zone', () => {
    for (const timeZone of ['Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe', 'Asia/Shanghai', 'UTC']) {
      for (const cron of ['30 1,2 * * *', '15 2 * * *', '45 */7 * * *']) {
        const times = new ScheduleTimes({ cron, timeZone });
        const [from, to] = [Date.parse('2026-01-01T00:00Z'), Date.parse('2027-01-01T00:00Z')];
        const forwards: number[] = [];
        for (let next = times.nextAfter(from); next !== null && next <= to; next = times.nextAfter(next)) {
          forwards.push(next);
        }
        expect(forwards.length).toBeGreaterThanOrEqual(365);
        expect(times.newest(from + 1, to, 100)).toEqual(forwards.slice(-100));
      }
    }
  });
});

describe('ticks of an interval', () => {
  test('are of elapsed time through every change of the clock, from an anchor on', () => {
    const anchorAt = Date.parse('2026-03-28T12:00Z');
    const timing = { everyMs: 86_400_000, anchorAt, timeZone: 'Europe/Berlin' };
    expect(ticks(timing, '2026-03-01T00:00Z', 3)).toEqual([
      '2026-03-28T12:00',
      '2026-03-29T12:00 OFFSET_CHANGED',
      '2026-03-30T12:00',
    ]);
    expect(new ScheduleTimes(timing).newest(anchorAt, anchorAt + 10 * 86_400_000, 2)).toEqual(
      [9, 10].map((days) => anchorAt + days * 86_400_000),
    );
  });

  test('end with the last year that can be written with four digits', () => {
    const timing = { everyMs: 31_536_000_000, anchorAt: Date.parse('9999-06-01T00:00Z'), timeZone: 'UTC' };
    expect(ticks(timing, '9999-01-01T00:00Z', 3)).toEqual(['9999-06-01T00:00']);
  });

  test('keep to their beginning and end, both of them included', () => {
    const at = (hours: number): number => Date.parse('2026-01-01T00:00Z') + hours * 3_600_000;
    const times = new ScheduleTimes({ cron: '0 * * * *', timeZone: 'UTC', startsAt: at(5), endsAt: at(7) });
    expect([times.nextAfter(at(0)), times.nextAfter(at(5)), times.nextAfter(at(7))]).toEqual([at(5), at(6), null]);
    expect(times.newest(at(0), at(20), 10)).toEqual([at(5), at(6), at(7)]);
  });
});

test('a tick is late by its jitter, always as much, and before the next one', () => {
  const times = new ScheduleTimes({ cron: '* * * * *', timeZone: 'UTC' });
  const tick = Date.parse('2026-01-01T00:00Z');
  const late = Array.from({ length: 200 }, (_, i) => dueAtOf(`schedule-${i}`, tick, times, 3_600_000) - tick);
  expect(Math.min(...late)).toBeGreaterThanOrEqual(0);
  expect(Math.max(...late)).toBeLessThan(60_000);
  expect(new Set(late).size).toBeGreaterThan(150);
  expect(dueAtOf('schedule-7', tick, times, 3_600_000) - tick).toBe(late[7]);
});

test('offsets are those of the zone at the time', () => {
  const offsets = ['Asia/Shanghai', 'Australia/Lord_Howe', 'America/Sao_Paulo', 'Asia/Kolkata', 'UTC'].map((zone) =>
    offsetOf(zone, Date.parse('2026-07-01T00:00Z')),
  );
  expect(offsets).toEqual(['+08:00', '+10:30', '-03:00', '+05:30', '+00:00']);
});

test.each([
  ...['* * * *', '0 0 2 * * *', '@daily', '', '60 * * * *', '* 24 * * *', '* * 0 * *', '* * 32 * *', '* * * 13 *'],
  ...[
    '* * * * 8',
    '5/15 * * * *',
    '*/0 * * * *',
    '0 0 ? * 1',
    '0 0 L * *',
    '0 0 * * 1#2',
    '0 0 1W * *',
    '1,,2 * * * *',
  ],
  ...['0 0 * * SAT-SUN', '0 0 * * 5-SUN', '0 0 LW * *', '0 0 * * FRIL', '*/60 * * * *', '001 * * * *', '0-/5 * * * *'],
  ...['9-5 * * * *', '1-2-3 * * * *', '*/5/2 * * * *', '-1 * * * *', '1.5 * * * *', '0 0 * * FOO', '1e1 * * * *'],
])('«%s» is no expression, and it says why', (expression) => {
  expect(wrongOfCron(expression)).toEqual({ zh: expect.stringMatching(/[一-龥]/), en: expect.any(String) });
});

test.each([
  ...['* * * * *', '*/15 9-17 * * MON-FRI', '0 0 1,15 jan-jun *', '0 0 * * 0-7', '1-59/2 * * * *', ' 0  0 * * sun '],
])('«%s» is an expression, and its ticks come', (expression) => {
  expect(wrongOfCron(expression)).toBeNull();
  const cron = expression.trim().split(/\s+/).join(' ');
  expect(new ScheduleTimes({ cron, timeZone: 'UTC' }).nextAfter(0)).not.toBeNull();
});
