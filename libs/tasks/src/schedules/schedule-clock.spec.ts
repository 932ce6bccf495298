import { expect, test } from '@jest/globals';
import { CRON_FIELDS, cronItemOf } from '@task-queue/contracts';
import fc from 'fast-check';
import { ScheduleTimes } from './schedule-times.js';
import { localMinuteOf } from './zone-offset.js';

const MINUTE_MS = 60_000;
const WINDOW_MS = 36 * 60 * MINUTE_MS;

/** Clock changes, each in the middle of a window: of an hour, half of one and two, in the night and at midnight. */
const CHANGES: readonly (readonly [zone: string, at: string])[] = [
  ['Europe/Berlin', '2027-03-28T01:00Z'],
  ['Europe/Berlin', '2027-10-31T01:00Z'],
  ['America/New_York', '2027-03-14T07:00Z'],
  ['America/New_York', '2027-11-07T06:00Z'],
  ['Australia/Lord_Howe', '2027-10-02T15:30Z'],
  ['Australia/Lord_Howe', '2027-04-03T15:00Z'],
  ['Antarctica/Troll', '2027-03-28T01:00Z'],
  ['Antarctica/Troll', '2027-10-31T01:00Z'],
  ['Africa/Cairo', '2027-04-29T22:00Z'],
  ['Africa/Cairo', '2027-10-28T21:00Z'],
  // at the end of a day, which has no 23:30 then, or two of them
  ['America/Nuuk', '2027-03-28T01:00Z'],
  ['America/Nuuk', '2027-10-31T01:00Z'],
  ['Asia/Shanghai', '2027-03-28T01:00Z'],
];

/** One part of a list of a field: a number, a range, a range by a step. */
const item = (least: number, most: number): fc.Arbitrary<string> =>
  fc
    .tuple(
      fc.integer({ min: least, max: most }),
      fc.integer({ min: least, max: most }),
      fc.constantFrom(0, 0, 0, 1, 2, 3),
    )
    .map(([a, b, step]) => {
      const [from, to] = [Math.min(a, b), Math.max(a, b)];
      return from === to ? String(from) : `${from}-${to}${step === 0 ? '' : `/${step}`}`;
    });
const field = (...items: fc.Arbitrary<string>[]): fc.Arbitrary<string> =>
  fc.array(fc.oneof(...items), { minLength: 1, maxLength: 3 }).map((list) => list.join());
const number = (most: number): fc.Arbitrary<string> => fc.integer({ min: 0, max: most }).map(String);

const expressions = fc
  .tuple(
    fc.oneof(field(number(59)), field(number(59), item(0, 59)), fc.constantFrom('*/15', '*/7', '30', '0')),
    fc.oneof(field(item(0, 4)), field(item(0, 23), item(20, 23)), fc.constantFrom('*', '*/2', '2', '23', '1,2,3')),
    fc.constantFrom('*', '*', '*', 'SAT,SUN', '0-SUN', 'sun-sun', '6-7', '1-5', '*/2', '07'),
  )
  .map(([minute, hour, weekday]) => `${minute} ${hour} * * ${weekday}`);

/** Whether a clock on the wall that shows this time is at one of the expression. */
function matches(cron: string, wall: number): boolean {
  const at = new Date(wall);
  const shown = [at.getUTCMinutes(), at.getUTCHours(), at.getUTCDate(), at.getUTCMonth() + 1, at.getUTCDay()];
  return cron.split(' ').every((text, i) =>
    text.split(',').some((part) => {
      const { from, to, step } = cronItemOf(part, CRON_FIELDS[i]!)!;
      const candidates = i === 4 && shown[i] === 0 ? [0, 7] : [shown[i]!];
      return candidates.some((value) => value >= from && value <= to && (value - from) % step === 0);
    }),
  );
}

/** Every tick in a window, found by looking at the clock on the wall each minute. */
function plainTicks(cron: string, walls: readonly number[], fromMs: number): number[] {
  const [minute, hour] = cron.split(' ') as [string, string];
  const instantOf = (i: number): number => fromMs + i * MINUTE_MS;
  if (/[*/]/.test(minute + hour)) {
    return walls.flatMap((wall, i) => (matches(cron, wall) ? [instantOf(i)] : []));
  }
  const found = new Set<number>();
  for (let wall = walls[0]!; wall <= walls.at(-1)!; wall += MINUTE_MS) {
    if (matches(cron, wall)) {
      // the first time that it shows this, or what comes when it leaves this out
      found.add(instantOf(walls.findIndex((shown) => shown >= wall)));
    }
  }
  return [...found];
}

test.each(CHANGES)('ticks in %s about %s are what a clock on the wall says, forwards and backwards', (timeZone, at) => {
  const fromMs = Date.parse(at) - WINDOW_MS / 2;
  const walls = Array.from({ length: WINDOW_MS / MINUTE_MS }, (_, i) =>
    localMinuteOf(timeZone, fromMs + i * MINUTE_MS),
  );
  const toMs = fromMs + (walls.length - 1) * MINUTE_MS;
  fc.assert(
    fc.property(expressions, fc.nat(walls.length - 1), fc.integer({ min: -1, max: 1 }), (cron, minute, ms) => {
      const anyMs = fromMs + minute * MINUTE_MS + ms;
      const expected = plainTicks(cron, walls, fromMs);
      const times = new ScheduleTimes({ cron, timeZone });
      const forwards: number[] = [];
      for (let tick = times.nextAfter(fromMs - 1); tick !== null && tick <= toMs; tick = times.nextAfter(tick)) {
        forwards.push(tick);
      }
      expect(told(forwards)).toEqual(told(expected));
      expect(told(times.newest(fromMs, anyMs, 3))).toEqual(told(expected.filter((tick) => tick <= anyMs).slice(-3)));
      expect(times.nextAfter(anyMs) ?? Infinity).toBe(
        expected.find((tick) => tick > anyMs) ?? times.nextAfter(toMs) ?? Infinity,
      );
    }),
    { numRuns: 15 },
  );
});

const told = (ticks: readonly number[]): string[] => ticks.map((tick) => new Date(tick).toISOString().slice(0, 16));
